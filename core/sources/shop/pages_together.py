"""Pictures of many pages of one shop: each once, and what stands on many pages is the shop's furniture.

What a product's page names as its product comes at once. Everything else waits for further pages, because only they
say how often a picture comes, and whether a product's page has it larger; not for all of them, so that an audit begins
soon and memory stays flat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.nouns.role import UNSURE, Role, strongest
from core.sources.shop.same_picture import identity

FEW_PAGES = 4  # so many pages with one picture make it furniture, where that is a part of them
PART = 0.3  # of all pages
HELD = 300  # pictures that wait at most


class PagesTogether:
    """Collects the pictures of pages, one page at a time."""

    def __init__(self) -> None:
        self.pages = self.product_pages = 0
        self._on: Counter[int] = Counter()  # hashes: a million addresses cost some 100 MB
        self._offered: set[int] = set()
        self._keys: dict[str, str] = {}
        self._held: dict[str, Candidate] = {}

    def add(self, items: Iterable[Candidate | Failure]) -> Iterator[Candidate | Failure]:
        """Add all of a page; failures, the pictures of its product and what has waited long enough come back.

        Parameters
        ----------
        items : iterable of Candidate or Failure
            As `core.sources.shop.web_page.pictures_of_page` lists them.
        """
        page = list(items)
        products = {item.product for item in page if isinstance(item, Candidate) and item.product}
        self.pages += 1
        self.product_pages += len(products) == 1
        self._on.update({hash(item.uri) for item in page if isinstance(item, Candidate)})
        for item in page:
            if isinstance(item, Failure):
                yield item
            elif hash(item.uri) in self._offered:
                continue
            elif item.product is not None and len(products) == 1 and not item.skipped:
                self._offered.add(hash(item.uri))
                self._keys.setdefault(identity(item.url)[0], item.uri)
                self._held.pop(item.uri, None)
                yield item
            else:
                self._hold(item)
        while len(self._held) > HELD:
            yield self._released()

    def rest(self) -> Iterator[Candidate]:
        """What still waits, after the last page."""
        while self._held:
            yield self._released()

    def _released(self) -> Candidate:
        """What has waited longest, with the role that the pages so far give it."""
        item = self._held.pop(next(iter(self._held)))
        larger = "" if item.skipped else self._keys.get(identity(item.url)[0], "")
        if larger:
            return replace(item, url="", skipped=f"the same picture on a product's page: {larger}")
        if not item.skipped:
            self._offered.add(hash(item.uri))
        return replace(item, role=self._role(item))

    def _hold(self, item: Candidate) -> None:
        earlier = self._held.get(item.uri)
        if earlier is None or (earlier.skipped and not item.skipped):
            self._held[item.uri] = item
        elif not item.skipped:
            role = strongest([earlier.role or UNSURE, item.role or UNSURE])
            self._held[item.uri] = replace(earlier, product=earlier.product or item.product, role=role)

    def _role(self, item: Candidate) -> Role | None:
        role, on = item.role, self._on[hash(item.uri)]
        is_known = role is None or role.name not in ("unsure", "content", "banner") or role.is_sure
        if is_known or on < FEW_PAGES or on < PART * self.pages:
            return role
        return Role("icon", f"It stands on {on:,} of {self.pages:,} pages.", is_sure=False)
