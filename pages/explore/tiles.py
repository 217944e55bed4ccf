"""Photos of a set as thumbnails, a page at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from core import analyze, explore, whatif
from core.errors import NotFound
from core.site import Site
from pages.ui.frame import section

PAGE, TILE_WIDTH = 24, 160


def tiles(site: Site, pictures: explore.Pictures | whatif.Scores, rows: np.ndarray, words: Callable[[int], str], *,
          key: str = "tiles") -> None:
    """Thumbnails of some rows, a page at a time, each with its words and the way to Explain."""
    pages = max(1, -(-len(rows) // PAGE))
    page = st.pagination(pages, key=f"{key}-{pages}") if pages > 1 else 1
    shown = rows[(page - 1) * PAGE:page * PAGE].tolist()
    if pages > 1:
        st.caption(f"Photos {(page - 1) * PAGE + 1:,} to {(page - 1) * PAGE + len(shown):,} of {len(rows):,}")
    grid = st.grid(6, min_column_width=TILE_WIDTH)
    for row in shown:
        with grid, section(), st.container(border=True):
            picture_id = pictures.picture_ids[row]
            try:
                st.image(analyze.thumbnail(site, picture_id), width="stretch", alt=pictures.uris[row])
            except NotFound:
                st.caption("The preview of this photo is gone.")
            st.caption(words(row))
            st.page_link("pages/explain.py", label="Explain", query_params={"picture": picture_id},
                         icon=":material/visibility:")
