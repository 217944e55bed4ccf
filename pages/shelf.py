"""Shelf: photos of shelves in; which product stands where, how many, what is missing and what is uncertain."""

from __future__ import annotations

import streamlit as st

from core.words.shelf import PURPOSE
from pages.shelf.choose import choose
from pages.shelf.job import job
from pages.shelf.newcomers import new_products
from pages.shelf.products import products
from pages.shelf.reading import reading
from pages.shelf.review import review
from pages.shelf.synthetic import synthetic
from pages.shelf.twins import twins
from pages.ui import state
from pages.ui.frame import frame, section
from pages.ui.views import Views, views

# A new view is one line.
VIEWS: Views = {
    "photos": ("Shelf photos", choose),
    "products": ("Products", products),
    "new": ("New products", new_products),
    "twins": ("Confusable twins", twins),
    "review": ("To improve", review),
    "synthetic": ("Training shelves", synthetic),
}


with frame("Shelf", PURPOSE):
    site = state.site()
    with section():
        if job_id := st.query_params.get("job"):
            job(site, job_id)
        elif (number := st.query_params.get("reading", "")).isdecimal():
            reading(site, int(number))
        else:
            views(site, "", VIEWS)
