"""One page of a shop, read politely: the pictures that it names, and which of them robots.txt allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from core.errors import MerchlensError, NotAPicture, NotFound, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.document import Document
from core.sources.fetching.robots import Crawler
from core.sources.shop.rendered import rendered_pictures
from core.sources.shop.web_page import PAGE_BYTES, pictures_of_page

_MAX_DEPTH = 50_000  # the parser's time grows with the square of the depth; browsers stop at 512
_TAG = re.compile(rb"</?[a-zA-Z][a-zA-Z0-9-]*")
_FLAT = frozenset(b"area base br col embed hr img input link meta source track wbr p li dt dd tr td th option".split())
_OTHER_SOURCE = "Give the shop's sitemap or feed instead."


def read_page(document: Document, access: Access) -> Iterator[Candidate | Failure]:
    """List the pictures of a page; the reader of this kind (`core.sources.contract`).

    Parameters
    ----------
    document : Document
        HTML, or a picture at whose address a page was expected.
    access : Access
        The crawler knows what robots.txt allows.

    Yields
    ------
    Candidate or Failure
        As `core.sources.shop.web_page.pictures_of_page`, with the pauses that hosts ask for.

    Raises
    ------
    NotFound
        The page names no pictures.
    NotAPicture, TooLarge
        As `pictures_in_page`: something other than a page came, or a page made to keep the parser busy.
    """
    is_empty = True
    for item in pictures_in_page(document, access.crawler, access.workdir):
        is_empty = False
        yield item
    if is_empty:
        raise NotFound(f"The page {document.name} names no pictures.",
                       "A script may load them: render the page in a browser, or give the shop's sitemap or feed.")


def pictures_at(url: str, crawler: Crawler) -> Iterator[Candidate | Failure]:
    """Read a page among others and list its pictures; an error is one failure, so that other pages are read.

    Parameters
    ----------
    url : str
        Of the page.
    crawler : Crawler
        Waits for the host's turn.
    """
    try:
        with (document := crawler.read(url, max_bytes=PAGE_BYTES)).file:
            yield from pictures_in_page(document, crawler)
    except MerchlensError as error:
        yield Failure.of(url, error)


def apply_robots(items: Iterable[Candidate | Failure], crawler: Crawler) -> Iterator[Candidate | Failure]:
    """Pictures that crawling brought up, as the robots.txt of their hosts wants them: skipped, or with a pause.

    Parameters
    ----------
    items : iterable of Candidate or Failure
        Failures and candidates without an address pass unchanged.
    crawler : Crawler
        Reads each host's robots.txt once.
    """
    for item in items:
        if isinstance(item, Candidate) and item.url:
            allowed, pause = crawler.permission(item.url)
            if not allowed:
                item = replace(item, url="", skipped="robots.txt of its server asks crawlers not to read it")
            elif pause:
                item = replace(item, pause=pause)
        yield item


def pictures_in_page(document: Document, crawler: Crawler,
                     folder: Path | None = None) -> Iterator[Candidate | Failure]:
    """Pictures of a page that has been fetched; an address that leads to a picture is that picture.

    Where the crawler renders pages, what the browser showed is kept in `folder`.
    """
    name = document.name
    data = document.file.read(PAGE_BYTES)
    if document.content_type.startswith("image/") and data.lstrip()[:1] != b"<":
        yield from apply_robots([Candidate(document.url, document.url, origin="address")], crawler)
        return
    if b"<" not in data[:4096]:
        raise NotAPicture(f"{name} is {document.content_type or 'something'}, neither a page nor a picture.",
                          "Check the address in a browser.")
    if document.file.read(1):
        yield Failure.of(f"{name} (further text)", TooLarge(
            f"The page has more than {PAGE_BYTES / 1e6:g} MB; Merchlens did not read the rest.", _OTHER_SOURCE))
    if _depth(data) > _MAX_DEPTH:
        raise TooLarge(f"The page {name} nests its elements more than {_MAX_DEPTH:,} deep.", _OTHER_SOURCE)
    pictures = rendered_pictures(data, document, crawler.settings, folder) if crawler.renders else \
        pictures_of_page(data, document.url, document.charset)
    yield from apply_robots(pictures, crawler)


def _depth(data: bytes) -> int:
    """How deep the elements of a page may be nested at most, counted without parsing."""
    steps = (0 if tag.lstrip(b"</").lower() in _FLAT else -1 if tag[1:2] == b"/" else 1 for tag in _TAG.findall(data))
    return max(accumulate(steps), default=0)
