"""The same crops as URL parameters of other image services."""

from __future__ import annotations

import streamlit as st

from core import crops
from core.site import Site
from core.words.crops import SERVICE_WORDS, crop_words
from core.words.markdown import plain

EXPLAINED = ("**Window** hands over exactly this crop. **Point of interest** hands over what must stay; the service "
             "then finds a window by its own rule, and may cut what this one keeps.")


def other_services(site: Site, picture_id: str) -> None:
    """Choose an aspect and a width; copy the parameters."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        aspect = st.segmented_control("Aspect", crops.ASPECTS, default="3:1", key="service-aspect", required=True)
        width = int(st.number_input("Width (px)", 16, 6000, 1024, 16, key="service-width", width=180))
    request = crops.read_request(site, f"aspect={aspect},width={width}")
    found = crops.crop_picture(site, picture_id, request)
    if found.window is None:
        st.warning(plain(f"{found.message} {found.hint}"))
    else:
        st.caption(plain(crop_words(found)))
    st.markdown(EXPLAINED)
    for item in crops.other_services(site, picture_id, request):
        st.markdown(f"**{SERVICE_WORDS[item.service]}**")
        left, right = st.columns(2)
        left.caption("Window")
        left.code(item.window or "does not fit", language=None, wrap_lines=True)
        right.caption("Point of interest")
        right.code(item.focus, language=None, wrap_lines=True)
