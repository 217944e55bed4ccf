"""The contract that all kinds of sources keep, so that whoever lists a source need not know its kind.

A reader gets an open document and yields what the source offers, in the source's order:

1. It is lazy: nothing is fetched, unpacked or parsed before the next item is asked for, and memory stays flat.
2. Nothing gets lost. A picture is a Candidate; a picture that will not be read is a Candidate whose `skipped` says
   why; an entry that is broken is a Failure in its place, and the rest goes on.
3. Names are unique. The same address twice is one picture, except that each row of a feed keeps its own; a second
   file of the same name is called "name (2)".
4. A source that cannot be read at all, or that offers nothing, raises an InputError that says what to do.

`listing` picks the reader; tests/sources/test_contract.py holds all of them to this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.settings import Settings
from core.sources.documents.document import Document
from core.sources.fetching.robots import Crawler

Items = Iterator[Candidate | Failure]


@dataclass(frozen=True)
class Access:
    """What a reader may use beside its document.

    Attributes
    ----------
    settings : Settings
        Limits.
    crawler : Crawler
        Reads further pages and sitemaps, and knows what robots.txt allows.
    workdir : Path
        Where the pictures of archives and stores are written, under their sha256.
    columns : dict of str to str
        Of a feed: field -> name of its column.
    journal : Path or None
        Where a crawl writes down what it has read; None where nothing goes on after an interruption.
    on_progress : callable
        Told in words how far a crawl is.
    """

    settings: Settings
    crawler: Crawler
    workdir: Path
    columns: dict[str, str] = field(default_factory=dict)
    journal: Path | None = None
    on_progress: Callable[[str], None] = lambda words: None


Reader = Callable[[Document, Access], Items]
