"""Pictures of sitemaps: Google's image extension, indexes of sitemaps, and plain ones that lead to pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import InputError, MerchlensError, Misuse, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.sources.feeds.address_list import lines_of
from core.sources.fetching.fetch import DOCUMENT_BYTES, Document
from core.sources.fetching.http_errors import failed
from core.sources.fetching.robots import Crawler
from core.sources.shop.crawl import as_asked, pictures_at
from core.sources.shop.markup import Broken, Capped, Element, elements, local_name, text_of
from core.sources.shop.picture_address import absolute, has_picture_name, shown_name, unfit

MAX_DEPTH = 5  # of indexes in indexes; the protocol knows one level
MAX_SITEMAPS = 5000
MAX_PAGES = 10_000
_NAMES = ("url", "sitemap")


@dataclass
class _Walk:
    """What a walk over sitemaps has seen and may still read."""

    crawler: Crawler
    pages_left: int
    seen: set[str] = field(default_factory=set)
    waiting: list[tuple[str, int]] = field(default_factory=list)
    is_full: bool = False


def pictures_of_sitemap(document: Document, crawler: Crawler, *,
                        pages: int = MAX_PAGES) -> Iterator[Candidate | Failure]:
    """List the pictures of a sitemap and of the sitemaps that it names.

    Where a sitemap names pictures, those are taken; the pages of one that names none are read for theirs.

    Parameters
    ----------
    document : Document
        The first sitemap: XML, gzip or a text with one address a line.
    crawler : Crawler
        Reads further sitemaps and pages.
    pages : int
        How many pages are read at most.

    Yields
    ------
    Candidate or Failure
        Failures name the line where a sitemap breaks off, sitemaps and pages that cannot be read, and limits.

    Raises
    ------
    Misuse
        The document is no sitemap.
    Refused, TooLarge
        As `core.sources.shop.markup.elements`.
    """
    walk = _Walk(crawler, pages)
    walk.seen.add(document.url)
    yield from _pictures(document, walk, 0)
    while walk.waiting:
        url, depth = walk.waiting.pop(0)
        try:
            with (further := crawler.read(url, crawled=False)).file:
                yield from _pictures(further, walk, depth)
        except MerchlensError as error:
            yield failed(url, error)


def _pictures(document: Document, walk: _Walk, depth: int) -> Iterator[Candidate | Failure]:
    """All of one sitemap; the sitemaps that it names wait in `walk`."""
    name = document.url or document.name
    if _is_text(document):
        yield from _of_lines(document, walk)
        return
    entries = pictures = pages = 0
    broken: Failure | None = None
    for element in elements(document.file, _NAMES, max_bytes=DOCUMENT_BYTES, name=name):
        if isinstance(element, Broken):
            broken = failed(f"{name} line {element.line}", InputError(
                f"The sitemap breaks the rules of XML in line {element.line}: {element.message}.",
                "What could be read is listed; ask who makes the sitemap to mend it."))
            yield broken
            continue
        entries += 1
        if local_name(element) == "sitemap":
            yield from _remember(absolute(document.url, _loc(element)), walk, depth)
            continue
        found = list(_images(element, document.url))
        pictures += len(found)
        pages += not found
        yield from as_asked(found, walk.crawler)
    if not entries and broken is None:
        raise Misuse(f"{name} is XML, but no sitemap: it has no <url> and no <sitemap>.",
                     "Name its kind, for example a feed, or give the address of a sitemap.")
    if pages and not pictures:
        for element in elements(document.file, _NAMES, max_bytes=DOCUMENT_BYTES, name=name):
            if not isinstance(element, Broken) and local_name(element) == "url":
                yield from _page(absolute(document.url, _loc(element)), walk)


def _loc(element: Element) -> str:
    return next((text_of(child) for child in element if local_name(child) == "loc"), "")


def _images(element: Element, base: str) -> Iterator[Candidate]:
    """Pictures of one <url>, whatever version of the extension's namespace it uses."""
    page = absolute(base, _loc(element))
    for image in element:
        if local_name(image) != "image":
            continue
        parts = {local_name(child): text_of(child) for child in image}
        if not parts.get("loc"):
            continue
        address = absolute(page, parts["loc"])
        reason = unfit(address)
        yield Candidate(shown_name(address), "" if reason else address, origin="sitemap", skipped=reason,
                        product=Product(title=parts.get("title", "") or parts.get("caption", ""), page=page))


def _remember(url: str, walk: _Walk, depth: int) -> Iterator[Failure]:
    """Let a sitemap wait for its turn, once, within the limits."""
    if not url or url in walk.seen:
        return
    if depth >= MAX_DEPTH:
        yield failed(url, TooLarge(f"This sitemap lies more than {MAX_DEPTH} indexes deep and is not read.",
                                   "Give its address as a source of its own."))
    elif len(walk.seen) < MAX_SITEMAPS:
        walk.seen.add(url)
        walk.waiting.append((url, depth + 1))
    elif not walk.is_full:
        walk.is_full = True
        yield failed(url, TooLarge(f"There are more than {MAX_SITEMAPS:,} sitemaps; from this one on none is read.",
                                   "Give a part of the sitemaps as sources of their own."))


def _page(url: str, walk: _Walk) -> Iterator[Candidate | Failure]:
    if not url or walk.pages_left < 0:
        return
    if has_picture_name(url):
        yield from as_asked([Candidate(url, url, origin="sitemap")], walk.crawler)
        return
    walk.pages_left -= 1
    if walk.pages_left < 0:
        yield failed(url, TooLarge("The sitemaps lead to more pages than this job may read; from this one on they "
                                   "are not read.", "Allow more pages, or give a part of the sitemap."))
        return
    yield from pictures_at(url, walk.crawler)


def _is_text(document: Document) -> bool:
    start = Capped(document.file, DOCUMENT_BYTES, document.name).read(100) or b""
    return start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower().startswith((b"http://", b"https://"))


def _of_lines(document: Document, walk: _Walk) -> Iterator[Candidate | Failure]:
    for _, line in lines_of(document):
        if line.strip():
            yield from _page(line.strip(), walk)
