"""Small pictures of an audit's rows inside HTML and tables."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.nouns.audit_row import AuditRow
from core.site import Site
from pages.ui.thumbnail import thumbnail, thumbnail_uri


def data_uri(site: Site, row: AuditRow) -> str | None:
    """The thumbnail of a picture; None for a failure, or when its file is gone."""
    return None if row.error or not row.picture_id else thumbnail_uri(site, row.picture_id)


def image(site: Site, row: AuditRow, alt: str = "") -> str:
    """A thumbnail, or an empty frame of the same size (HTML)."""
    return thumbnail(site, "" if row.error else row.picture_id, alt or row.product.title or row.uri)


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

