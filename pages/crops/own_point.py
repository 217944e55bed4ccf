"""Say by hand what must stay in all crops of a photo: a point, or a box."""

from __future__ import annotations

import streamlit as st

from core import analyze, crops
from core.nouns.correction import WITHDRAWN
from core.site import Site
from core.words.markdown import plain
from pages.crops.overlay import overlay
from pages.ui.correct import author, author_field
from pages.ui.frame import section

FIELDS = ("Left", "Top", "Width", "Height")
EXPLAINED = ("In percent of the photo's sides, from the top left corner; width and height 0 for a point. It wins over "
             "faces and product in all crops of this photo, on pages, by command and through addresses.")


def own_point(site: Site, picture_id: str) -> None:
    """Four numbers, the photo with them, and what the layouts become."""
    own = crops.own_poi(site, picture_id)
    left, right = st.columns([2, 3], gap="large")
    with right, section():
        st.caption(EXPLAINED)
        value = _value(own)
        with st.container(horizontal=True):
            if st.button("Remember", type="primary", key="remember"):
                crops.set_poi(site, picture_id, value, author=author())
                st.rerun()
            if own and st.button("Back to faces and product", key="back", icon=":material/undo:"):
                crops.set_poi(site, picture_id, WITHDRAWN, author=author())
                st.rerun()
        author_field("poi")
    with left, section():
        shown = crops.read_request(site, f"poi={value}").poi
        of = crops.subject(site, picture_id, shown)
        found = [crops.crop(of, crops.read_request(site, f"aspect={aspect}")) for aspect in crops.ASPECTS]
        overlay(analyze.preview(site, picture_id), of, found, key="own")
    with right, section():
        misfits = [crop for crop in found if crop.window is None]
        if misfits:
            st.warning(plain(" ".join(crop.message for crop in misfits)))
        else:
            st.success("It fits into every layout.")


def _value(own: tuple[float, float, float, float] | None) -> str:
    """What the fields say, as `x:y:width:height`."""
    left, top, right, bottom = own or (0.5, 0.5, 0.5, 0.5)
    now = (left, top, right - left, bottom - top)
    columns = st.columns(4)
    percents = [column.number_input(f"{name} (%)", 0.0, 100.0, round(100 * value, 1), 1.0, key=f"{name}-{own}")
                for column, name, value in zip(columns, FIELDS, now, strict=True)]
    x, y, width, height = (percent / 100 for percent in percents)
    width, height = min(width, 1 - x), min(height, 1 - y)
    return f"{x:.4f}:{y:.4f}:{width:.4f}:{height:.4f}"
