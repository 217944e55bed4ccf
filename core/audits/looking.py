"""Two closer looks at an audit: all pictures of one product, and a page as a browser would weigh its pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core import rules
from core.audits.report.eligibility import PageImage, PageVerdict, judge_page
from core.audits.report.gallery import VIEW_WORDS, Gallery, View, gallery
from core.audits.report.view_demands import ViewVerdict, held_against
from core.catalog.query import RowFilter
from core.errors import Misuse, NotFound
from core.nouns.audit_row import AuditRow
from core.nouns.job import Job
from core.site import Site
from core.sources.fetching.fetch import is_url
from core.sources.shop.picture_address import display_name, identity

if TYPE_CHECKING:
    from core.sources.shop.page_images import PageElement

VIEWPORT_WH = (1366, 768)
CONTENT_WIDTH = 1200  # the column that shops put their pictures in
GAP = 16
TALLEST = 20_000  # a picture that would be shown taller is no picture that people look at
PAGE_ORIGINS = ("img", "srcset", "picture", "og:image", "twitter:image", "JSON-LD", "CSS background")
SOCIAL = ("og:image", "twitter:image")


@dataclass(frozen=True)
class Seen:
    """One picture of a page.

    Attributes
    ----------
    verdict : PageVerdict
        Its box, whether the browser would choose it, and where it lost.
    row : AuditRow or None
        The audit's row of the same picture; None where the audit left it out.
    reason : str
        One sentence.
    sized_by : {"page", "file", ""}
        Where its size comes from; "" when neither tells.
    is_hero : bool
    """

    verdict: PageVerdict
    row: AuditRow | None
    reason: str
    sized_by: str
    is_hero: bool


@dataclass(frozen=True)
class BrowserView:
    """A page's pictures as the browser's rules see them, in a layout estimated from the page's HTML.

    Attributes
    ----------
    url : str
        Of the page, after redirects.
    viewport_wh : tuple of int
    pictures : tuple of Seen
        In the order of the page; those that no element shows come last.
    chosen, hero : Seen or None
    hero_by : str
        Why that picture is taken for the hero, in words.
    """

    url: str
    viewport_wh: tuple[int, int]
    pictures: tuple[Seen, ...]
    chosen: Seen | None
    hero: Seen | None
    hero_by: str


@dataclass(frozen=True)
class _Place:
    element: PageElement
    row: AuditRow | None
    wh: tuple[int, int]
    sized_by: str


def product_gallery(site: Site, job_id: str, sku: str) -> Gallery:
    """All pictures of one product of an audit: views that are there and missing, and which should come first.

    Raises
    ------
    NotFound
        The audit has no picture of that product.
    """
    site.store.job(job_id)
    # The database looks into the first 500 letters of address, number and title; after a longer address, in all rows.
    for where in (RowFilter(text=sku), RowFilter()) if sku else ():
        found = gallery(row for row in site.store.rows(job_id, where=where) if row.product.sku == sku)
        if found.views:
            return found
    raise NotFound(f"This audit has no product with the number {sku[:100]!r}.",
                   "Choose a picture in the table; its product number leads here.")


def view_verdicts(site: Site, job: Job, found: Gallery) -> list[ViewVerdict]:
    """What the rule packs of an audit ask of all pictures of a product together, held against a product's pictures."""
    packs = rules.packs(site)
    chosen = [packs[name] for name in job.options.get("rules", ()) if name in packs]
    return [held_against(found, demand, pack.title) for pack in chosen for demand in pack.views]


def has_browser_view(site: Site, job: Job) -> bool:
    """Whether an audit is of one web page, so that `browser_view` can read it again."""
    if not is_url(job.source) or job.source_kind not in ("page", "auto"):
        return False
    if job.source_kind == "auto" and job.source.partition("?")[0].lower().endswith((".xml", ".gz")):
        return False  # a sitemap whose pages were read
    first = next(site.store.rows(job.job_id, limit=1), None)
    return first is not None and first.origin.startswith(PAGE_ORIGINS)


def view_as_browser(site: Site, job_id: str) -> BrowserView:
    """Read an audited page again and say which of its pictures the browser would choose.

    No page is rendered: sizes are those that the page gives, else the file's own in a column of `CONTENT_WIDTH`
    pixels, and pictures lie one after another in lines as text does.

    Raises
    ------
    Misuse
        The audit is not of one web page.
    MerchlensError
        The page cannot be read now; of the class that says why.
    """
    job = site.store.job(job_id)
    if not has_browser_view(site, job):
        raise Misuse("The browser's view is for audits of one web page.", "Audit the address of a product's page.")
    url, elements = _read(site, job.source)
    rows = list(site.store.rows(job_id))
    known = ({row.uri: row for row in rows}, {identity(row.uri)[0]: row for row in reversed(rows)},
             {row.uri: row for row in site.store.skipped(job_id)})
    places = [_place(element, _row_of(element, known)) for element in elements if not element.hidden]
    shown = {place.row.number for place in places if place.row is not None}
    images = list(_laid_out(places)) + [_image(row, (0, 0, 0, 0), has_src=False)
                                        for row in rows if row.number not in shown]
    matched = [place.row for place in places] + [row for row in rows if row.number not in shown]
    sized = [place.sized_by for place in places] + [""] * (len(images) - len(places))
    hero, hero_by = _hero(images, matched)
    seen = tuple(Seen(verdict, row, _reason(verdict, row, by), by, k == hero) for k, (verdict, row, by) in
                 enumerate(zip(judge_page(images, VIEWPORT_WH), matched, sized, strict=True)))
    return BrowserView(url, VIEWPORT_WH, seen, next((one for one in seen if one.verdict.chosen), None),
                       None if hero is None else seen[hero], hero_by)


