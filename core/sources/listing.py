"""What a source offers: any of them in, a stream of candidates and failures out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.errors import InputError, Misuse, NotFound, Refused
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.settings import Settings
from core.sources.contract import Access, Items, Reader
from core.sources.documents.document import Document, missing_part
from core.sources.documents.kind import binary_name, kind_of
from core.sources.feeds.address_list import read_address_list
from core.sources.feeds.feed import read_feed
from core.sources.fetching.fetch import is_url
from core.sources.fetching.robots import Crawler
from core.sources.files.archive import read_zip
from core.sources.files.folder import SUFFIXES, read_folder
from core.sources.files.local_file import open_document, path_of
from core.sources.files.stores import is_store, read_store
from core.sources.shop.crawl import read_page
from core.sources.shop.picture_address import display_name, has_picture_name
from core.sources.shop.sitemap import read_sitemap
from core.sources.shop.whole_shop import read_shop

KINDS = ("auto", "page", "shop", "sitemap", "feed", "urls", "folder", "zip", "store")
_TABLE = re.compile(r"\.[ct]sv(\.gz)?$")
_ROBOTS = re.compile(r"^https?://[^/]+/robots\.txt(?:$|[?#])", re.IGNORECASE)


@dataclass(frozen=True)
class SourceOptions:
    """How a source is read.

    Attributes
    ----------
    columns : dict of str to str
        Of a feed: field -> name of its column; fields are `core.sources.feeds.names.FIELDS`.
    limit : int
        Largest number of pictures, not counting skipped ones; 0 for all.
    workdir : Path or None
        Where the pictures of a zip or a store are written, under their sha256; a folder of the site's data by default.
    local : bool
        Whether files and folders of this machine, and stores with its keys, may be read; False for requests from
        other machines.
    on_progress : callable
        Told in words how far the crawl of a whole shop is.
    render : bool
        Open web pages in a browser, so that pictures that scripts add are seen.
    """

    columns: dict[str, str] = field(default_factory=dict)
    limit: int = 0
    workdir: Path | None = None
    local: bool = True
    render: bool = False
    on_progress: Callable[[str], None] = lambda words: None


def read_picture(document: Document, access: Access) -> Iterator[Candidate]:
    """A source that is itself a picture; the reader of this kind (`core.sources.contract`)."""
    path = "" if document.path is None else str(document.path)
    yield Candidate(path or display_name(document.name), document.url, path, "file" if path else "address")


READERS: dict[str, Reader] = {
    "picture": read_picture, "page": read_page, "shop": read_shop, "sitemap": read_sitemap, "feed": read_feed,
    "urls": read_address_list, "folder": read_folder, "zip": read_zip, "store": read_store,
}


def guess_kind(source: str) -> str:
    """The kind of a source by its name, and by its content where it lies on this machine.

    For a web address this is a guess; `candidates` with kind "auto" looks at what the server answers.

    Parameters
    ----------
    source : str
        As for `candidates`.

    Returns
    -------
    str
        One of `KINDS` without "auto".

    Examples
    --------
    >>> guess_kind("https://shop.example/"), guess_kind("https://shop.example/products.csv"), guess_kind("s3://shop")
    ('page', 'feed', 'store')
    """
    text = source.strip()
    if "\n" in text:
        return "urls"
    if is_store(text):
        return "store"
    name = re.split(r"[?#]", text)[0].lower() if is_url(text) else text.lower()
    path = None if is_url(text) else path_of(text)
    if path is not None and path.is_dir():
        return "folder"
    if name.endswith(".zip"):
        return "zip"
    if name.endswith((".csv", ".tsv", ".csv.gz", ".tsv.gz", ".rss", ".atom", ".xlsx", ".json", ".yml")):
        return "feed"
    if path is not None and path.is_file():
        if path.suffix.lower() in SUFFIXES:
            return "urls"
        with (document := open_document(path)).file:
            kind = kind_of(document, fallback="urls")
        return "urls" if kind == "picture" else kind
    if name.endswith((".xml", ".xml.gz")):
        return "feed" if re.search(r"feed|google_shopping|products?\.xml", name) else "sitemap"
    if name.endswith(".txt") or has_picture_name(name):
        return "urls"
    return "folder" if path is not None else "page"


def candidates(source: str, kind: str, options: SourceOptions, settings: Settings) -> Iterator[Candidate | Failure]:
    """List the pictures of a source as a stream; nothing is fetched or unpacked before it is asked for.

    Parameters
    ----------
    source : str
        An address, a path, or pasted addresses, one a line.
    kind : str
        One of `KINDS`; "auto" looks at the source.
    options : SourceOptions
        How it is read.
    settings : Settings
        Limits of time and bytes, and the data folder.

    Yields
    ------
    Candidate or Failure
        By the contract in `core.sources.contract`; every `uri` comes once.

    Raises
    ------
    InputError
        The source cannot be read at all, or offers nothing.
    SetupError
        A package is missing, or the disk is full.
    """
    if kind not in KINDS:
        raise Misuse(f"{kind[:40]!r} is not a kind of source.", f"Kinds are {', '.join(KINDS)}.")
    text = source.strip()
    if not text:
        raise Misuse("The source is empty.", "Give an address, a folder, a file or a list of addresses.")
    left, is_empty = options.limit or -1, True
    with closing(_unique(_read(text, kind, options, settings))) as items:  # type: ignore[type-var]
        for item in items:
            is_empty = False
            yield item
            left -= isinstance(item, Candidate) and not item.skipped
            if left == 0:
                return
    if is_empty:
        raise NotFound(f"{text[:200]} names no pictures.",
                       "Check the address, or name its kind: page, sitemap, feed or urls.")


def _read(source: str, kind: str, options: SourceOptions, settings: Settings) -> Items:
    """Open a source where it lies and hand it to the reader of its kind."""
    workdir = options.workdir or settings.data_dir / "sources"
    journal = options.workdir / "crawl.jsonl" if options.workdir else None
    access = Access(settings, Crawler(settings, renders=options.render), workdir, options.columns, journal,
                    options.on_progress)
    is_list = len(source.split()) > 1 and all(map(is_url, source.split()))
    if kind == "store" or (kind == "auto" and is_store(source)):
        _check_local(options)
        yield from read_store(Document(io.BytesIO(), name=source), access)
    elif "\n" in source or is_list:
        if kind not in ("auto", "urls"):
            raise Misuse(f"Several lines are a list of addresses, not a source of kind {kind}.", "Give one source.")
        with io.BytesIO(source.encode("utf-8", "replace")) as file:
            yield from read_address_list(Document(file, name="The list"), access)
    elif is_url(source):
        yield from _read_address(source, kind, access)
    else:
        _check_local(options)
        yield from _read_path(source, kind, access)


def _check_local(options: SourceOptions) -> None:
    if not options.local:
        raise Refused("Requests from other machines cannot read files, folders and stores of this machine.",
                      "Give a web address, or upload the file.")


def _read_path(source: str, kind: str, access: Access) -> Items:
    path = path_of(source)
    if path.is_dir():
        if kind not in ("auto", "folder"):
            raise Misuse(f"{source} is a folder, not a source of kind {kind}.", "Name a file in it, or kind folder.")
        yield from read_folder(Document(io.BytesIO(), name=source, path=path), access)
        return
    if not path.is_file():
        raise NotFound(f"There is no file or folder {source}.", "Check the path, or begin an address with https://.")
    if kind == "shop":
        raise Misuse(f"{source} is a file, not a shop on the web.", "Give the address of the shop's home page.")
    if kind == "folder":
        raise Misuse(f"{source} is a file, not a folder.", "Name a folder, or another kind.")
    with (document := open_document(path)).file:
        is_picture = kind in ("auto", "urls") and path.suffix.lower() in SUFFIXES
        reader = read_picture if is_picture else _reader_of(document, kind)
        yield from _read_document(reader, document, access)


def _read_document(reader: Reader, document: Document, access: Access) -> Items:
    """All of a document, and what a gzip file that is cut off or damaged lacks."""
    try:
        yield from reader(document, access)
    except InputError as error:
        if (missing := missing_part(document)) is None:
            raise
        raise InputError(f"{error.message} {missing.message}", missing.hint) from None
    if missing := missing_part(document):
        yield missing


def _read_address(source: str, kind: str, access: Access) -> Items:
    """A web address: robots.txt counts for pages, and where nobody named the kind."""
    if kind == "folder":
        raise Misuse("A web address cannot be a folder.", "Name the kind page, sitemap, feed, urls or zip.")
    if kind == "urls" and has_picture_name(source):
        yield Candidate(display_name(source), source, origin="address")
        return
    is_crawling = kind in ("auto", "page", "shop") and not _ROBOTS.search(source)  # robots.txt itself is for all
    with (document := access.crawler.read(source, honor_robots=is_crawling)).file:
        yield from _read_document(_reader_of(document, kind), document, access)


def _reader_of(document: Document, kind: str) -> Reader:
    """The reader of a kind; "auto" looks at the document."""
    name = re.split(r"[?#]", document.name)[0].lower()
    binary = binary_name(document)
    if kind == "auto":
        kind = kind_of(document, "feed" if _TABLE.search(name) else "urls")
    elif kind == "urls" and binary == "a picture":
        kind = "picture"
    if binary and kind in ("feed", "urls", "sitemap"):
        raise Misuse(f"{document.name} is {binary}, not a source of kind {kind}.",
                     "Give its kind, zip, or unpack it." if "ZIP" in binary else
                     "Give a table (CSV, TSV, XLSX), XML, JSON or a list of addresses.")
    document.file.seek(0)
    return READERS[kind]


def _unique(items: Items) -> Items:
    """Give every item a `uri` of its own: further rows of a feed get their number, other repetitions are left out.

    A picture that one page shows as a thumbnail and another as its own comes again, as what it is there.
    """
    offered: set[int] = set()  # hashes: a million addresses cost some 60 MB
    skipped: set[int] = set()
    for item in items:
        mark = hash(item.uri)
        is_offered = isinstance(item, Candidate) and not item.skipped
        if isinstance(item, Candidate) and is_offered and (
                mark in skipped or (mark in offered and item.origin.startswith("feed row"))):
            item = replace(item, uri=f"{item.uri} ({item.origin.removeprefix('feed ')})")
            skipped.discard(mark)
            offered.add(mark)
            mark = hash(item.uri)
        if mark not in offered and mark not in skipped:
            (offered if is_offered else skipped).add(mark)
            yield item
