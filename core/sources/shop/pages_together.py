"""Pictures of many pages of one shop: each once, and what stands on many pages is the shop's furniture.

What a product's page names as its product comes at once; everything else waits until all pages are read, because
only then it is known how often a picture comes, and whether a product's page has it larger.
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


class PagesTogether:
    """Collects the pictures of pages, one page at a time."""

    def __init__(self) -> None:
        self.pages = self.product_pages = 0
        self._on: Counter[str] = Counter()
        self._offered: set[str] = set()
        self._keys: dict[str, str] = {}
        self._held: dict[str, Candidate] = {}

    def add(self, items: Iterable[Candidate | Failure]) -> Iterator[Candidate | Failure]:
        """Add all of a page; failures and the pictures of its product come back at once.

        Parameters
        ----------
        items : iterable of Candidate or Failure
            As `core.sources.shop.web_page.pictures_of_page` lists them.
        """
        page = list(items)
        products = {item.product for item in page if isinstance(item, Candidate) and item.product}
        self.pages += 1
        self.product_pages += len(products) == 1
        self._on.update({item.uri for item in page if isinstance(item, Candidate)})
        for item in page:
            if isinstance(item, Failure):
                yield item
            elif item.uri in self._offered:
                continue
            elif item.product is not None and len(products) == 1 and not item.skipped:
                self._offered.add(item.uri)
                self._keys.setdefault(identity(item.url)[0], item.uri)
                self._held.pop(item.uri, None)
                yield item
            else:
                self._hold(item)

    def rest(self) -> Iterator[Candidate]:
        """What no product's page named, after the last page: with the roles that all pages together give it."""
        for item in self._held.values():
            larger = "" if item.skipped else self._keys.get(identity(item.url)[0], "")
            if larger:
                yield replace(item, url="", skipped=f"the same picture on a product's page: {larger}")
            else:
                yield replace(item, role=self._role(item))

    def _hold(self, item: Candidate) -> None:
        earlier = self._held.get(item.uri)
        if earlier is None or (earlier.skipped and not item.skipped):
            self._held[item.uri] = item
        elif not item.skipped:
            role = strongest([earlier.role or UNSURE, item.role or UNSURE])
            self._held[item.uri] = replace(earlier, product=earlier.product or item.product, role=role)

    def _role(self, item: Candidate) -> Role | None:
        role, on = item.role, self._on[item.uri]
        is_known = role is None or role.name not in ("unsure", "content", "banner") or role.is_sure
        if is_known or on < FEW_PAGES or on < PART * self.pages:
            return role
        return Role("icon", f"It stands on {on:,} of {self.pages:,} pages.", is_sure=False)
