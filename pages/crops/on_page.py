"""The photo as a web page shows it: HTML to copy, and what visitors see at each width."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from core import crops
from core.site import Site
from core.words.crops import crop_words
from core.words.markdown import plain
from pages.ui.frame import section

MOST_LETTERS = 200


def on_page(site: Site, picture_id: str) -> None:
    """Layouts, the HTML, and its preview at the width of each layout."""
    names = [item.name for item in crops.templates(site) if not item.request.aspect]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        named = st.selectbox("Template", names, key="page-template", width=240)
        alt = st.text_input("Alternative text", key="alt", max_chars=MOST_LETTERS,
                            placeholder="What the photo shows, for people who do not see it")
    widths = list(crops.LAYOUTS)
    chosen = {}
    for column, width in zip(st.columns(len(widths)), widths, strict=True):
        aspect = column.text_input(f"From {width:,} px", crops.LAYOUTS[width], key=f"layout-{width}", max_chars=12)
        chosen[str(width)] = aspect
    layouts = crops.read_layouts(chosen)
    with section():
        page = crops.html(site, picture_id, layouts, named=named, host=_host(), alt=alt)
        st.code(page, language="html", wrap_lines=True)
        st.caption("Width descriptors are the files' true widths. The addresses are signed: they show these crops to "
                   "everybody who has them, and cannot be changed.")
    with section():
        _previews(site, picture_id, layouts, named)


def _previews(site: Site, picture_id: str, layouts: dict[int, str], named: str) -> None:
    """Each layout as wide as its window, all by the same scale."""
    widths = sorted(layouts, reverse=True)
    of = crops.subject(site, picture_id)
    for column, width in zip(st.columns(widths, vertical_alignment="top"), widths, strict=True):
        with column, section():
            request = crops.read_request(site, f"${named}$,aspect={layouts[width]},width={width}")
            found = crops.crop(of, request)
            st.markdown(f"**{width:,} px** · {plain(layouts[width])}")
            if found.window is None:
                st.warning(plain(f"{found.message} {found.hint}"))
                continue
            st.image(crops.preview(site, picture_id, found, width), width="stretch", alt=crop_words(found))
            st.caption(plain(crop_words(found)))


def _host() -> str:
    """The server as this visitor reaches it."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
