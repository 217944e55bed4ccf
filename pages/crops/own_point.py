"""Say by hand what must stay in all crops of a photo: click for a point, or drag a box."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core import analyze, crops
from core.nouns.correction import WITHDRAWN
from core.site import Site
from core.words.markdown import plain
from pages.crops.overlay import overlay
from pages.ui.correct import author, author_field
from pages.ui.draw import draw_one
from pages.ui.frame import section

EXPLAINED = ("A point or box of your own wins over faces and product in all crops of this photo, on pages, by command "
             "and through addresses. It is remembered with its history.")


def own_point(site: Site, picture_id: str) -> None:
    """The photo to mark, and what the layouts become."""
    of = crops.subject(site, picture_id)
    left, right = st.columns([1, 1], gap="large")
    with left, section():
        box = draw_one(analyze.preview(site, picture_id), of.size_wh, of.own, key=f"poi-{picture_id}", points=True,
                       words=("What must stay", "Keep this in all crops"))
        if box:
            crops.set_poi(site, picture_id, _shares(box, of.size_wh), author=author())
            st.rerun()
    with right, section():
        st.caption(EXPLAINED)
        if of.own and st.button("Back to faces and product", key="back", icon=":material/undo:"):
            crops.set_poi(site, picture_id, WITHDRAWN, author=author())
            st.rerun()
        author_field("poi")
        found = [crops.crop(of, crops.read_request(site, f"aspect={aspect}")) for aspect in crops.ASPECTS]
        misfits = [crop for crop in found if crop.window is None]
        if misfits:
            st.warning(plain(" ".join(crop.message for crop in misfits)))
        else:
            st.success("It fits into every layout." if of.own else "Each layout has a crop that cuts no face.")
        overlay(analyze.preview(site, picture_id), of, found, key="own")


def _shares(box: Sequence[float], size_wh: tuple[int, int]) -> str:
    """A box in pixels as `x:y:width:height` in shares of the photo's sides."""
    (left, top, right, bottom), (width, height) = box, size_wh
    return ":".join(f"{value:.4f}" for value in (left / width, top / height, (right - left) / width,
                                                 (bottom - top) / height))
