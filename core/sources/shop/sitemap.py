"""Pictures of sitemaps: Google's image extension [1]_, indexes of sitemaps, and those that lead to pages: plain ones,
RSS and Atom [2]_. A robots.txt stands for the sitemaps that it names.

.. [1] https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps
.. [2] https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from protego import Protego

from core.errors import InputError, MerchlensError, Misuse, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.sources.contract import Access
from core.sources.documents.document import DOCUMENT_BYTES, Document, head_of, missing_part
from core.sources.documents.kind import is_robots, kind_of
from core.sources.documents.text_lines import encoding_of, lines_of, text_file
from core.sources.documents.xml_stream import Element, XmlError, local_name, stream_elements, text_of
from core.sources.fetching.fetch import is_url
from core.sources.fetching.robots import Crawler
from core.sources.shop.crawl import apply_robots, pictures_at
from core.sources.shop.picture_address import absolute_url, display_name, has_picture_name, unsuitable

MAX_DEPTH = 5  # of indexes in indexes; the protocol has one level
MAX_SITEMAPS = 5000
_NAMES = ("url", "sitemap", "item", "entry")
_SITEMAP_NAME = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)


@dataclass
class _Walk:
    """What a walk over sitemaps has seen and may still read."""

    crawler: Crawler
    pages_left: int
    seen: set[str] = field(default_factory=set)
    queue: deque[tuple[str, int]] = field(default_factory=deque)
    is_full: bool = False


def read_sitemap(document: Document, access: Access) -> Iterator[Candidate | Failure]:
    """List the pictures of a sitemap and of the sitemaps that it names; the reader of this kind.

    Where a sitemap names pictures, those are taken; the pages of one that names none are read for theirs.

    Parameters
    ----------
    document : Document
        The first sitemap: XML, RSS, Atom, gzip or a text with one address a line. A robots.txt stands for the sitemaps
        that it names, a page of a shop for those of the shop's robots.txt, or for the one at the usual place.
    access : Access
        The crawler reads further sitemaps, and at most `settings.crawl_pages` pages.

    Yields
    ------
    Candidate or Failure
        Failures name the line where a sitemap breaks off, sitemaps and pages that cannot be read, and limits.

    Raises
    ------
    Misuse
        The document is not a sitemap.
    Refused, TooLarge
        As `core.sources.documents.xml_stream.stream_elements`.
    """
    crawler = access.crawler
    if is_robots(document):
        document = _index_of_robots(document)
    elif document.url and kind_of(document, fallback="") == "page":
        document = _index(document, crawler.sitemaps(document.url))
    walk = _Walk(crawler, access.settings.crawl_pages, {document.url})
    yield from _read(document, walk, 0)
    while walk.queue:
        url, depth = walk.queue.popleft()
        try:
            with (sitemap := crawler.read(url, honor_robots=False)).file:
                yield from _read(sitemap, walk, depth)
        except MerchlensError as error:
            yield Failure.of(url, error)


def _index_of_robots(robots: Document) -> Document:
    addresses = list(Protego.parse(text_file(robots, encoding_of(robots)).read()).sitemaps)
    if not addresses and not robots.url:
        raise Misuse(f"{robots.name} names no sitemap.", "Give the address of a sitemap, or of the shop's home page.")
    return _index(robots, addresses)


def _index(document: Document, addresses: list[str]) -> Document:
    """An index of the sitemaps of a shop, or of the one at the usual place."""
    usual = re.sub(r"^(https?://[^/]+).*", r"\1/sitemap.xml", document.url, flags=re.DOTALL)
    entries = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in addresses or [usual])
    return Document(io.BytesIO(f"<sitemapindex>{entries}</sitemapindex>".encode()), document.url, document.name)


def _read(document: Document, walk: _Walk, depth: int) -> Iterator[Candidate | Failure]:
    """All of one sitemap; the sitemaps that it names join the queue of the walk."""
    if _is_text(document):
        yield from _read_lines(document, walk, depth)
        return
    if kind_of(document, fallback="") == "page":
        raise Misuse(f"{document.name} is a web page, not a sitemap.",
                     "Give the address of the sitemap itself; the shop's robots.txt often names it.")
    entries = pictures = pages = 0
    failure: Failure | None = None
    for element in stream_elements(document, _NAMES, max_bytes=DOCUMENT_BYTES):
        if isinstance(element, XmlError):
            failure = _broken(document.name, element)
            yield failure
            continue
        if local_name(element) == "sitemap":
            entries += 1
            yield from _enqueue(absolute_url(document.url, _loc(element)), walk, depth)
            continue
        candidates = list(_images(element, document.url))
        has_page = bool(_loc(element))
        entries += bool(candidates) or has_page
        pictures += len(candidates)
        pages += not candidates and has_page
        yield from apply_robots(candidates, walk.crawler)
    if not entries:
        raise _no_sitemap(document, failure)
    if pages and not pictures:
        for element in stream_elements(document, _NAMES, max_bytes=DOCUMENT_BYTES):
            if not isinstance(element, XmlError) and local_name(element) != "sitemap":
                yield from _read_page(absolute_url(document.url, _loc(element)), walk, depth)
    if failure := missing_part(document):
        yield failure


def _no_sitemap(document: Document, failure: Failure | None) -> InputError:
    if failure is not None:
        return InputError(f"{document.name} names nothing that can be read. {failure.message}", failure.hint)
    return Misuse(f"{document.name} is XML, but not a sitemap: it has no <url>, <sitemap> or <item> with a link.",
                  "Name its kind, for example feed, or give the address of a sitemap.")


def _broken(name: str, error: XmlError) -> Failure:
    return Failure.of(f"{name} line {error.line}", InputError(
        f"The sitemap breaks the rules of XML in line {error.line}: {error.message}.",
        "Merchlens listed what it could read. Ask whoever generates the sitemap to correct it."))


def _loc(element: Element) -> str:
    """The address of an entry: its <loc>, or the link of an RSS item or Atom entry."""
    for child in element:
        name = local_name(child)
        if name == "loc" or (name == "link" and child.get("rel", "alternate") == "alternate"):
            address = text_of(child) or child.get("href", "")
            if address:
                return str(address)
    guid = next((text_of(child) for child in element if local_name(child) == "guid"), "")
    return guid if is_url(guid) else ""


def _images(element: Element, base: str) -> Iterator[Candidate]:
    """Pictures of one <url>, whatever version of the extension's namespace it uses, or the media of an <item>."""
    page = absolute_url(base, _loc(element))
    for image in element:
        parts = {local_name(child): text_of(child) for child in image}
        medium = image.get("type") or image.get("medium") or ""
        if local_name(image) in ("content", "enclosure") and "image" in medium:
            parts = {"loc": image.get("url", "")}
        elif local_name(image) in ("image_link", "additional_image_link"):  # a product feed
            parts = {"loc": text_of(image)}
        elif local_name(image) != "image":
            continue
        address = parts.get("loc") or parts.get("url") or ""
        if not address:
            continue
        address = absolute_url(page, address)
        reason = unsuitable(address)
        yield Candidate(display_name(address), "" if reason else address, origin="sitemap", skipped=reason,
                        product=Product(title=parts.get("title", "") or parts.get("caption", ""), page=page))


