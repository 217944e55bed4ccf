"""Small pictures inside HTML and tables: data URIs, so that no address of this server leads to a picture."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from core import analyze
from core.errors import MerchlensError
from core.nouns.audit_row import AuditRow
from core.site import Site
from core.words.data_uri import jpeg_uri


def data_uri(site: Site, row: AuditRow) -> str | None:
    """The thumbnail of a picture; None for a failure, or when its file is gone."""
    if row.error or not row.picture_id:
        return None
    try:
        return _read(site, row.picture_id)
    except MerchlensError:
        return None


def image(site: Site, row: AuditRow, alt: str = "") -> str:
    """A thumbnail, or an empty frame of the same size (HTML)."""
    uri = data_uri(site, row)
    if uri is None:
        return '<div class="ml-no-photo" role="img" aria-label="No photo"></div>'
    return f'<img src="{uri}" alt="{escape(alt or row.product.title or row.uri)}">'


def strip(site: Site, rows: Iterable[AuditRow]) -> None:
    """Small thumbnails of fixed height in one line; failures are left out."""
    figures = "".join(f"<figure>{image(site, row)}</figure>" for row in rows if data_uri(site, row))
    if figures:
        st.html(f'<div class="ml-strip">{figures}</div>')


def figures(site: Site, rows: Iterable[tuple[AuditRow, str]], *, one_line: bool = False) -> None:
    """Larger thumbnails of fixed height, each with a caption.

    Parameters
    ----------
    site : Site
        Its data folder holds the thumbnails.
    rows : iterable of (AuditRow, str)
        Pictures or failures, and the HTML of their captions.
    one_line : bool
        Only as many as fit beside one another.
    """
    html = "".join(f'<figure>{image(site, row)}<figcaption>{caption}</figcaption></figure>' for row, caption in rows)
    if html:
        st.html(f'<div class="ml-figures{" ml-one-line" if one_line else ""}">{html}</div>')


@st.cache_data(max_entries=500, show_spinner=False)
def _read(_site: Site, picture_id: str) -> str:
    """Kept for the next rerun."""
    return jpeg_uri(analyze.thumbnail(_site, picture_id))
