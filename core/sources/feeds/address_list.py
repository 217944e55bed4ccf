"""Lists of picture addresses: a text file, the address of one, or pasted text."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import InputError, Misuse
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.document import Document
from core.sources.documents.text_lines import lines_of
from core.sources.fetching.guard import check_url
from core.sources.shop.picture_address import display_name

_PATIENCE = 20  # lines without an address at the start, after which the document is not a list


def read_address_list(document: Document, access: Access) -> Iterator[Candidate | Failure]:
    """Read addresses, one a line or several with spaces between; the reader of this kind (`core.sources.contract`).

    Blank lines, and those that begin with #, are comments.

    Parameters
    ----------
    document : Document
        Text in any encoding.
    access : Access
        Not needed.

    Yields
    ------
    Candidate or Failure
        A line that is not an address is a failure with its number.

    Raises
    ------
    Misuse
        There is no address at all, or none in the first twenty lines.
    """
    pending: list[Failure] | None = []  # until the first address
    for item in _items(document):
        if isinstance(item, Candidate):
            yield from pending or ()
            pending = None
        if pending is None:
            yield item
        elif isinstance(item, Failure):
            pending.append(item)
            if len(pending) >= _PATIENCE:
                break
    if pending is not None:
        raise Misuse(f"{document.name} contains no addresses: {pending[0].message}" if pending else
                     f"{document.name} is empty.",
                     "Write one address a line, such as https://shop.example/shoe.jpg.")


def _items(document: Document) -> Iterator[Candidate | Failure]:
    for number, line in lines_of(document):
        if line.lstrip().startswith("#"):
            continue
        for word in line.split():
            address = word.strip("\"'<>,;\ufeff")
            if not address:
                continue
            try:
                check_url(address)
            except InputError as error:
                yield Failure.of(f"{document.name} line {number}: {display_name(address)[:80]}",
                                 type(error)(f"Line {number}: {error.message}", error.hint))
                break
            yield Candidate(display_name(address), address, origin=f"line {number}")
