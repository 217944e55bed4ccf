"""Which photos of an audit are listed; every choice is in the address."""

from __future__ import annotations

from collections import Counter
from functools import partial

import streamlit as st

from core import audits, rules
from core.nouns.intent import INTENT_LABELS
from core.nouns.role import ROLE, ROLES
from core.site import Site
from core.words.facts import FACT_WORDS
from core.words.labels import INTENT_WORDS, ROLE_WORDS
from pages.analyze import filters

VIEWS = ("first", "intent", "category", "ambiguous", "shared", "wrong", "all", "grid", "changes")
NARROWING = ("show", "category", "label", "q", "broken")  # filters


def view() -> str:
    """The view in the address; with a filter it is that of all photos."""
    if any(st.query_params.get(name) for name in NARROWING):
        return "all"
    name = st.query_params.get("view", "")
    return name if name in VIEWS else "first"


def open_view(view_name: str) -> None:
    """Go to a view, without filters."""
    for name in (*NARROWING, "page", "answer", "where", "sort"):
        st.query_params.pop(name, None)
    st.query_params["view"] = view_name
    st.session_state["chart_turn"] = st.session_state.get("chart_turn", 0) + 1  # forgets a click into the chart


def current() -> audits.RowFilter:
    """The filter in the address, for the database."""
    show, facts = filters.current(), filters.facts_of(filters.current())
    kind, _, top = show.partition(".") if show not in filters.VERDICTS and not facts else ("", "", "")
    label = st.query_params.get("label", "")
    return audits.RowFilter(
        kind=kind or None, top_label=top or (label if label in INTENT_LABELS else "") or None,
        error={"failed": "any", "shoppable": "none", "not": "none"}.get(show),
        category=st.query_params.get("category") or None, text=st.query_params.get("q") or None,
        shoppable={"shoppable": True, "not": False}.get(show), broken=st.query_params.get("broken") or None,
        facts=facts,
    )


def groups(counts: dict[str, dict[str, int]]) -> Counter[str]:
    """Number of photos that each filter of the list shows, from `audits.counts`."""
    numbers = Counter(counts["kind"]) + Counter(counts["kind_label"])
    numbers["shoppable"], numbers["not"] = (counts["shoppable"].get(name, 0) for name in ("true", "false"))
    numbers["failed"] = sum(counts["error"].values())
    numbers.update({filters.fact_group(name, value): number for name in (ROLE, *FACT_WORDS)
                    for value, number in counts.get(name, {}).items()})
    numbers[filters.ALL] = numbers["shoppable"] + numbers["not"] + numbers["failed"]
    return numbers


def broken_rules(site: Site, counts: dict[str, dict[str, int]]) -> None:
    """The list of broken rules; a choice lists the photos that break one."""
    broken, now = counts["broken"], st.query_params.get("broken", "")
    if not broken and not now:
        return
    name_of = partial(rule_name, site)
    options = sorted(dict.fromkeys([*broken, *filter(None, [now])]), key=name_of)
    key = f"broken-{now}"
    st.selectbox(
        "Photos that break a rule", options, index=options.index(now) if now else None, key=key, width=420,
        placeholder="Choose a rule", format_func=lambda rule: f"{name_of(rule)} ({broken.get(rule, 0):,})",
        on_change=lambda: narrow("broken", st.session_state[key] or ""))


def roles(counts: dict[str, dict[str, int]]) -> None:
    """What the photos are for, where a page shows more than products; a click lists those of one role."""
    numbers = counts.get(ROLE, {})
    if not set(numbers) - {"product"}:
        return
    now = next((value for name, value in filters.facts_of(filters.current()) if name == ROLE), None)
    key = f"role-{now}-{sum(numbers.values())}-{numbers.get('product', 0)}"
    st.pills("What the photos are for", [role for role in ROLES if numbers.get(role) or role == now], default=now,
             key=key, format_func=lambda role: f"{ROLE_WORDS[role]} ({numbers.get(role, 0):,})",
             on_change=lambda: filters.choose(filters.fact_group(ROLE, st.session_state[key])
                                              if st.session_state[key] else ""))


def rule_name(site: Site, rule: str) -> str:
    """The title of a rule, or of any rule of a pack."""
    name, _, part = rule.partition(".")
    pack = rules.packs(site).get(name)
    if pack is None:
        return rule
    return f"{pack.title}: {pack.titles().get(part, part)}" if part else f"{pack.title}: any rule"


def narrow(name: str, value: str) -> None:
    """Set one filter in the address, or remove it, and go to the first page."""
    st.query_params.pop("page", None)
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def choose(category: str, label: str) -> None:
    """Show one category and label."""
    narrow("category", category)
    narrow("label", label)


def bar(site: Site, numbers: Counter[str]) -> None:
    """The list of filters, the search, and the filters that are set elsewhere."""
    filters.bar(numbers)
    st.text_input("Search names and titles", st.query_params.get("q", ""), key="q_field", width=320,
                  on_change=_search)
    category, label = st.query_params.get("category", ""), st.query_params.get("label", "")
    if category or label:
        words = " × ".join(filter(None, (category, INTENT_WORDS.get(label, ""))))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Filter: {words}", width="content")
            st.button("Remove filter", key="all_categories", on_click=choose, args=("", ""))
    if broken := st.query_params.get("broken", ""):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Filter: breaks {rule_name(site, broken)}", width="content")
            st.button("Remove filter", key="all_rules", on_click=narrow, args=("broken", ""))


def _search() -> None:
    narrow("q", st.session_state["q_field"].strip())
