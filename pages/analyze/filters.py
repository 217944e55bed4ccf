"""Which photos the gallery shows: chosen by a click into the chart or from a list, and kept in the address."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from core.nouns.analysis import KINDS, Analysis
from core.nouns.failure import Failure
from core.nouns.intent import INTENT_LABELS
from core.words.facts import FREE_TEXT, fact_word, value_word
from core.words.labels import INTENT_WORDS, KIND_WORDS
from core.words.numerals import count

Result = Analysis | Failure
ALL, FACT = "", "fact:"
VERDICTS = {ALL: "All photos", "shoppable": "Shoppable", "not": "Not shoppable", "failed": "Could not be read"}


def groups(results: list[Result]) -> Counter[str]:
    """How many results each filter shows, filters without any left out."""
    counts: Counter[str] = Counter({ALL: len(results)})
    for result in results:
        counts.update(_groups_of(result))
    return counts


def chosen(results: list[Result]) -> list[Result]:
    """The results that the address asks for."""
    choice = current()
    return [result for result in results if choice in _groups_of(result)] if choice else results


def current() -> str:
    """The filter in the address; empty shows all."""
    shown = st.query_params.get("show", "")
    return shown if shown in _order() or shown.startswith(FACT) else ""


def choose(group: str) -> None:
    """Put a filter into the address and begin at its first page; one that does not exist shows all."""
    group = group if group in _order() or group.startswith(FACT) else ""
    st.query_params.pop("page", None)
    if group:
        st.query_params["show"] = group
    else:
        st.query_params.pop("show", None)
        st.session_state["chart_turn"] = st.session_state.get("chart_turn", 0) + 1  # forgets the click


def name(group: str) -> str:
    """What people read for a filter."""
    if group in VERDICTS:
        return VERDICTS[group]
    if group.startswith(FACT):
        ((fact, value),) = facts_of(group)
        return f"{fact_word(fact)}: {value_word(fact, value)}"
    kind, _, intent = group.partition(".")
    words = [KIND_WORDS.get(kind, kind), INTENT_WORDS.get(intent, intent)]
    return " × ".join(filter(None, words))


def bar(found: Counter[str]) -> None:
    """The list of filters, what is shown now, and the way to others."""
    now = current()
    facts = sorted(group for group in {*found, now} if group.startswith(FACT) and not _is_rare(group, found, now))
    options = [group for group in (*_order(), *facts) if found[group] or group == now]
    key = f"show-{now}-{found[ALL]}"  # a new list when a count in its words changes
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Show", options, index=options.index(now), key=key, width=320,
            on_change=lambda: choose(st.session_state[key]),
            format_func=lambda group: f"{name(group)} ({found[group]:,})",
        )
        if now:
            st.text(f"Showing: {name(now)}, {count(found[now], 'photo')}", width="content")
            st.button("Show all", key="show_all", on_click=choose, args=("",))
        elif found["not"]:
            some = "one" if found["not"] == 1 else f"{found['not']:,}"
            st.button(f"Show the {some} not shoppable", key="show_not", on_click=choose, args=("not",))


def _is_rare(group: str, found: Counter[str], now: str) -> bool:
    """Words of one photo alone would make the list endless."""
    ((fact, _),) = facts_of(group)
    return fact in FREE_TEXT and found[group] < 2 and group != now


def fact_group(fact: str, value: str) -> str:
    """The filter for one value of a fact."""
    return f"{FACT}{fact}={value}"


def facts_of(group: str) -> tuple[tuple[str, str], ...]:
    """The fact that a filter asks for, as (name, value); empty when it asks for none."""
    if not group.startswith(FACT):
        return ()
    fact, _, value = group.removeprefix(FACT).partition("=")
    return ((fact, value),)


def _groups_of(result: Result) -> tuple[str, ...]:
    if isinstance(result, Failure):
        return ("failed",)
    verdict = "shoppable" if result.intent.shoppable else "not"
    facts = dict.fromkeys(fact_group(fact.name, fact.value) for fact in result.facts)
    return verdict, result.kind, f"{result.kind}.{result.intent.shopping.top}", *facts


def _order() -> list[str]:
    pairs = [f"{kind}.{intent}" for kind in KINDS for intent in INTENT_LABELS]
    return [*VERDICTS, *KINDS, *pairs]
