"""The journal of a crawl: the pages that were read, so that an interrupted crawl fetches none of them again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.nouns.role import Role

Links = list[tuple[str, int]]


@dataclass(frozen=True)
class ReadPage:
    """One page of a crawl.

    Attributes
    ----------
    url : str
        As the crawl asked for it.
    links : list of (str, int)
        As `core.sources.shop.links.links_of_page`.
    items : list of Candidate or Failure
        What it offers.
    """

    url: str
    links: Links
    items: list[Candidate | Failure]


class Journal:
    """Pages in the order in which they were read, a line each.

    Parameters
    ----------
    path : Path or None
        Of the file; None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def pages(self) -> Iterator[ReadPage]:
        """The pages of an earlier start; a line that was cut off ends them."""
        if self._path is None or not self._path.is_file():
            return
        with self._path.open(encoding="utf-8") as file:
            for line in file:
                if not line.endswith("\n"):
                    return
                try:
                    values = json.loads(line)
                    page = ReadPage(values["url"], [(str(url), int(kind)) for url, kind in values["links"]],
                                    [_item(item) for item in values["items"]])
                except (ValueError, KeyError, TypeError):
                    return
                yield page

    def begin(self, pages: int) -> None:
        """Keep the first pages and forget what comes after them, such as a line that was cut off."""
        if self._path is None or not self._path.is_file():
            return
        lines = self._path.read_text("utf-8").splitlines(keepends=True)
        self._path.write_text("".join(lines[:pages]), "utf-8")

    def add(self, page: ReadPage) -> None:
        """Write one page."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            items = [asdict(item) for item in page.items]
            line = json.dumps({"url": page.url, "links": page.links, "items": items})
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")


def _item(values: dict[str, object]) -> Candidate | Failure:
    if "error" in values:
        return Failure(**values)  # type: ignore[arg-type]
    product, role = values.pop("product"), values.pop("role")
    return Candidate(**values, product=Product(**product) if product else None,  # type: ignore[arg-type]
                     role=Role(**role) if role else None)  # type: ignore[arg-type]
