"""Crops: one photo for every layout, the face and the product inside; for many photos; and templates for both."""

from __future__ import annotations

import streamlit as st

from pages.crops.bulk import bulk, making
from pages.crops.choose import choose
from pages.crops.on_page import on_page
from pages.crops.own_point import own_point
from pages.crops.photo import photo_crops
from pages.crops.services import other_services
from pages.crops.templates import templates
from pages.ui import state
from pages.ui.frame import frame, section
from pages.ui.views import Views, views

PURPOSE = "Crop one photo for every layout, with the face and the product inside, or see why a layout cannot hold them."
# A new view is one line.
OF_PHOTO: Views = {
    "crops": ("Crops", photo_crops),
    "point": ("What must stay", own_point),
    "page": ("On a web page", on_page),
    "services": ("Other image services", other_services),
}
OF_ALL: Views = {
    "photo": ("One photo", choose),
    "many": ("Many photos", bulk),
    "templates": ("Templates", templates),
}


with frame("Crops", PURPOSE):
    site = state.site()
    with section():
        if job_id := st.query_params.get("job"):
            making(site, job_id)
        elif picture_id := st.query_params.get("picture"):
            st.page_link("pages/crops.py", label="All photos", icon=":material/arrow_back:")
            views(site, picture_id, OF_PHOTO)
        else:
            views(site, "", OF_ALL)
