"""Any source in, one stream of candidates out: the same rules for all of them."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import InputError, Misuse, NotFound, Refused
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.listing import KINDS, SourceOptions, candidates, guess_kind
from tests.sources.internet import JPEG, Shop, site

FEED = "id,image_link\n1,https://cdn.example/1.jpg\n"
SITEMAP = ('<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://shop.example/p</loc>'
           "<image:image><image:loc>https://cdn.example/1.jpg</image:loc></image:image></url></urlset>")
RSS = ('<?xml version="1.0"?><!-- <html> --><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>'
       "<g:id>1</g:id><g:image_link>https://cdn.example/1.jpg</g:image_link></item></channel></rss>")


def listing(source: str | Path, kind: str = "auto", **options: object) -> list[Candidate | Failure]:
    chosen = SourceOptions(**options)  # type: ignore[arg-type]
    return list(candidates(str(source), kind, chosen, site()))


def pictures(items: list[Candidate | Failure]) -> list[str]:
    return [item.uri for item in items if isinstance(item, Candidate) and not item.skipped]


# ---- what an address answers decides

@pytest.mark.parametrize(("body", "content_type", "origin"), [
    (SITEMAP, "application/xml", "sitemap"), (SITEMAP, "text/html", "sitemap"),
    (gzip.compress(SITEMAP.encode(), mtime=0), "application/octet-stream", "sitemap"),
    (SITEMAP.encode("utf-16"), "", "sitemap"), ("\ufeff\n<?xml version='1.0'?>\n<!-- x -->" + SITEMAP, "", "sitemap"),
    (RSS, "text/xml", "feed row 1"), (FEED, "text/csv", "feed row 1"),
    (FEED.replace(",", "\t"), "text/plain", "feed row 1"),
    (gzip.compress(FEED.encode(), mtime=0), "application/gzip", "feed row 1"),
    ("<!doctype html><img src=https://cdn.example/1.jpg>", "text/html", "img"),
    ("<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html><img src='https://cdn.example/1.jpg'/></html>", "", "img"),
    ("\n\n<div><img src=https://cdn.example/1.jpg></div>", "", "img"),
    ("# our pictures\nhttps://cdn.example/1.jpg\n", "text/plain", "line 2"),
])
def test_auto_looks_at_what_came(shop: Shop, body: str | bytes, content_type: str, origin: str) -> None:
    items = [item for item in listing(shop.put("x", body, content_type)) if isinstance(item, Candidate)]
    assert [(item.uri, item.origin) for item in items] == [("https://cdn.example/1.jpg", origin)]


def test_auto_takes_a_picture_for_a_picture(shop: Shop) -> None:
    source = shop.put("photo?id=7", JPEG, "application/octet-stream")
    assert listing(source) == [Candidate(source, source, origin="address")]


def test_auto_takes_a_picture_of_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(JPEG)
    assert listing(path) == [Candidate(str(path), path=str(path), origin="file")]


def test_a_packed_answer_is_unpacked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.sources.internet import Page
    monkeypatch.setattr(Page, "map", lambda self: self.give(gzip.compress(SITEMAP.encode()), Content_Encoding="gzip",
                                                            Content_Type="text/xml"), raising=False)
    assert pictures(listing(shop.url("map"))) == ["https://cdn.example/1.jpg"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "folder"])
def test_a_source_that_is_not_there_raises(shop: Shop, kind: str) -> None:
    with pytest.raises(InputError):
        listing(shop.url("status/404"), kind)


def test_a_page_without_pictures_says_so(shop: Shop) -> None:
    with pytest.raises(NotFound, match="names no pictures"):
        listing(shop.put("p", "<html>hello", "text/html"))


def test_something_else_is_not_taken_for_a_page(shop: Shop) -> None:
    with pytest.raises(InputError):
        listing(shop.put("p.pdf", b"%PDF-1.4 \0\0\0", "application/pdf"), "page")


# ---- lists and folders

def test_pasted_addresses_with_their_faults() -> None:
    items = listing("\ufeffhttps://cdn.example/1.jpg\r\n\n# comment\n<https://cdn.example/2.jpg>, https://cdn.example/3.jpg\n"
                   "shoe.jpg\nftp://cdn.example/4.jpg\nhttps://cdn.example/1.jpg\n")
    assert pictures(items) == [f"https://cdn.example/{number}.jpg" for number in (1, 2, 3)]
    failures = [item for item in items if isinstance(item, Failure)]
    assert [item.message.partition(":")[0] for item in failures] == ["Line 5", "Line 6"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_list_in_a_file_and_behind_an_address(shop: Shop, tmp_path: Path, encoding: str) -> None:
    data = "https://cdn.example/größe.jpg\nhttps://cdn.example/2.jpg".encode(encoding)
    (tmp_path / "list.txt").write_bytes(data)
    for source in (str(tmp_path / "list.txt"), shop.put("list.txt", data, "text/plain")):
        for kind in ("auto", "urls"):
            assert pictures(listing(source, kind)) == ["https://cdn.example/größe.jpg", "https://cdn.example/2.jpg"]


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(JPEG)
    assert listing(tmp_path) == [Candidate(str(tmp_path / "a.jpg"), path=str(tmp_path / "a.jpg"), origin="folder")]


def test_a_page_saved_on_this_machine(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text("<img src=https://cdn.example/1.jpg><img src=local.jpg>")
    assert pictures(listing(tmp_path / "p.html")) == ["https://cdn.example/1.jpg"]


# ---- options

def test_files_of_this_machine_are_closed_to_requests_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "feed.csv").write_text(FEED)
    for source in (tmp_path, tmp_path / "feed.csv", tmp_path / "none"):
        for kind in ("auto", "feed", "folder", "zip"):
            with pytest.raises(Refused, match="this machine"):
                listing(source, kind, local=False)
    assert pictures(listing("https://cdn.example/1.jpg\nhttps://cdn.example/2.jpg", local=False))


def test_a_limit_counts_what_is_judged(shop: Shop) -> None:
    source = shop.put("p", "<img src=a.svg><img src=1.jpg><img src=b.svg><img src=2.jpg><img src=3.jpg>", "text/html")
    items = listing(source, limit=2)
    assert len(pictures(items)) == 2 and len(items) == 4


def test_nothing_happens_before_it_is_asked_for(shop: Shop) -> None:
    stream = candidates(shop.put("x", FEED), "feed", SourceOptions(), site())
    assert isinstance(stream, Iterator) and shop.seen == []
    next(stream)
    assert len(shop.seen) == 1


def test_every_uri_comes_once_and_a_thumbnail_does_not_hide_its_picture(shop: Shop) -> None:
    pages = [shop.put("1.html", "<img src=/a.jpg width=60><img src=/b.jpg>", "text/html"),
             shop.put("2.html", "<img src=/a.jpg><img src=/b.jpg>", "text/html"),
             shop.put("3.html", "<img src=/a.jpg><img src=/b.jpg width=60>", "text/html")]
    text = f"<urlset>{''.join(f'<url><loc>{page}</loc></url>' for page in pages)}</urlset>"
    items = listing(shop.put("sitemap.xml", text))
    assert len({item.uri for item in items}) == len(items)
    assert [item.url for item in items if isinstance(item, Candidate) and not item.skipped] == [
        shop.url("b.jpg"), shop.url("a.jpg")]


# ---- kinds

@pytest.mark.parametrize(("source", "kind"), [
    ("https://shop.example/", "page"), ("https://shop.example/sitemap.xml", "sitemap"),
    ("https://x.example/map.xml.gz", "sitemap"),
    ("https://shop.example/google_feed.xml", "feed"), ("https://shop.example/products.csv?x=1", "feed"),
    ("https://shop.example/a.zip", "zip"), ("https://shop.example/list.txt", "urls"),
    ("https://a/1.jpg\nhttps://a/2.jpg", "urls"),
    ("https://shop.example/a.jpg", "urls"), ("s3://bucket/x", "store"), ("memory://x", "store"),
    ("no/such/place", "folder"),
])
def test_kinds_are_guessed_by_name(source: str, kind: str) -> None:
    assert guess_kind(source) == kind and kind in KINDS


def test_kinds_of_files_are_seen(tmp_path: Path) -> None:
    for name, text, kind in (("a.xml", SITEMAP, "sitemap"), ("b.xml", RSS, "feed"), ("c.txt", FEED, "feed"),
                             ("d.txt", "https://a.example/1.jpg", "urls"), ("e", SITEMAP, "sitemap"),
                             ("f.html", "<html>", "page")):
        (tmp_path / name).write_text(text)
        assert guess_kind(str(tmp_path / name)) == kind, name
    with zipfile.ZipFile(tmp_path / "g", "w") as archive:
        archive.writestr("a.jpg", JPEG)
    assert guess_kind(str(tmp_path / "g")) == "zip" and guess_kind(str(tmp_path)) == "folder"


@pytest.mark.parametrize(("source", "kind", "error"), [
    ("https://shop.example/", "shelf", Misuse), (__file__, "shop", Misuse), ("", "auto", Misuse),
    ("  \n ", "auto", Misuse),
    ("none/such", "auto", NotFound),
    (".", "feed", Misuse), (__file__, "folder", Misuse), ("https://a\nhttps://b", "zip", Misuse),
    ("https://shop.example/", "folder", Misuse), ("file:///etc/passwd", "auto", Refused),
    ("ftp://x/y.csv", "feed", Refused),
    ("http://10.0.0.1/feed.csv", "feed", Refused), ("http://169.254.169.254/latest/", "auto", Refused),
])
def test_what_does_not_fit_says_so(source: str, kind: str, error: type[InputError]) -> None:
    with pytest.raises(error) as caught:
        listing(source, kind)
    assert caught.value.message.endswith(".") and caught.value.hint.endswith(".")


def test_what_is_guessed_of_a_file_can_be_listed(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(JPEG)
    (tmp_path / "photo").write_bytes(JPEG)
    for name in ("a.jpg", "photo"):
        kind = guess_kind(str(tmp_path / name))
        assert kind in KINDS and [type(item) for item in listing(tmp_path / name, kind)] == [Candidate]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" + bytes(range(256)) * 40, b"hello\nworld\n" * 50, b"", bytes(5000)])
def test_a_file_that_is_no_source_says_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(InputError) as caught:
        listing(tmp_path / "x")
    assert caught.value.hint


@pytest.mark.parametrize("source", ["a" * 5000, "x\0y", "~nobody-of-this-name/x"])
def test_paths_that_cannot_be_are_not_found(source: str) -> None:
    with pytest.raises(NotFound):
        listing(source)


def test_addresses_on_one_line_are_a_list() -> None:
    assert len(pictures(listing("https://cdn.example/1.jpg https://cdn.example/2.jpg"))) == 2


def test_a_page_that_would_hold_the_parser_is_refused(shop: Shop) -> None:
    for html in ("<div>" * 200_000, "<div>" * 200_000 + "</div>" * 200_000):
        with pytest.raises(InputError, match="nests its elements"):
            listing(shop.put("p", html, "text/html"), "page")
    long = "<ul>" + "<li><a href=/x>x</a><p>y<br>" * 60_000 + "</ul><img src=/1.jpg>"
    assert pictures(listing(shop.put("p", long, "text/html"), "page")) == [shop.url("1.jpg")]
