"""One page of a shop, read politely: its pictures, and those that robots.txt keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate

from core.errors import MerchlensError, NotAPicture, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.fetching.fetch import Document
from core.sources.fetching.http_errors import failed
from core.sources.fetching.robots import Crawler
from core.sources.shop.web_page import PAGE_BYTES, pictures_of_page

_MAX_DEPTH = 50_000  # the parser's time grows with the square of the depth; browsers stop at 512
_TAG = re.compile(rb"</?[a-zA-Z][a-zA-Z0-9-]*")
_FLAT = frozenset(b"area base br col embed hr img input link meta source track wbr p li dt dd tr td th option".split())


def pictures_at(url: str, crawler: Crawler) -> Iterator[Candidate | Failure]:
    """Read a page and list its pictures; what goes wrong is one failure, so that other pages are read."""
    try:
        with (document := crawler.read(url, max_bytes=PAGE_BYTES)).file:
            yield from pictures_in(document, crawler)
    except MerchlensError as error:
        yield failed(url, error)


def pictures_in(document: Document, crawler: Crawler) -> Iterator[Candidate | Failure]:
    """List the pictures of a page that has been fetched; an address that leads to a picture is that picture.

    Raises
    ------
    NotAPicture
        Neither a page nor a picture came.
    TooLarge
        The page is nested so deeply that parsing it would take minutes.
    """
    name = document.url or document.name
    data = document.file.read(PAGE_BYTES)
    if document.content_type.startswith("image/") and data.lstrip()[:1] != b"<":
        yield from as_asked([Candidate(document.url, document.url, origin="address")], crawler)
        return
    if b"<" not in data[:4096]:
        raise NotAPicture(f"{name} is neither a page nor a picture but {document.content_type or 'something else'}.",
                          "Check the address in a browser.")
    if document.file.read(1):
        yield failed(f"{name} (further text)", TooLarge(
            f"The page has more than {PAGE_BYTES / 1e6:g} MB; the rest is not looked at.",
            "Give the shop's sitemap or feed instead."))
    if _depth(data) > _MAX_DEPTH:
        raise TooLarge(f"The page {name} nests its elements more than {_MAX_DEPTH:,} deep.",
                       "Give the shop's sitemap or feed instead.")
    yield from as_asked(pictures_of_page(data, document.url, document.charset), crawler)


def as_asked(items: Iterable[Candidate | Failure], crawler: Crawler) -> Iterator[Candidate | Failure]:
    """Pictures that a crawler found, as the robots.txt of their hosts wants them: skipped, or with a pause."""
    for item in items:
        if isinstance(item, Candidate) and item.url:
            allowed, pause = crawler.asks(item.url)
            if not allowed:
                item = replace(item, url="", skipped="robots.txt of its server asks crawlers not to read it")
            elif pause:
                item = replace(item, pause=pause)
        yield item


def _depth(data: bytes) -> int:
    """How deep the elements of a page may be nested at most, counted without parsing."""
    steps = (0 if tag.lstrip(b"</").lower() in _FLAT else -1 if tag[1:2] == b"/" else 1 for tag in _TAG.findall(data))
    return max(accumulate(steps), default=0)
