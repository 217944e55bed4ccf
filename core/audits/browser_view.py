"""An audited web page as a browser weighs its pictures: read again, laid out, and checked by the browser's rules."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.audits.eligibility import PageImage, PageVerdict, page_verdicts
from core.errors import Misuse
from core.nouns.audit_row import AuditRow
from core.nouns.job import Job
from core.site import Site
from core.sources.fetching.fetch import is_url
from core.sources.shop.picture_address import display_name
from core.sources.shop.same_picture import any_size

if TYPE_CHECKING:
    from core.sources.shop.page_images import PageElement

VIEWPORT_WH = (1366, 768)
CONTENT_WIDTH = 1200  # the column that shops put their pictures in
GAP = 16
MAX_HEIGHT = 20_000  # taller images are artifacts of the estimated layout
PAGE_ORIGINS = ("img", "srcset", "picture", "og:image", "twitter:image", "JSON-LD", "CSS background")
SOCIAL = ("og:image", "twitter:image")
NOT_A_PAGE = "The browser view is for audits of a single web page."


@dataclass(frozen=True)
class PagePicture:
    """One picture of a page.

    Attributes
    ----------
    verdict : PageVerdict
        Its box, whether the browser would choose it, and the stage that it failed.
    row : AuditRow or None
        The same picture in the audit; None where the audit skipped it.
    reason : str
        One sentence.
    size_source : {"page", "file", ""}
        Where its size comes from; "" for an unknown size.
    is_hero : bool
        True for the picture that the page itself puts first.
    """

    verdict: PageVerdict
    row: AuditRow | None
    reason: str
    size_source: str
    is_hero: bool


@dataclass(frozen=True)
class BrowserView:
    """A page's pictures by the browser's rules, in a layout estimated from the page's HTML.

    Attributes
    ----------
    url : str
        Of the page, after redirects.
    viewport_wh : tuple of int
        The assumed window in CSS pixels.
    pictures : tuple of PagePicture
        In the order of the page; those without an element come last.
    chosen, hero : PagePicture or None
        The browser's choice, and the picture that the page puts first.
    hero_reason : str
        Why that picture counts as the hero, in words.
    """

    url: str
    viewport_wh: tuple[int, int]
    pictures: tuple[PagePicture, ...]
    chosen: PagePicture | None
    hero: PagePicture | None
    hero_reason: str


@dataclass(frozen=True)
class _SizedElement:
    element: PageElement
    row: AuditRow | None
    wh: tuple[int, int]
    size_source: str


def has_browser_view(site: Site, job: Job) -> bool:
    """True for an audit of a single web page, which `view_as_browser` can read again."""
    if not is_url(job.source) or job.source_kind not in ("page", "auto"):
        return False
    if job.source_kind == "auto" and job.source.partition("?")[0].lower().endswith((".xml", ".gz")):
        return False  # a sitemap, whose pages the audit has read
    first = next(site.store.rows(job.job_id, limit=1), None)
    return first is not None and first.origin.startswith(PAGE_ORIGINS)


def view_as_browser(site: Site, job_id: str) -> BrowserView:
    """Read an audited page again and find the picture that the browser would choose.

    The page is not rendered: sizes are those of the page, else those of the file in a column of `CONTENT_WIDTH`
    pixels, and pictures follow one another in lines, as text does.

    Parameters
    ----------
    site : Site
        Its database holds the audit.
    job_id : str
        Of an audit with `has_browser_view`.

    Raises
    ------
    Misuse
        Not an audit of a single web page.
    MerchlensError
        The page cannot be read now; the class says why.
    """
    job = site.store.job(job_id)
    if not has_browser_view(site, job):
        raise Misuse(NOT_A_PAGE, "Audit the address of a product page.")
    url, elements = _read(site, job.source)
    rows = list(site.store.rows(job_id))
    by_address = ({row.uri: row for row in rows}, {any_size(row.uri): row for row in reversed(rows)},
                  {row.uri: row for row in site.store.skipped(job_id)})
    sized = [_sized(element, _row_of(element, by_address)) for element in elements if not element.hidden]
    numbers = {item.row.number for item in sized if item.row is not None}
    hidden_rows = [row for row in rows if row.number not in numbers]
    images = [*_laid_out(sized), *(_image(row, (0, 0, 0, 0), has_src=False) for row in hidden_rows)]
    all_rows = [*(item.row for item in sized), *hidden_rows]
    sources = [*(item.size_source for item in sized), *("" for _ in hidden_rows)]
    hero, hero_reason = _hero(images, all_rows)
    verdicts = page_verdicts(images, VIEWPORT_WH)
    pictures = tuple(PagePicture(verdict, row, _reason(verdict, row, source), source, index == hero)
                     for index, (verdict, row, source) in enumerate(zip(verdicts, all_rows, sources, strict=True)))
    chosen = next((picture for picture in pictures if picture.verdict.chosen), None)
    return BrowserView(url, VIEWPORT_WH, pictures, chosen, None if hero is None else pictures[hero], hero_reason)


def _read(site: Site, url: str) -> tuple[str, list[PageElement]]:
    """The page's address after redirects and its elements; fetched with the same guards as in the audit."""
    from core.sources.fetching.robots import Crawler
    from core.sources.shop.page_images import elements_of_page  # parsers load when a page is read
    from core.sources.shop.web_page import PAGE_BYTES

    with (document := Crawler(site.settings).read(url, max_bytes=PAGE_BYTES)).file as file:
        data = file.read(PAGE_BYTES)
        head = data[:2000].lstrip().lower()
        if head.startswith((b"<?xml", b"<urlset", b"<sitemapindex")) and b"<html" not in head:
            raise Misuse(f"{document.url} is a list in XML, not a web page.", "Audit the address of a product page.")
        return document.url, elements_of_page(data, document.url, document.charset)


