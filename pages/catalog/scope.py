"""Which pictures something is done with: those that are selected, or all that were found."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import search
from core.site import Site
from core.words.numerals import count
from pages.catalog import address

CHOSEN = "catalog-chosen"  # key of the session's state


def chosen() -> dict[str, bool]:
    """Ids of the pictures that are selected in this session."""
    ids: dict[str, bool] = st.session_state.setdefault(CHOSEN, {})
    return ids


def scope(site: Site, found: search.Found, key: str) -> Callable[[], list[str]]:
    """Ask which pictures are meant, where something is selected; returns what gives their ids, read when needed."""
    everything = lambda: search.picture_ids(site, found.query, sort=address.sort())  # noqa: E731
    if not chosen():
        st.caption(f"For all {count(found.total, 'picture')} found; select some to do it for these only.")
        return everything
    options = {"some": f"{count(len(chosen()), 'picture')} selected", "all": f"All {found.total:,} found"}
    picked = st.segmented_control("For", list(options), default="some", key=f"scope-{key}", required=True,
                                  format_func=options.__getitem__)
    return (lambda: list(chosen())) if picked == "some" else everything


def select_these(ids: list[str]) -> None:
    """Select pictures beside those that are selected."""
    chosen().update(dict.fromkeys(ids, True))
    _anew()


def clear() -> None:
    """Select none."""
    st.session_state[CHOSEN] = {}
    _anew()


def _anew() -> None:
    """Check boxes are drawn anew: those that are on the page keep what was clicked."""
    st.session_state["chosen-turn"] = st.session_state.get("chosen-turn", 0) + 1
