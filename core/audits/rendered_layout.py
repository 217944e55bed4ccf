"""Boxes of a page's pictures as a browser laid them out, and which of them Chromium would not look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.audits.page_shown import Rows, Shown, page_image
from core.nouns.rendered_page import RenderedPage, RenderedPicture
from core.settings import Settings
from core.sources.rendering.kept import keep
from core.sources.shop.picture_address import display_name

if TYPE_CHECKING:
    from core.sources.documents.document import Document

_TAGS = {"background": "It is a CSS background; the browser checks picture elements only.",
         "canvas": "A script draws it (canvas); the browser checks pictures with an address only.",
         "svg": "It is part of a drawing (SVG); the browser checks picture elements only.",
         "video": "It is the still of a video; the browser checks picture elements only."}


def rendered_page(document: Document, folder: Path, settings: Settings) -> RenderedPage:
    """Open a page in a browser, and keep what it showed.

    Parameters
    ----------
    document : Document
        The page.
    folder : Path
        Of its audit.
    settings : Settings
        Where the browser is, and its limits.

    Raises
    ------
    SetupError
        There is no browser.
    WorkFailed
        The page cannot be rendered.
    """
    from core.sources.fetching.fetch import Response
    from core.sources.rendering.browser_process import render_page
    from core.sources.shop.web_page import PAGE_BYTES

    charset = f"; charset={document.charset}" if document.charset else ""
    data = document.file.read(PAGE_BYTES)
    document.file.seek(0)
    page = render_page(Response(data, document.url, (document.content_type or "text/html") + charset), settings)
    keep(page, folder)
    return page


def rendered_layout(page: RenderedPage, rows: Rows) -> list[Shown]:
    """Where a browser shows the pictures of a page.

    Parameters
    ----------
    page : RenderedPage
        As it stands before anybody scrolls.
    rows : Rows
        Of its audit.
    """
    return [_shown(picture, rows) for picture in page.pictures]


def _shown(picture: RenderedPicture, rows: Rows) -> Shown:
    row = rows.of((picture.address,)) if picture.address else None
    ignored = _why_ignored(picture)
    name = display_name(picture.address) if picture.address else f"({picture.tag})"
    image = page_image(row, picture.xywh, uri=name, has_src=not ignored)
    return Shown(replace(image, original_wh=picture.original_wh, z_index=picture.z_index), row, "browser", ignored)


def _why_ignored(picture: RenderedPicture) -> str:
    """Why Chromium's search for pictures passes an element over: FindImageElements, see `eligibility`."""
    if picture.tag in _TAGS:
        return _TAGS[picture.tag]
    if picture.in_component:
        return "It is inside a component (shadow DOM), where the browser does not look."
    if not picture.has_src:
        return "Its element has no src attribute, and the browser takes only those that have one."
    if picture.xywh[2:] == (0, 0):
        return "The page does not show it when it opens."
    return "" if all(picture.original_wh) else "It has not loaded before anybody scrolls."
