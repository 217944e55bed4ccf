"""Thumbnails as data URIs, so that no address of this server leads to a picture."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import analyze
from core.errors import MerchlensError
from core.site import Site
from core.words.data_uri import jpeg_uri


def thumbnail_uri(site: Site, picture_id: str) -> str | None:
    """The thumbnail of a picture; None where its file is gone."""
    try:
        return _read(site, picture_id)
    except MerchlensError:
        return None


def thumbnail(site: Site, picture_id: str, alt: str) -> str:
    """A thumbnail, or an empty frame of the same size (HTML)."""
    uri = thumbnail_uri(site, picture_id) if picture_id else None
    if uri is None:
        return '<div class="ml-no-photo" role="img" aria-label="No photo"></div>'
    return f'<img src="{uri}" alt="{escape(alt)}">'


@st.cache_data(max_entries=500, show_spinner=False)
def _read(_site: Site, picture_id: str) -> str:
    """Kept for the next rerun."""
    return jpeg_uri(analyze.thumbnail(_site, picture_id))
