"""One page of a shop, read politely: its pictures, and those that robots.txt keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.errors import MerchlensError, NotAPicture, TooLarge
from core.listings import Candidate
from core.sources.answers import failed
from core.sources.fetch import Document
from core.sources.robots import Crawler
from core.sources.web_page import PAGE_BYTES, pictures_of_page
from core.structures import Failure


def pictures_at(url: str, crawler: Crawler) -> Iterator[Candidate | Failure]:
    """Read a page and list its pictures; what goes wrong is one failure, so that other pages are read."""
    try:
        with (document := crawler.read(url, max_bytes=PAGE_BYTES)).file:
            yield from pictures_in(document, crawler)
    except MerchlensError as error:
        yield failed(url, error)


def pictures_in(document: Document, crawler: Crawler) -> Iterator[Candidate | Failure]:
    """List the pictures of a page that has been fetched; an address that leads to a picture is that picture.

    A picture that robots.txt keeps for itself is skipped.

    Raises
    ------
    NotAPicture
        Neither a page nor a picture came.
    """
    name = document.url or document.name
    data = document.file.read(PAGE_BYTES)
    if document.content_type.startswith("image/") and data.lstrip()[:1] != b"<":
        yield Candidate(document.url, document.url, origin="address")
        return
    if b"<" not in data[:4096]:
        raise NotAPicture(f"{name} is neither a page nor a picture but {document.content_type or 'something else'}.",
                          "Check the address in a browser.")
    if document.file.read(1):
        yield failed(f"{name} (further text)", TooLarge(
            f"The page has more than {PAGE_BYTES / 1e6:g} MB; the rest is not looked at.",
            "Give the shop's sitemap or feed instead."))
    for item in pictures_of_page(data, document.url, document.charset):
        if isinstance(item, Candidate) and item.url and crawler.forbids(item.url):
            item = replace(item, url="", skipped="robots.txt of its server asks crawlers not to read it")
        yield item
