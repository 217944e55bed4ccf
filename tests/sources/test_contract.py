"""Every kind of source keeps the contract of core/sources/contract.py: one test for all of them.

A maker writes a source of one kind from a list of entries: a name is a picture, BROKEN is one entry that cannot be
read. What comes out is compared with what went in, whatever the kind.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import fsspec
import pytest

from core.errors import InputError
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.listing import KINDS, READERS, SourceOptions, candidates
from tests.sources.internet import JPEG, LIMIT, Shop, site

BROKEN = "?"
Maker = Callable[[Shop, Path, list[str]], str]
Items = list[Candidate | Failure]


def page(shop: Shop, folder: Path, entries: list[str]) -> str:
    parts = ["<script type='application/ld+json'>{oops</script>" if name == BROKEN else f"<img src=/{name}>"
             for name in entries]
    return shop.put("page.html", f"<html>{''.join(parts)}</html>", "text/html")


def sitemap(shop: Shop, folder: Path, entries: list[str]) -> str:
    parts = []
    for number, name in enumerate(entries):  # an index of sitemaps with a picture each; one is not there
        shop.put(f"map{number}.xml", '<urlset xmlns:image="urn:i"><url><loc>/p</loc><image:image><image:loc>'
                                     f"{shop.url(name)}</image:loc></image:image></url></urlset>")
        parts.append(shop.url("status/404" if name == BROKEN else f"map{number}.xml"))
    locs = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in parts)
    return shop.put("sitemap.xml", f"<sitemapindex>{locs}</sitemapindex>", "application/xml")


def table(shop: Shop, folder: Path, entries: list[str]) -> str:
    rows = [f"{number},title,with,commas\n" if name == BROKEN else f"{number},{shop.url(name)}\n"
            for number, name in enumerate(entries)]
    return shop.put("feed.csv", f"id,image_link\n{''.join(rows)}", "text/csv")


def rss(shop: Shop, folder: Path, entries: list[str]) -> str:
    items = ["<item><id>1</id></item>" if name == BROKEN else f"<item><image_link>{shop.url(name)}</image_link></item>"
             for name in entries]
    return shop.put("feed.xml", f"<rss><channel>{''.join(items)}</channel></rss>", "application/rss+xml")


def urls(shop: Shop, folder: Path, entries: list[str]) -> str:
    lines = ["not an address" if name == BROKEN else shop.url(name) for name in entries]
    return shop.put("list.txt", "\n".join(lines), "text/plain")


def zipped(shop: Shop, folder: Path, entries: list[str]) -> str:
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w") as archive:
        warnings.simplefilter("ignore")  # names that come twice
        for number, name in enumerate(entries):
            archive.writestr("broken.jpg" if name == BROKEN else name,
                             bytes(LIMIT + 1) if name == BROKEN else JPEG + bytes([number]))
    return shop.put("pictures.zip", data.getvalue(), "application/zip")


def in_folder(shop: Shop, folder: Path, entries: list[str]) -> str:
    for number, name in enumerate(entries):  # a folder cannot hold a name twice; two of its folders can
        place = folder / "pictures" / f"{number:02}"
        place.mkdir(parents=True)
        (place / ("broken.jpg" if name == BROKEN else name)).write_bytes(b"" if name == BROKEN else JPEG)
    (folder / "pictures").mkdir(exist_ok=True)
    return str(folder / "pictures")


def in_store(shop: Shop, folder: Path, entries: list[str]) -> str:
    files = fsspec.filesystem("memory")
    files.store.clear()
    for number, name in enumerate(entries):
        files.pipe(f"/contract/{number:02}/{'broken.jpg' if name == BROKEN else name}",
                   bytes(LIMIT + 1) if name == BROKEN else JPEG)
    return "memory://contract"


MAKERS: dict[str, tuple[str, Maker]] = {  # with the kind that each makes
    "page": ("page", page), "shop": ("shop", page), "sitemap": ("sitemap", sitemap), "table": ("feed", table),
    "rss": ("feed", rss), "urls": ("urls", urls), "zip": ("zip", zipped), "folder": ("folder", in_folder),
    "store": ("store", in_store),
}
ONCE = {"page", "shop", "sitemap", "urls"}  # the same address is the same picture
every_kind = pytest.mark.parametrize("name", MAKERS)
Lister = Callable[..., Iterator[Candidate | Failure]]


@pytest.fixture
def listing(shop: Shop, tmp_path: Path) -> Iterator[Lister]:
    """The stream of a source made of some entries."""
    def stream(name: str, entries: list[str], kind: str = "auto", **options: int) -> Iterator[Candidate | Failure]:
        kind = MAKERS[name][0] if kind == "its own" else kind
        source = MAKERS[name][1](shop, tmp_path, entries)
        shop.seen.clear()
        return candidates(source, kind, SourceOptions(workdir=tmp_path / "work", **options), site())
    yield stream
    fsspec.filesystem("memory").store.clear()


def names(items: Items) -> list[str]:
    return [item.uri.rpartition("/")[2] for item in items if isinstance(item, Candidate)]


def test_every_kind_has_a_reader_and_is_tested_here() -> None:
    assert set(READERS) - {"picture"} == {*KINDS} - {"auto"} == {kind for kind, _ in MAKERS.values()}


@every_kind
def test_an_empty_source_says_what_to_do(listing: Lister, name: str) -> None:
    with pytest.raises(InputError) as caught:
        list(listing(name, [], "its own"))
    assert caught.value.message.endswith(".") and caught.value.hint.endswith(".")


@every_kind
@pytest.mark.parametrize("kind", ["auto", "its own"])
@pytest.mark.parametrize("count", [1, 2, 30])
def test_one_and_many_come_in_their_order(listing: Lister, name: str, kind: str, count: int) -> None:
    entries = [f"picture{number:02}.jpg" for number in range(count)]
    items = list(listing(name, entries, kind))
    assert names(items) == entries and all(isinstance(item, Candidate) for item in items)
    assert all(bool(item.url) != bool(item.path) and item.origin for item in items if isinstance(item, Candidate))


@every_kind
def test_a_broken_entry_in_the_middle_keeps_its_place(listing: Lister, name: str) -> None:
    items = list(listing(name, ["a.jpg", BROKEN, "b.jpg"]))
    assert len(items) == 3
    of_page = name in ("page", "shop")  # whose product data are read before the pictures
    good, bad = (items[1:], items[0]) if of_page else ([items[0], items[2]], items[1])
    assert names(good) == ["a.jpg", "b.jpg"]
    if name == "folder":  # whose files nobody opens before they are read
        assert isinstance(bad, Candidate)
        return
    assert isinstance(bad, Failure) and bad.uri and bad.message.endswith(".") and bad.hint.endswith(".")


@every_kind
def test_a_name_given_twice_loses_nothing(listing: Lister, name: str) -> None:
    items = list(listing(name, ["a.jpg", "a.jpg", "b.jpg"]))
    assert len({item.uri for item in items}) == len(items) == (2 if name in ONCE else 3)
    assert names(items)[0] == "a.jpg" and names(items)[-1] == "b.jpg"
    if name == "zip":
        assert names(items) == ["a.jpg", "a.jpg (2)", "b.jpg"]
        paths = [Path(item.path) for item in items if isinstance(item, Candidate)]
        assert len({path.read_bytes() for path in paths}) == 3


@every_kind
def test_names_that_differ_only_in_case_are_two(listing: Lister, name: str) -> None:
    items = list(listing(name, ["a.jpg", "A.JPG"]))
    assert len({item.uri for item in items}) == len(items) == 2
    if name == "zip":  # one file where it is unpacked on Windows or macOS
        assert names(items) == ["a.jpg", "A.JPG (2)"]


@every_kind
def test_nothing_is_read_before_it_is_asked_for(listing: Lister, tmp_path: Path, shop: Shop, name: str) -> None:
    stream = listing(name, [f"{number}.jpg" for number in range(10)])
    assert not shop.seen and not (tmp_path / "work").exists()
    next(stream)
    assert len(list((tmp_path / "work").glob("*"))) <= 1, "one picture is unpacked or fetched"
    stream.close()  # type: ignore[attr-defined]


@every_kind
def test_a_limit_ends_the_listing(listing: Lister, name: str) -> None:
    assert len(names(list(listing(name, [f"{number}.jpg" for number in range(9)], limit=4)))) == 4
