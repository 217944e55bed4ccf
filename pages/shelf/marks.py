"""Pictures that several parts of the page Shelf share, kept for the next rerun."""

from __future__ import annotations

import streamlit as st

from core import shelf, skus
from core.errors import MerchlensError
from core.nouns.shelf import Box, ShelfReading
from core.site import Site
from core.words.data_uri import jpeg_uri

EMPTY = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="  # one clear pixel


def view_uri(site: Site, picture_id: str) -> str:
    """A shelf's photo as data URI; one clear pixel where it is gone."""
    try:
        return jpeg_uri(_view(site, picture_id))
    except MerchlensError:
        return EMPTY


def facing_uri(site: Site, reading: ShelfReading, box: Box) -> str:
    """A facing, cut out of its photo, as data URI; one clear pixel where the photo is gone."""
    try:
        return jpeg_uri(_facing(site, reading.picture_id, box, reading))
    except MerchlensError:
        return EMPTY


def packshot_uri(site: Site, sku: str) -> str:
    """A product's packshot as data URI; one clear pixel where there is none."""
    try:
        return jpeg_uri(_packshot(site, sku))
    except MerchlensError:
        return EMPTY


@st.cache_data(max_entries=40, ttl=600, show_spinner=False)
def _view(_site: Site, picture_id: str) -> bytes:
    return shelf.view(_site, picture_id)


@st.cache_data(max_entries=500, ttl=600, show_spinner=False)
def _facing(_site: Site, picture_id: str, box: Box, _reading: ShelfReading) -> bytes:
    return shelf.facing_images(_site, _reading, [box])[0]


@st.cache_data(max_entries=500, ttl=600, show_spinner=False)
def _packshot(_site: Site, sku: str) -> bytes:
    return skus.packshot_of(_site, sku).read_bytes()