def _read(site: Site, url: str) -> tuple[str, list[PageElement]]:
    """The page's elements, asked for as politely and as guarded as the audit did."""
    from core.sources.fetching.robots import Crawler
    from core.sources.shop.page_images import elements_of_page  # parsers load when a page is read
    from core.sources.shop.web_page import PAGE_BYTES

    with (document := Crawler(site.settings).read(url, max_bytes=PAGE_BYTES)).file as file:
        data = file.read(PAGE_BYTES)
        head = data[:2000].lstrip().lower()
        if head.startswith((b"<?xml", b"<urlset", b"<sitemapindex")) and b"<html" not in head:
            raise Misuse(f"{document.url} is no web page but a list in XML.", "Audit the address of a product's page.")
        return document.url, elements_of_page(data, document.url, document.charset)


def _row_of(element: PageElement, known: tuple[dict[str, AuditRow], ...]) -> AuditRow | None:
    """The row of the same picture: by an address, by what is left of one without its sizes, among those left out."""
    by_name, by_identity, left_out = known
    found = [*(by_name.get(display_name(address)) for address in element.addresses),
             *(by_identity.get(identity(address)[0]) for address in element.addresses),
             *(left_out.get(display_name(address)) for address in element.addresses)]
    return next((row for row in found if row is not None), None)


def _place(element: PageElement, row: AuditRow | None) -> _Place:
    """How large an element is shown: what the page says, the rest in the file's proportions."""
    file_w, file_h = (row.width, row.height) if row is not None else (0, 0)
    width, height = element.width or round(element.share * CONTENT_WIDTH), element.height
    sized_by = "page" if width or height else "file" if file_w else ""
    if not width:
        width = round(height * file_w / file_h) if height and file_h else file_w
    if width > CONTENT_WIDTH and sized_by == "file":
        width = CONTENT_WIDTH
    if not height and file_w:
        height = round(width * file_h / file_w)
    return _Place(element, row, (width, min(height, TALLEST)), sized_by)


def _laid_out(places: Iterable[_Place]) -> Iterator[PageImage]:
    """Boxes in lines, left to right and downwards."""
    left = (VIEWPORT_WH[0] - CONTENT_WIDTH) // 2
    x = y = line = 0
    for place in places:
        width, height = place.wh
        if x and x + width > CONTENT_WIDTH:
            x, y, line = 0, y + line + GAP, 0
        name = display_name(place.element.addresses[0])
        yield replace(_image(place.row, (left + x, y, width, height)), uri=name)
        if width and height:
            x, line = x + width + GAP, max(line, height)


def _image(row: AuditRow | None, xywh: tuple[int, int, int, int], *, has_src: bool = True) -> PageImage:
    if row is None or row.error:
        return PageImage("" if row is None else row.uri, xywh, has_src=has_src)
    return PageImage(row.uri, xywh, (row.width, row.height), None, row.shoppable_score, row.sensitive_score, has_src)


def _hero(images: list[PageImage], rows: list[AuditRow | None]) -> tuple[int | None, str]:
    """The picture that the page itself puts first: in its product data or for social networks, else the largest."""
    for k, row in enumerate(rows):
        if row is not None and not row.error and (row.product.sku or row.product.title):
            return k, "the page's product data names it"
    for k, row in enumerate(rows):
        if row is not None and row.origin in SOCIAL:
            return k, f"the page names it for social networks ({row.origin})"
    areas = [image.xywh[2] * image.xywh[3] if row is not None else 0 for image, row in zip(images, rows, strict=True)]
    largest = max(range(len(areas)), key=areas.__getitem__, default=None)
    return (None, "") if largest is None or not areas[largest] else (largest, "it is the largest that the page shows")


def _reason(verdict: PageVerdict, row: AuditRow | None, sized_by: str) -> str:
    """The rule's sentence, or what is known better here."""
    if verdict.stage == "not seen" and row is not None and not verdict.image.has_src:
        if row.origin.startswith("CSS"):
            return "It is a background of CSS; the browser looks at picture elements only."
        return f"The page names it ({row.origin}) but shows it in no picture element."
    if verdict.stage == "geometry" and not sized_by:
        return "Neither the page nor the audit tells its size; it is taken for an icon."
    if verdict.stage == "scores" and (row is None or row.error):
        why = "the audit left it out" if row is None else row.message.rstrip(".")
        return f"It has no scores: {why}."
    if verdict.stage == "geometry" and verdict.image.xywh[1] >= VIEWPORT_WH[1]:
        return f"It lies {verdict.image.xywh[1]:,} px down the page, below what is visible before scrolling."
    if verdict.reason.startswith("Its visible share") and verdict.measured is not None and verdict.limit is not None:
        share = math.floor(1000 * verdict.measured) / 10  # never rounded up to the limit that it misses
        return f"Only {share:.1f} % of it is visible before scrolling; more than {100 * verdict.limit:.0f} % is needed."
    return verdict.reason


__all__ = ["VIEW_WORDS", "BrowserView", "Gallery", "PageVerdict", "Seen", "View", "ViewVerdict", "view_as_browser",
           "has_browser_view", "product_gallery", "view_verdicts"]
