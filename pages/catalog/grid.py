"""The pictures found: thumbnails of fixed height, a page at a time, each to open or to choose by keyboard too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from core import search
from core.site import Site
from core.words.colors import INTENT_COLORS, KIND_COLORS
from core.words.search import NOTHING, STATES, value_name
from pages.catalog import address
from pages.catalog.scope import chosen
from pages.ui.frame import section
from pages.ui.marks import chip
from pages.ui.thumbnail import thumbnail

TILE_WIDTH = 170  # pixels
TAGS = 3  # shown on a tile
KEYS = "Tab goes from photo to photo, Enter opens one, Space selects it; N and P turn the page."


def grid(site: Site, found: search.Found) -> None:
    """Draw one page of a result."""
    if not found.total:
        st.info(NOTHING)
        st.button("Show everything", key="everything", on_click=address.go, args=("",))
        return
    tiles(site, found.hits)
    _pages(found)
    st.caption(KEYS)


def tiles(site: Site, hits: Sequence[search.Hit], words: Mapping[str, str] | None = None) -> None:
    """Pictures as tiles, each to open or to select.

    Parameters
    ----------
    site : Site
    hits : sequence of Hit
    words : mapping of str to str, optional
        Picture id -> what stands on its tile instead of the verdict.
    """
    places = st.grid(4, min_column_width=TILE_WIDTH)
    for hit in hits:
        with places, section(), st.container(border=True, key=f"tile-{hit.picture_id}"):
            _tile(site, hit, (words or {}).get(hit.picture_id, ""))


def _tile(site: Site, hit: search.Hit, words: str) -> None:
    label, kind = hit.value("label"), hit.value("type")
    tags = [fact.value for fact in hit.facts if fact.name == "tag"][:TAGS]
    chips = ["" if hit.state == "judged" else chip(STATES[hit.state]),
             chip(value_name("label", label), INTENT_COLORS.get(label, "")) if label else "",
             chip(value_name("type", kind), KIND_COLORS.get(kind, "")) if kind else ""]
    score = words or f"{value_name('verdict', hit.value('verdict'))}, {hit.score('verdict'):.2f}" if (
        words or hit.value("verdict")) else ""
    line = " · ".join(filter(None, (score, ", ".join(tags))))
    st.html(f'<div class="ml-tile">{thumbnail(site, hit.picture_id, hit.name)}'
            f'<div class="ml-file" title="{escape(hit.uri)}">{escape(hit.name)}</div>'
            f'<div class="ml-chips">{"".join(chips)}</div><div class="ml-quiet">{escape(line)}</div></div>')
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link("pages/catalog.py", label="Open", icon=":material/open_in_full:",
                     query_params={"picture": hit.picture_id, **address.kept()})
        key = f"choose-{hit.picture_id}-{st.session_state.get('chosen-turn', 0)}"
        st.checkbox("Select", hit.picture_id in chosen(), key=key, on_change=_choose, args=(hit.picture_id, key))


def _choose(picture_id: str, key: str) -> None:
    if st.session_state[key]:
        chosen()[picture_id] = True
    else:
        chosen().pop(picture_id, None)


def _pages(found: search.Found) -> None:
    pages = -(-found.total // address.PAGE)
    if pages < 2:
        return
    page = min(address.page(), pages)
    first = (page - 1) * address.PAGE
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Previous", key="previous", shortcut="P", disabled=page == 1, on_click=_go, args=(page - 1,))
        key = f"pages-{page}-{pages}"
        st.pagination(pages, default=page, key=key, on_change=_turn, args=(key,))
        st.button("Next", key="next", shortcut="N", disabled=page == pages, on_click=_go, args=(page + 1,))
    st.caption(f"Pictures {first + 1:,} to {first + len(found.hits):,} of {found.total:,}")


def _turn(key: str) -> None:
    _go(st.session_state[key])


def _go(page: int) -> None:
    st.query_params["page"] = str(page)
