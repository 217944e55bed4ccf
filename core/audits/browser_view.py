"""An audited web page as a browser weighs its pictures: laid out, and checked by the browser's rules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.audits.eligibility import PageVerdict, page_verdicts
from core.audits.estimated_layout import estimated_layout
from core.audits.page_shown import VIEWPORT_WH, Rows, Shown, page_image
from core.audits.rendered_layout import rendered_layout, rendered_page
from core.errors import Misuse, SetupError, WorkFailed
from core.nouns.audit_row import AuditRow
from core.nouns.job import Job
from core.nouns.rendered_page import RenderedPage
from core.site import Site
from core.sources.fetching.fetch import is_url
from core.sources.rendering.kept import kept

PAGE_ORIGINS = ("img", "srcset", "picture", "og:image", "twitter:image", "JSON-LD", "CSS background", "page data",
                "microdata", "link", "object", "video poster")
SOCIAL = ("og:image", "twitter:image")
IN_ELEMENTS = ("img", "srcset", "picture")
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
    size_source : {"browser", "page", "file", ""}
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
    """A page's pictures by the browser's rules, in the layout of a browser, or in one estimated from the page's HTML.

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
    is_rendered : bool
        True for the layout of a browser.
    note : str
        Why the layout is estimated, or what is missing in that of the browser; "" for neither.
    screenshot : bytes
        JPEG of the viewport; b"" where the layout is estimated.
    """

    url: str
    viewport_wh: tuple[int, int]
    pictures: tuple[PagePicture, ...]
    chosen: PagePicture | None
    hero: PagePicture | None
    hero_reason: str
    is_rendered: bool = False
    note: str = ""
    screenshot: bytes = b""


def has_browser_view(site: Site, job: Job) -> bool:
    """True for an audit of a single web page, which `view_as_browser` can read again."""
    if not is_url(job.source) or job.source_kind not in ("page", "auto"):
        return False
    if job.source_kind == "auto" and job.source.partition("?")[0].lower().endswith((".xml", ".gz")):
        return False  # a sitemap, whose pages the audit has read
    first = next(site.store.rows(job.job_id, limit=1), None)
    return first is not None and first.origin.startswith(PAGE_ORIGINS)


def folder_of(site: Site, job_id: str) -> Path:
    """Where an audit keeps what its source consists of: pictures of an archive or store, a rendered page."""
    return site.settings.data_dir / "sources" / job_id


def view_as_browser(site: Site, job_id: str) -> BrowserView:
    """Lay out an audited page and find the picture that the browser would choose.

    Where there is a browser, the layout is that of the page as the audit rendered it, or else rendered now and kept.
    Without one it is estimated from the page, which is read again: sizes are those of the page, else those of the file
    in a column of 1200 pixels, and pictures follow one another in lines, as text does.

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
    rows = Rows(list(site.store.rows(job_id)), list(site.store.skipped(job_id)))
    page = kept(folder_of(site, job_id))
    if page is not None:
        return _rendered_view(page, rows)
    return _view_of_page_now(site, job, rows)


def _view_of_page_now(site: Site, job: Job, rows: Rows) -> BrowserView:
    """Read the page again, with the same guards as in the audit, and render it; estimate where that cannot be."""
    from core.sources.fetching.robots import Crawler
    from core.sources.shop.web_page import PAGE_BYTES

    document = Crawler(site.settings).read(job.source, max_bytes=PAGE_BYTES)
    with closing(document.file):
        estimate = estimated_layout(document, rows)
        document.file.seek(0)
        try:
            return _rendered_view(rendered_page(document, folder_of(site, job.job_id), site.settings), rows)
        except (SetupError, WorkFailed) as error:
            return _view(document.url, estimate, rows, note=f"{error.message} {error.hint}")


def _rendered_view(page: RenderedPage, rows: Rows) -> BrowserView:
    return _view(page.url, rendered_layout(page, rows), rows, page=page, note=page.note)


def _view(url: str, shown: list[Shown], rows: Rows, *, note: str, page: RenderedPage | None = None) -> BrowserView:
    """The browser's verdicts on what a page shows, and on what the audit has besides."""
    numbers = {item.row.number for item in shown if item.row is not None}
    shown = [*shown, *(_beside(row) for row in rows.all if row.number not in numbers)]
    hero, hero_reason = _hero(shown)
    verdicts = page_verdicts([item.image for item in shown], VIEWPORT_WH)
    pictures = tuple(PagePicture(verdict, item.row, _reason(verdict, item), item.size_source, index == hero)
                     for index, (verdict, item) in enumerate(zip(verdicts, shown, strict=True)))
    chosen = next((picture for picture in pictures if picture.verdict.chosen), None)
    return BrowserView(url, VIEWPORT_WH, pictures, chosen, None if hero is None else pictures[hero], hero_reason,
                       page is not None, note, b"" if page is None else page.screenshot)


def _beside(row: AuditRow) -> Shown:
    """A picture of the audit that the layout does not have."""
    if row.origin.startswith("CSS"):
        why = "It is a CSS background; the browser checks picture elements only."
    elif row.origin.startswith(IN_ELEMENTS):
        why = "The page shows it only after scrolling or a click."
    else:
        why = f"The page names it ({row.origin}) but has no picture element for it."
    return Shown(page_image(row, (0, 0, 0, 0), has_src=False), row, "", why)


def _hero(shown: Sequence[Shown]) -> tuple[int | None, str]:
    """The picture of the page's product data, else of its social network tags, else the largest; and which it is."""
    for index, item in enumerate(shown):
        row = item.row
        if row is not None and not row.error and (row.product.sku or row.product.title):
            return index, "the page's product data name it"
    for index, item in enumerate(shown):
        if item.row is not None and item.row.origin.startswith(SOCIAL):
            return index, f"the page names it for social networks ({item.row.origin})"
    areas = [item.image.xywh[2] * item.image.xywh[3] if item.row is not None else 0 for item in shown]
    largest = max(range(len(areas)), key=areas.__getitem__, default=None)
    return (None, "") if largest is None or not areas[largest] else (largest, "it is the largest photo on the page")


def _reason(verdict: PageVerdict, shown: Shown) -> str:
    """The rule's sentence, or a better one from what the page and the audit know."""
    box, row = verdict.image.xywh, shown.row
    if verdict.stage == "not seen" and shown.ignored:
        return shown.ignored
    if verdict.stage == "geometry" and not shown.size_source:
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
