"""The catalog's query line, facets, actions and grid: on its own page, and in the report of an audit for its photos."""

from __future__ import annotations

import streamlit as st

from core.site import Site
from pages.catalog import address
from pages.catalog.actions import actions
from pages.catalog.facets import facets
from pages.catalog.grid import grid
from pages.catalog.query_line import asks, query_line
from pages.ui.frame import section


def browse(site: Site) -> None:
    """Draw what the address asks for."""
    with section():
        query_line(site)
    if not asks(site):
        with section():
            found = address.found(site)
            side, pictures = st.columns([1, 3.2], gap="medium")
            with side, section():
                facets(found)
            with pictures, section():
                actions(site, found)
                grid(site, found)
