"""Several products in one photo: each in its box with a number, and what it is."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import analyze
from core.site import Site
from core.tags import Tagging
from core.words.data_uri import jpeg_uri
from core.words.tags import NO_ITEMS
from pages.ui.marks import chip


def items(site: Site, one: Tagging, size_wh: tuple[int, int]) -> None:
    """The photo with a box around each product, and their tags below; a sentence where none is sure enough."""
    if not one.items:
        st.image(analyze.preview(site, one.picture_id), width="stretch", alt=one.alt_text or "The photo")
        st.caption(NO_ITEMS)
        return
    uri = jpeg_uri(analyze.preview(site, one.picture_id))
    st.html(f'<div class="ml-items"><img src="{uri}" alt="{escape(one.alt_text or "The photo")}">'
            f'{"".join(_box(number, item.tag, item.xyxy, size_wh) for number, item in enumerate(one.items, 1))}</div>')
    st.html(item_chips(one))


def item_chips(one: Tagging) -> str:
    """Each product with its number and score (HTML)."""
    marks = "".join(chip(f"{number} {item.tag} {item.score:.2f}", tip=" > ".join(item.path))
                    for number, item in enumerate(one.items, 1))
    return f'<div class="ml-chips">{marks}</div>' if marks else ""


def _box(number: int, tag: str, xyxy: tuple[float, ...], size_wh: tuple[int, int]) -> str:
    left, top, right, bottom = (side / length for side, length in zip(xyxy, size_wh * 2, strict=True))
    return (f'<i title="{escape(tag)}" style="left:{left:.1%};top:{top:.1%};width:{right - left:.1%};'
            f'height:{bottom - top:.1%}"><b>{number}</b></i>')
