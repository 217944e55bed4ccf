"""The box that was picked: what it is taken for and why, its rivals beside it, and the buttons that correct it."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import shelf, skus
from core.nouns.shelf import NOT_A_PRODUCT, UNKNOWN, Box, Facing, ShelfReading, as_box
from core.nouns.sku import SkuMatch
from core.site import Site
from core.words.markdown import plain
from core.words.shelf import PART_WORDS, facing_title
from pages.shelf.marks import facing_uri, packshot_uri
from pages.ui.marks import score_bar

MOST = 10_000  # products to choose from
COLOR, SHOWN = "#0072B2", 3


def correct(site: Site, found: ShelfReading) -> None:
    """What stands in the picked place, with its candidates; a sentence while none is picked."""
    picked = st.session_state.get(f"picked-{found.reading_id}")
    if not picked:
        st.caption("Click a box on the photo.")
        return
    box = as_box(picked)
    facing = next((one for one in found.facings if one.xyxy == box), None)
    st.markdown(f"**{plain(facing_title(facing))}**" if facing else "**A box that you drew**")
    st.html(f'<img class="ml-facing" src="{facing_uri(site, found, box)}" alt="The facing, cut out">')
    if facing and facing.answer.codes:
        st.caption("Barcode: " + plain(", ".join(facing.answer.codes)))
    if facing and shelf.rivals(facing):
        st.warning("Two products are nearly equally probable. Compare them with the facing.")
    for match in facing.answer.matches[:SHOWN] if facing else ():
        _candidate(site, found, box, match)
    _others(site, found, box, facing)


def _candidate(site: Site, found: ShelfReading, box: Box, match: SkuMatch) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.html(f'<img class="ml-packshot" src="{packshot_uri(site, match.sku)}" alt="{escape(match.title)}">',
                width=84)
        with st.container():
            st.markdown(f"**{plain(match.sku)}** {plain(match.title)}")
            st.html(score_bar("Probability", match.score, COLOR, tip=_parts(match)))
            if st.button("This one", key=f"is-{match.sku}-{box}"):
                _say(site, found, box, match.sku)


def _others(site: Site, found: ShelfReading, box: Box, facing: Facing | None) -> None:
    options = [product.sku for product in skus.products(site, limit=MOST)]
    sku = st.selectbox("Another product", options, index=None, key=f"other-{box}", placeholder="SKU")
    with st.container(horizontal=True):
        if st.button("Set", key=f"set-{box}", disabled=not sku) and sku:
            _say(site, found, box, sku)
        if st.button("Not in the catalog", key=f"unknown-{box}"):
            _say(site, found, box, UNKNOWN)
        if facing and st.button("Not a product", key=f"no-{box}"):
            _say(site, found, box, NOT_A_PRODUCT)
        if facing and facing.said and st.button("Take back", key=f"back-{box}"):
            _say(site, found, box, "")


def _say(site: Site, found: ShelfReading, box: Box, said: str) -> None:
    shelf.judge(site, found.reading_id, box, said)
    if said == NOT_A_PRODUCT:
        st.session_state.pop(f"picked-{found.reading_id}", None)
    st.rerun()


def _parts(match: SkuMatch) -> str:
    return ", ".join(f"{PART_WORDS.get(name, name)} {value:.2f}" for name, value in match.parts.items())
