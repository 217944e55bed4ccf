"""Which pictures of an audit are listed; all of it is in the address."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from core import actions
from core.structures import INTENT_LABELS, KINDS
from pages.components import filters
from pages.components.words import INTENT_WORDS

VIEWS = ("first", "intent", "category", "ambiguous", "shared", "all", "changes")
NARROWING = ("show", "category", "label", "q")  # what leaves some pictures out


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


def current() -> actions.RowFilter:
    """The filter in the address, for the database."""
    show = filters.current()
    kind, _, label = show.partition(".") if show not in filters.VERDICTS else ("", "", "")
    asked = st.query_params.get("label", "")
    return actions.RowFilter(
        kind=kind or None, top_label=label or (asked if asked in INTENT_LABELS else "") or None,
        error={"failed": "any", "shoppable": "none", "not": "none"}.get(show),
        category=st.query_params.get("category") or None, text=st.query_params.get("q") or None,
        shoppable={"shoppable": True, "not": False}.get(show),
    )


def groups(workspace: actions.Workspace, job_id: str) -> Counter[str]:
    """How many pictures each of the list's filters shows."""
    wanted = {"shoppable": actions.RowFilter(shoppable=True, error="none"),
              "not": actions.RowFilter(shoppable=False, error="none"),
              "failed": actions.RowFilter(error="any"), filters.ALL: actions.RowFilter()}
    for kind in KINDS:
        wanted[kind] = actions.RowFilter(kind=kind)
        for label in INTENT_LABELS:
            wanted[f"{kind}.{label}"] = actions.RowFilter(kind=kind, top_label=label)
    return Counter({name: actions.audit_count(workspace, job_id, where) for name, where in wanted.items()})


def choose(category: str, label: str) -> None:
    """Show one category and label."""
    st.query_params.pop("page", None)
    for name, value in (("category", category), ("label", label)):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def bar(found: Counter[str]) -> None:
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


def _search() -> None:
    st.query_params.pop("page", None)
    if wanted := st.session_state["q_field"].strip():
        st.query_params["q"] = wanted
    else:
        st.query_params.pop("q", None)
