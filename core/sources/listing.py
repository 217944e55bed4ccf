"""What a source offers: any of them in, a stream of candidates and failures out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.errors import Misuse, NotFound, Refused
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.settings import Settings
from core.sources.feeds.address_list import pictures_of_lines
from core.sources.feeds.feed import pictures_of_feed
from core.sources.fetching.fetch import Document, is_url
from core.sources.fetching.robots import DELAY_SECONDS, Crawler
from core.sources.files.archive import pictures_of_zip
from core.sources.files.documents import kind_of, opened, path_of
from core.sources.files.folder import SUFFIXES
from core.sources.files.folder import pictures_in as pictures_in_folder
from core.sources.files.stores import is_store, pictures_of_store
from core.sources.shop.crawl import pictures_in as pictures_in_page
from core.sources.shop.picture_address import has_picture_name, shown_name
from core.sources.shop.sitemap import MAX_PAGES, pictures_of_sitemap

KINDS = ("auto", "page", "sitemap", "feed", "urls", "folder", "zip", "store")


@dataclass(frozen=True)
class SourceOptions:
    """How a source is read.

    Attributes
    ----------
    columns : dict of str to str
        Of a feed: field -> name of its column; fields are `core.sources.feeds.columns.FIELDS`.
    limit : int
        Pictures that are listed at most, skipped ones not counted; 0 for all.
    workdir : Path or None
        Where the pictures of a zip or a store are put, under their sha256; a folder of the site's data by default.
    pages : int
        Pages that a sitemap's walk reads at most.
    delay : float
        Seconds between two requests to one host while crawling; a host's own Crawl-delay wins if it is longer.
    robots : bool
        Whether robots.txt is obeyed; False for the owner of a shop.
    local : bool
        Whether files and folders of this machine, and stores with its keys, may be read; False for requests from
        elsewhere.
    """

    columns: dict[str, str] = field(default_factory=dict)
    limit: int = 0
    workdir: Path | None = None
    pages: int = MAX_PAGES
    delay: float = DELAY_SECONDS
    robots: bool = True
    local: bool = True


def guess_kind(source: str) -> str:
    """What kind a source is by its name, and by a look at it where it lies on this machine.

    For a web address this is a guess; `candidates` with kind "auto" looks at what the server answers.

    Returns
    -------
    str
        One of `KINDS` without "auto".
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
    if name.endswith((".csv", ".tsv", ".csv.gz", ".tsv.gz", ".rss", ".atom")):
        return "feed"
    if path is not None and path.is_file():
        if path.suffix.lower() in SUFFIXES:
            return "urls"
        with (document := opened(path)).file:
            found = kind_of(document, fallback="urls")
        return "urls" if found == "picture" else found
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
    settings : Settings

    Yields
    ------
    Candidate or Failure
        Every `uri` once. A picture that a page names twice is listed once; a picture in two rows of a feed twice.

    Raises
    ------
    InputError
        The source cannot be read at all.
    SetupError
        A package is missing, or the disk is full.
    """
    if kind not in KINDS:
        raise Misuse(f"There is no kind of source called {kind[:40]!r}.", f"Kinds are {', '.join(KINDS)}.")
    text = source.strip()
    if not text:
        raise Misuse("No source is named.", "Give an address, a folder, a file or a list of addresses.")
    left, found = options.limit or -1, False
    with closing(_once(_all(text, kind, options, settings))) as items:  # type: ignore[type-var]
        for item in items:
            found = True
            yield item
            left -= isinstance(item, Candidate) and not item.skipped
            if left == 0:
                return
    if not found:
        raise NotFound(f"{text[:200]} names no picture.",
                       "Look whether it is the right address, or name its kind: page, sitemap, feed or urls.")


def _all(source: str, kind: str, options: SourceOptions, settings: Settings) -> Iterator[Candidate | Failure]:
    workdir = options.workdir or settings.data_dir / "sources"
    is_list = len(source.split()) > 1 and all(map(is_url, source.split()))
    if kind == "store" or (kind == "auto" and is_store(source)):
        _check_local(options)
        yield from pictures_of_store(source, workdir, settings)
        return
    if "\n" in source or is_list:
        if kind not in ("auto", "urls"):
            raise Misuse(f"Several lines are a list of addresses, not a source of kind {kind}.", "Give one source.")
        with io.BytesIO(source.encode("utf-8", "replace")) as file:
            yield from pictures_of_lines(Document(file, name="the list"))
        return
    if is_url(source):
        yield from _of_address(source, kind, options, settings)
        return
    _check_local(options)
    path = path_of(source)
    if path.is_dir():
        if kind not in ("auto", "folder"):
            raise Misuse(f"{source} is a folder, not a source of kind {kind}.", "Name a file in it, or kind folder.")
        for picture in pictures_in_folder(path):
            yield Candidate(str(picture), path=str(picture), origin="folder")
        return
    if not path.is_file():
        raise NotFound(f"There is no file or folder {source}.", "Check the path, or begin an address with https://.")
    if kind == "folder":
        raise Misuse(f"{source} is a file, not a folder.", "Name a folder, or another kind.")
    if kind in ("auto", "urls") and path.suffix.lower() in SUFFIXES:
        yield Candidate(source, path=str(path), origin="file")
        return
    with (document := opened(path)).file:
        crawler = Crawler(settings, delay=options.delay, obey=options.robots)
        yield from _of_document(document, kind, crawler, (options, workdir))


def _check_local(options: SourceOptions) -> None:
    if not options.local:
        raise Refused("Files, folders and stores of this machine are not read for requests from elsewhere.",
                      "Give a web address, or upload the file.")


def _of_address(source: str, kind: str, options: SourceOptions, settings: Settings) -> Iterator[Candidate | Failure]:
    """A web address: robots.txt is asked for pages, and where nobody said what it is."""
    if kind == "folder":
        raise Misuse("A web address is no folder.", "Name the kind page, sitemap, feed, urls or zip.")
    workdir = options.workdir or settings.data_dir / "sources"
    crawler = Crawler(settings, delay=options.delay, obey=options.robots)
    if kind == "urls" and has_picture_name(source):
        yield Candidate(shown_name(source), source, origin="address")
        return
    with (document := crawler.read(source, crawled=kind in ("auto", "page"))).file:
        document = replace(document, name=source)
        if kind == "sitemap" and kind_of(document, fallback="") == "page":
            yield from _of_site(document, crawler, options)
        else:
            yield from _of_document(document, kind, crawler, (options, workdir))


def _of_site(page: Document, crawler: Crawler, options: SourceOptions) -> Iterator[Candidate | Failure]:
    """The sitemaps of a shop that was named by one of its pages: those of robots.txt, or the usual place."""
    named = crawler.sitemaps(page.url)
    usual = re.sub(r"^(https?://[^/]+).*", r"\1/sitemap.xml", page.url)
    lines = "".join(f"<sitemap><loc>{url.replace('&', '&amp;').replace('<', '')}</loc></sitemap>"
                    for url in named or [usual])
    index = Document(io.BytesIO(f"<sitemapindex>{lines}</sitemapindex>".encode()), page.url, page.name)
    yield from pictures_of_sitemap(index, crawler, pages=options.pages)


def _of_document(document: Document, kind: str, crawler: Crawler,
                 more: tuple[SourceOptions, Path]) -> Iterator[Candidate | Failure]:
    options, workdir = more
    if kind == "auto":
        is_table = re.search(r"\.[ct]sv(\.gz)?$", re.split(r"[?#]", document.name)[0].lower())
        kind = kind_of(document, fallback="feed" if is_table else "urls")
    elif kind == "urls" and kind_of(document, fallback="") == "picture":
        kind = "picture"
    document.file.seek(0)
    if kind == "picture":
        yield Candidate(shown_name(document.name), document.url, path="" if document.url else document.name,
                        origin="address" if document.url else "file")
    elif kind == "zip":
        yield from pictures_of_zip(document, workdir, crawler.settings)
    elif kind == "sitemap":
        yield from pictures_of_sitemap(document, crawler, pages=options.pages)
    elif kind == "feed":
        folder = None if document.url else Path(document.file.name).parent
        yield from pictures_of_feed(document, options.columns, folder)
    elif kind == "page":
        found = False
        for item in pictures_in_page(document, crawler):
            found = True
            yield item
        if not found:
            raise NotFound(f"The page {document.name} names no picture.",
                           "It may load them by script: give the shop's sitemap, its feed, or a list of addresses.")
    else:
        yield from pictures_of_lines(document)


def _once(items: Iterator[Candidate | Failure]) -> Iterator[Candidate | Failure]:
    """Make every `uri` unique: further rows of a feed say which row they are, everything else is left out.

    A picture that one page shows as a thumbnail and another as its own is given again, as what it is there.
    """
    kept: set[int] = set()  # hashes: a million addresses cost some 60 MB
    skipped: set[int] = set()
    for item in items:
        mark = hash(item.uri)
        is_kept = isinstance(item, Candidate) and not item.skipped
        if isinstance(item, Candidate) and is_kept and (
                mark in skipped or (mark in kept and item.origin.startswith("feed row"))):
            item = replace(item, uri=f"{item.uri} ({item.origin.removeprefix('feed ')})")
            skipped.discard(mark)
            kept.add(mark)
            mark = hash(item.uri)
        if mark not in kept and mark not in skipped:
            (kept if is_kept else skipped).add(mark)
            yield item