def _enqueue(url: str, walk: _Walk, depth: int) -> Iterator[Failure]:
    """Queue a sitemap, once, within the limits."""
    if not url or url in walk.seen:
        return
    if depth >= MAX_DEPTH:
        yield Failure.of(url, TooLarge(f"This sitemap lies more than {MAX_DEPTH} indexes deep; Merchlens did not "
                                       "read it.", "Give its address as a source of its own."))
    elif len(walk.seen) < MAX_SITEMAPS:
        walk.seen.add(url)
        walk.queue.append((url, depth + 1))
    elif not walk.is_full:
        walk.is_full = True
        yield Failure.of(url, TooLarge(f"There are more than {MAX_SITEMAPS:,} sitemaps; Merchlens stopped reading at "
                                       "this one.", "Give a part of the sitemaps as sources of their own."))


def _read_page(url: str, walk: _Walk, depth: int) -> Iterator[Candidate | Failure]:
    if not url or walk.pages_left < 0:
        return
    if _SITEMAP_NAME.search(url):  # an index that calls its sitemaps pages
        yield from _enqueue(url, walk, depth)
        return
    if has_picture_name(url):
        yield from apply_robots([Candidate(url, url, origin="sitemap")], walk.crawler)
        return
    walk.pages_left -= 1
    if walk.pages_left < 0:
        yield Failure.of(url, TooLarge("The sitemaps lead to more pages than one job may read; Merchlens stopped "
                                       "reading at this one.",
                                       "Give a part of the sitemap, or raise MERCHLENS_CRAWL_PAGES."))
        return
    yield from pictures_at(url, walk.crawler)


def _is_text(document: Document) -> bool:
    start = head_of(document, 100).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return start.lower().startswith((b"http://", b"https://"))


def _read_lines(document: Document, walk: _Walk, depth: int) -> Iterator[Candidate | Failure]:
    for _, line in lines_of(document):
        if line.strip():
            yield from _read_page(line.strip(), walk, depth)
