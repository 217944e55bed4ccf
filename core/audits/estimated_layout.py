"""Boxes of a page's pictures without a browser: sizes from its HTML or the files, pictures in lines as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.audits.page_shown import VIEWPORT_WH, Rows, Shown, page_image
from core.errors import Misuse
from core.nouns.audit_row import AuditRow
from core.sources.shop.picture_address import display_name

if TYPE_CHECKING:
    from core.sources.documents.document import Document
    from core.sources.shop.page_images import PageElement

CONTENT_WIDTH = 1200  # the column that shops put their pictures in
GAP = 16
MAX_HEIGHT = 20_000  # taller images are artifacts of the estimated layout


@dataclass(frozen=True)
class _SizedElement:
    element: PageElement
    row: AuditRow | None
    wh: tuple[int, int]
    size_source: str


def estimated_layout(document: Document, rows: Rows) -> list[Shown]:
    """Estimate where a page shows its pictures.

    Parameters
    ----------
    document : Document
        The page.
    rows : Rows
        Of its audit.

    Raises
    ------
    Misuse
        The document is a list in XML, not a page.
    """
    from core.sources.shop.page_images import elements_of_page  # parsers load when a page is read
    from core.sources.shop.web_page import PAGE_BYTES

    data = document.file.read(PAGE_BYTES)
    head = data[:2000].lstrip().lower()
    if head.startswith((b"<?xml", b"<urlset", b"<sitemapindex")) and b"<html" not in head:
        raise Misuse(f"{document.url} is a list in XML, not a web page.", "Audit the address of a product page.")
    elements = elements_of_page(data, document.url, document.charset)
    return list(_laid_out(_sized(element, rows.of(element.addresses)) for element in elements if not element.hidden))


def _sized(element: PageElement, row: AuditRow | None) -> _SizedElement:
    """An element with its size: from the page, completed by the file's aspect ratio."""
    file_w, file_h = (row.width, row.height) if row is not None else (0, 0)
    width, height = element.width or round(element.share * CONTENT_WIDTH), element.height
    size_source = "page" if width or height else "file" if file_w else ""
    if not width:
        width = round(height * file_w / file_h) if height and file_h else file_w
    if width > CONTENT_WIDTH and size_source == "file":
        width = CONTENT_WIDTH
    if not height and file_w:
        height = round(width * file_h / file_w)
    return _SizedElement(element, row, (width, min(height, MAX_HEIGHT)), size_source)


def _laid_out(elements: Iterable[_SizedElement]) -> Iterator[Shown]:
    """Boxes in lines, left to right and downwards."""
    left = (VIEWPORT_WH[0] - CONTENT_WIDTH) // 2
    x = y = line = 0
    for item in elements:
        width, height = item.wh
        if x and x + width > CONTENT_WIDTH:
            x, y, line = 0, y + line + GAP, 0
        image = page_image(item.row, (left + x, y, width, height), uri=display_name(item.element.addresses[0]))
        yield Shown(image, item.row, item.size_source)
        if width and height:
            x, line = x + width + GAP, max(line, height)
