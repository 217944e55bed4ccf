"""A whole shop without a sitemap: a polite crawl from its home page.

Pages of the same host are read one at a time, as robots.txt allows and asks; products first, then lists of products,
then the rest. What was read is written down, so that an interrupted crawl goes on where it was.
"""

from __future__ import annotations

import heapq
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from core.errors import FetchFailed, MerchlensError, NotFound, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.document import Document
from core.sources.shop.crawl import pictures_in_page
from core.sources.shop.crawl_journal import Journal, Links, ReadPage
from core.sources.shop.links import host_of, links_of_page, plain_address
from core.sources.shop.pages_together import PagesTogether
from core.sources.shop.web_page import PAGE_BYTES
from core.words.numerals import count

MAX_DEPTH = 6  # links away from the home page
VARIANTS = 40  # pages of one path that differ in their parameters: filters of a shop multiply without end
FAILURES = 5  # pages in a row that their server does not deliver


class _Crawl:
    """What a crawl has read and what it may still read."""

    def __init__(self, start: str, access: Access) -> None:
        self.access, self.together = access, PagesTogether()
        self.journal = Journal(access.journal)
        self.closed = self.deep = 0
        self._host = host_of(start)
        self._depths = {plain_address(start) or start: 0}
        self._variants: Counter[str] = Counter()
        self._queue: list[tuple[int, int, int, str]] = []
        self._skipped: set[str] = set()  # read by an earlier start; they may wait in the queue

    @property
    def known(self) -> int:
        """How many pages wait."""
        return max(0, len(self._queue) - len(self._skipped))

    @property
    def sentence(self) -> str:
        """How far it is, in words."""
        parts = [f"{count(self.together.pages, 'page')} read, {self.together.product_pages:,} of a product",
                 f"{self.known:,} more known" if self.known else "",
                 f"{self.closed:,} closed by robots.txt" if self.closed else "",
                 f"{self.deep:,} too deep" if self.deep else ""]
        return f"Crawl: {'; '.join(filter(None, parts))}."

    def follow(self, url: str, links: Links) -> None:
        """Queue the links of a page, each once, within the limits."""
        depth = self._depths.get(url, 0) + 1
        for link, kind in links:
            path = link.partition("?")[0]
            if link in self._depths or host_of(link) != self._host or self._variants[path] >= VARIANTS:
                continue
            self._depths[link] = depth
            self._variants[path] += 1
            if depth > MAX_DEPTH:
                self.deep += 1
            else:
                heapq.heappush(self._queue, (kind, depth, len(self._depths), link))

    def next(self) -> str:
        """The next page that robots.txt allows; "" when there is none."""
        while self._queue:
            url = heapq.heappop(self._queue)[3]
            if url in self._skipped:
                self._skipped.remove(url)
            elif self.access.crawler.permission(url)[0]:
                return url
            else:
                self.closed += 1
        return ""

    def skip(self, url: str) -> None:
        """Do not read a page again that an earlier start has read."""
        if self._depths.get(url, 0):  # the page to begin with does not wait
            self._skipped.add(url)

    def read(self, url: str) -> ReadPage:
        """Fetch and read one page; raises MerchlensError."""
        with (document := self.access.crawler.read(url, max_bytes=PAGE_BYTES)).file:
            return self.page_of(document, url)

    def page_of(self, document: Document, url: str) -> ReadPage:
        """Links and pictures of a page that has been fetched."""
        data = document.file.read(PAGE_BYTES)
        document = replace(document, file=io.BytesIO(data))
        links: Links = []
        if host_of(document.url) == self._host:  # a redirect may have left the shop
            links = links_of_page(data, document.url, document.charset)
        return ReadPage(url, links, list(pictures_in_page(document, self.access.crawler)))

    def take(self, page: ReadPage) -> Iterator[Candidate | Failure]:
        """Follow a page's links and hand on what it offers."""
        self.follow(page.url, page.links)
        yield from self.together.add(page.items)
        self.access.on_progress(self.sentence)


def read_shop(document: Document, access: Access) -> Iterator[Candidate | Failure]:
    """Crawl a shop from one of its pages; the reader of this kind (`core.sources.contract`).

    Parameters
    ----------
    document : Document
        The home page, or any page to begin with.
    access : Access
        The crawler reads at most `settings.crawl_pages` pages; the journal says which were read already.

    Yields
    ------
    Candidate or Failure
        Pictures of products as they come, the others after further pages. Failures name pages that cannot be read,
        and the limit.

    Raises
    ------
    NotFound
        No page names pictures.
    """
    crawl = _Crawl(document.url, access)
    is_empty = True
    for item in _items(document, crawl):
        is_empty = is_empty and isinstance(item, Failure)
        yield item
    if is_empty:
        raise NotFound(f"No page of {document.name} names pictures.",
                       "A script may load them: render the pages, or give the shop's sitemap or feed.")


def _items(document: Document, crawl: _Crawl) -> Iterator[Candidate | Failure]:
    earlier = 0
    for page in crawl.journal.pages():
        earlier += 1
        crawl.skip(page.url)
        yield from crawl.take(page)
    crawl.journal.begin(earlier)
    if not earlier:
        yield from _added(crawl, crawl.page_of(document, document.url))
    failures, limit = 0, crawl.access.settings.crawl_pages
    while failures < FAILURES and crawl.together.pages < limit and (url := crawl.next()):
        try:
            page, failures = crawl.read(url), 0
        except MerchlensError as error:
            failures += isinstance(error, FetchFailed)
            page = ReadPage(url, [], [Failure.of(url, error)])
        yield from _added(crawl, page)
    yield from crawl.together.rest()
    if crawl.known:
        why = f"{FAILURES} pages in a row could not be read" if failures >= FAILURES else \
            f"one job reads {limit:,} pages at most"
        yield Failure.of(f"{document.url} (further pages)", TooLarge(
            f"{count(crawl.known, 'page')} of the shop that links lead to {'was' if crawl.known == 1 else 'were'} not "
            f"read: {why}.", "Raise MERCHLENS_CRAWL_PAGES, or give the shop's sitemap or feed."))


def _added(crawl: _Crawl, page: ReadPage) -> Iterator[Candidate | Failure]:
    crawl.journal.add(page)
    yield from crawl.take(page)