def _row_of(element: PageElement, by_address: tuple[dict[str, AuditRow], ...]) -> AuditRow | None:
    """The row of the same picture: by address, by address without its size parameters, or among the skipped."""
    by_name, by_identity, skipped = by_address
    rows = [*(by_name.get(display_name(address)) for address in element.addresses),
            *(by_identity.get(any_size(address)) for address in element.addresses),
            *(skipped.get(display_name(address)) for address in element.addresses)]
    return next((row for row in rows if row is not None), None)


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


def _laid_out(elements: Iterable[_SizedElement]) -> Iterator[PageImage]:
    """Boxes in lines, left to right and downwards."""
    left = (VIEWPORT_WH[0] - CONTENT_WIDTH) // 2
    x = y = line = 0
    for item in elements:
        width, height = item.wh
        if x and x + width > CONTENT_WIDTH:
            x, y, line = 0, y + line + GAP, 0
        yield replace(_image(item.row, (left + x, y, width, height)), uri=display_name(item.element.addresses[0]))
        if width and height:
            x, line = x + width + GAP, max(line, height)


def _image(row: AuditRow | None, xywh: tuple[int, int, int, int], *, has_src: bool = True) -> PageImage:
    if row is None or row.error:
        return PageImage("" if row is None else row.uri, xywh, has_src=has_src)
    return PageImage(row.uri, xywh, (row.width, row.height), None, row.shoppable_score, row.sensitive_score, has_src)


def _hero(images: Sequence[PageImage], rows: Sequence[AuditRow | None]) -> tuple[int | None, str]:
    """The picture of the page's product data, else of its social network tags, else the largest; and which it is."""
    for index, row in enumerate(rows):
        if row is not None and not row.error and (row.product.sku or row.product.title):
            return index, "the page's product data name it"
    for index, row in enumerate(rows):
        if row is not None and row.origin in SOCIAL:
            return index, f"the page names it for social networks ({row.origin})"
    areas = [image.xywh[2] * image.xywh[3] if row is not None else 0 for image, row in zip(images, rows, strict=True)]
    largest = max(range(len(areas)), key=areas.__getitem__, default=None)
    return (None, "") if largest is None or not areas[largest] else (largest, "it is the largest photo on the page")


def _reason(verdict: PageVerdict, row: AuditRow | None, size_source: str) -> str:
    """The rule's sentence, or a better one from what the page and the audit know."""
    box = verdict.image.xywh
    if verdict.stage == "not seen" and row is not None and not verdict.image.has_src:
        if row.origin.startswith("CSS"):
            return "It is a CSS background; the browser checks picture elements only."
        return f"The page names it ({row.origin}) but has no picture element for it."
    if verdict.stage == "geometry" and not size_source:
        return "Neither the page nor the audit knows its size, so it counts as an icon."
    if verdict.stage == "scores" and (row is None or row.error):
        why = "the audit skipped it" if row is None else row.message.rstrip(".")
        return f"It has no scores: {why}."
    if verdict.stage == "geometry" and box[1] >= VIEWPORT_WH[1]:
        return f"It starts {box[1]:,} px down the page, below the part that is visible before scrolling."
    if verdict.reason.startswith("Its visible share") and verdict.measured is not None and verdict.limit is not None:
        share = math.floor(1000 * verdict.measured) / 10  # never rounded up to the limit that it misses
        return f"Only {share:.1f} % of it is visible before scrolling; the rule asks for more than " \
               f"{100 * verdict.limit:.0f} %."
    return verdict.reason
