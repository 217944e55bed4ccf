"""Which pictures of an audit are listed; all of it is in the address."""

from __future__ import annotations

from collections import Counter
from functools import partial

import streamlit as st

from core import audits, rules
from core.nouns.intent import INTENT_LABELS
from core.site import Site
from core.words.facts import FACT_WORDS
from pages.analyze import filters
from pages.ui.marks import INTENT_WORDS

VIEWS = ("first", "intent", "category", "ambiguous", "shared", "all", "changes")
NARROWING = ("show", "category", "label", "q", "broken")  # what leaves some pictures out


def view() -> str:
    """The view in the address; a filter leads to all pictures."""
    if any(st.query_params.get(name) for name in NARROWING):
        return "all"
    asked = st.query_params.get("view", "")
    return asked if asked in VIEWS else "first"


def look_at(wanted: str) -> None:
    """Go to a view, without any filter."""
    for name in (*NARROWING, "page"):
        st.query_params.pop(name, None)
    st.query_params["view"] = wanted
    st.session_state["chart_turn"] = st.session_state.get("chart_turn", 0) + 1  # forgets a click into the chart


def current() -> audits.RowFilter:
    """The filter in the address, for the database."""
    show, facts = filters.current(), filters.facts_of(filters.current())
    kind, _, label = show.partition(".") if show not in filters.VERDICTS and not facts else ("", "", "")
    asked = st.query_params.get("label", "")
    return audits.RowFilter(
        kind=kind or None, top_label=label or (asked if asked in INTENT_LABELS else "") or None,
        error={"failed": "any", "shoppable": "none", "not": "none"}.get(show),
        category=st.query_params.get("category") or None, text=st.query_params.get("q") or None,
        shoppable={"shoppable": True, "not": False}.get(show), broken=st.query_params.get("broken") or None,
        facts=facts,
    )


def groups(counts: dict[str, dict[str, int]]) -> Counter[str]:
    """How many pictures each of the list's filters shows, from `audits.counts`."""
    found = Counter(counts["kind"]) + Counter(counts["kind_label"])
    found["shoppable"], found["not"] = (counts["shoppable"].get(name, 0) for name in ("true", "false"))
    found["failed"] = sum(counts["error"].values())
    found.update({filters.fact_group(name, value): number for name in FACT_WORDS
                  for value, number in counts.get(name, {}).items()})
    found[filters.ALL] = found["shoppable"] + found["not"] + found["failed"]
    return found


def breaches(site: Site, counts: dict[str, dict[str, int]]) -> None:
    """The list of broken rules; one of them lists its pictures."""
    broken, now = counts["broken"], st.query_params.get("broken", "")
    if not broken and not now:
        return
    name_of = partial(rule_name, site)
    options = sorted(dict.fromkeys([*broken, *filter(None, [now])]), key=name_of)
    key = f"broken-{now}"
    st.selectbox(
        "Pictures that break a rule", options, index=options.index(now) if now else None, key=key, width=420,
        placeholder="Choose a rule", format_func=lambda rule: f"{name_of(rule)} ({broken.get(rule, 0):,})",
        on_change=lambda: narrow("broken", st.session_state[key] or ""))


def rule_name(site: Site, rule: str) -> str:
    """What people read for a rule, or for any rule of a pack."""
    name, _, part = rule.partition(".")
    pack = rules.packs(site).get(name)
    if pack is None:
        return rule
    return f"{pack.title}: {pack.titles().get(part, part)}" if part else f"{pack.title}: any rule"


def narrow(name: str, value: str) -> None:
    """Put one filter into the address, or take it out; begin at the first page."""
    st.query_params.pop("page", None)
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def choose(category: str, label: str) -> None:
    """Show one category and label."""
    narrow("category", category)
    narrow("label", label)


def bar(site: Site, found: Counter[str]) -> None:
    """The list of filters, the search, and what else is left out now."""
    filters.bar(found)
    st.text_input("Find in names and titles", st.query_params.get("q", ""), key="q_field", width=320,
                  on_change=_search)
    category, label = st.query_params.get("category", ""), st.query_params.get("label", "")
    if category or label:
        words = " × ".join(filter(None, (category, INTENT_WORDS.get(label, ""))))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Only: {words}", width="content")
            st.button("Show all categories", key="all_categories", on_click=choose, args=("", ""))
    if broken := st.query_params.get("broken", ""):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Only: breaks {rule_name(site, broken)}", width="content")
            st.button("Show all, whatever they break", key="all_rules", on_click=narrow, args=("broken", ""))


def _search() -> None:
    narrow("q", st.session_state["q_field"].strip())
