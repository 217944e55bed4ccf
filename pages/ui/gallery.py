"""The cards of a batch, a page at a time."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.site import Site
from pages.ui.card import Details, card
from pages.ui.frame import section
from pages.ui.marks import outlines

PAGE = 12
CARD_WIDTH = 340  # pixels; fewer columns where they would be narrower


def gallery(site: Site, results: list[Analysis | Failure], *, details: Details) -> None:
    """Draw one page of cards and the links to the other pages; `details` as for `card`."""
    pages = max(1, -(-len(results) // PAGE))
    page = min(_page(), pages)
    first = (page - 1) * PAGE
    copies: Counter[str] = Counter()
    st.html(outlines())
    grid = st.grid(3, min_column_width=CARD_WIDTH)
    for result in results[first : first + PAGE]:
        key = result.picture_id[:16] if isinstance(result, Analysis) else "failed"
        copies[key] += 1
        with grid, section():
            card(site, result, key=f"{key}-{copies[key]}", details=details)
    if pages > 1:
        st.caption(f"Photos {first + 1:,} to {min(first + PAGE, len(results)):,} of {len(results):,}")
        key = f"pages-{page}-{pages}"
        st.pagination(pages, default=page, key=key, on_change=_turn, args=(key,))


def _page() -> int:
    """The page in the address, 1 when it is none."""
    page = st.query_params.get("page", "1")
    return max(1, int(page)) if page.isdecimal() else 1


def _turn(key: str) -> None:
    st.query_params["page"] = str(st.session_state[key])
