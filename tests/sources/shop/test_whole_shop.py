"""A whole shop is crawled from its home page: politely, within limits, and from where it was interrupted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from core.errors import NotFound
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.listing import SourceOptions, candidates
from core.sources.shop import whole_shop as module
from tests.sources.internet import JPEG, Page, Shop, served, site


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop()
    with served(server):
        yield server


def product(number: int, links: str = "") -> str:
    data = {"@type": "Product", "name": f"Shoe {number}", "sku": f"S{number}", "image": f"/i/{number}.jpg"}
    return (f"<header><img src=/i/logo.jpg></header>{links}<img src=/i/{number}.jpg><img src=/i/seal.jpg>"
            f"<script type=application/ld+json>{json.dumps(data)}</script>")


def put_shop(shop: Shop, products: int = 6) -> str:
    """A home page, two pages of a list, products, and places that a crawl leaves alone."""
    shop.put("robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
    for number in range(1, products + 1):
        shop.put(f"p/{number}", product(number, "<a href=/p/1>first</a>"), "text/html")
    cards = [f"<a href=/p/{number}?utm_source=list><img src=/i/{number}.jpg?w=200></a>" for number in
             range(1, products + 1)]
    shop.put("list", f"{''.join(cards[:3])}<a href=/list?page=2>next</a><a href=/private/x>no</a>", "text/html")
    shop.put("list?page=2", f"{''.join(cards[3:])}<a href=/gone>gone</a>", "text/html")
    return shop.put("home", "<img src=/i/hero.jpg><a href=/list>shoes</a><a href=/cart>cart</a>"
                            "<a href=https://other.example/>other</a><a href=/catalog.pdf>pdf</a>", "text/html")


def crawl(address: str, **options: object) -> list[Candidate | Failure]:
    settings = site(crawl_seconds=0, crawl_pages=options.pop("pages", 100))
    return list(candidates(address, "shop", SourceOptions(**options), settings))  # type: ignore[arg-type]


def asked(shop: Shop) -> list[str]:
    return [path for _, path in shop.seen if path != "/robots.txt"]


def test_a_shop_without_a_sitemap_is_found_by_its_links(shop: Shop) -> None:
    words: list[str] = []
    items = crawl(put_shop(shop), on_progress=words.append)
    kept = {item.url.partition("/i/")[2]: item for item in items if isinstance(item, Candidate) and not item.skipped}
    assert set(kept) == {*(f"{number}.jpg" for number in range(1, 7)), "hero.jpg", "logo.jpg", "seal.jpg"}
    assert all(kept[f"{number}.jpg"].product.sku == f"S{number}" for number in range(1, 7))  # type: ignore[union-attr]
    assert [kept[name].role.name for name in ("1.jpg", "logo.jpg", "seal.jpg")] == [  # type: ignore[union-attr]
        "product", "icon", "icon"]
    skipped = {item.uri.partition("/i/")[2] for item in items if isinstance(item, Candidate) and item.skipped}
    assert skipped == {f"{number}.jpg?w=200" for number in range(1, 7)}, "smaller, and named with the larger one"
    (failure,) = [item for item in items if isinstance(item, Failure)]
    assert failure.uri.endswith("/gone") and failure.error == "NotFound"
    assert sorted(asked(shop)) == sorted(["/home", "/list", "/list?page=2", "/gone", *(f"/p/{n}" for n in range(1, 7))])
    assert words[-1] == "Crawl: 10 pages read, 6 of a product; 1 closed by robots.txt."


def test_limits_of_pages_depth_and_variants_are_said(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    address = put_shop(shop)
    items = crawl(address, pages=3)
    assert len(asked(shop)) == 3
    assert isinstance(items[-1], Failure) and "MERCHLENS_CRAWL_PAGES" in items[-1].hint
    shop.seen.clear()
    monkeypatch.setattr(module, "MAX_DEPTH", 1)
    words: list[str] = []
    crawl(address, on_progress=words.append)
    assert asked(shop) == ["/home", "/list"] and "5 too deep" in words[-1]
    links = "".join(f"<a href='/list?color={number}'>x</a>" for number in range(90))
    shop.put("many", f"<img src=/1.jpg>{links}", "text/html")
    shop.seen.clear()
    crawl(shop.url("many"))
    assert len(asked(shop)) == 1 + module.VARIANTS


def test_an_interrupted_crawl_reads_no_page_twice(shop: Shop, tmp_path: Path) -> None:
    address, settings = put_shop(shop), site(crawl_seconds=0)
    whole = crawl(address)
    shop.seen.clear()
    first = candidates(address, "shop", SourceOptions(workdir=tmp_path), settings)
    begun = list(islice(first, 3))
    first.close()  # type: ignore[attr-defined]
    again = list(candidates(address, "shop", SourceOptions(workdir=tmp_path), settings))
    assert again == whole and begun == whole[:3]
    assert [path for path in asked(shop) if path != "/home"] == sorted(
        {path for path in asked(shop) if path != "/home"}, key=asked(shop).index)
    shop.seen.clear()
    assert list(candidates(address, "shop", SourceOptions(workdir=tmp_path), settings)) == whole
    assert asked(shop) == ["/home"], "only the address itself is looked at"


def test_a_shop_that_falls_silent_is_left_alone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Page, "silent", lambda page: page.give(b"", 500), raising=False)
    shop.put("robots.txt", "", "text/plain")
    links = "".join(f"<a href=/silent/{number}>x</a>" for number in range(30))
    items = crawl(shop.put("home", f"<img src=/1.jpg>{links}", "text/html"))
    failures = [item for item in items if isinstance(item, Failure)]
    assert len(failures) <= module.FAILURES + 1 and "could not be read" in failures[-1].message


def test_a_shop_without_pictures_says_what_to_do(shop: Shop) -> None:
    with pytest.raises(NotFound, match="names pictures"):
        crawl(shop.put("home", "<p>nothing</p>", "text/html"))


def test_a_picture_as_the_home_page_is_that_picture(shop: Shop) -> None:
    items = crawl(shop.put("photo", JPEG, "image/jpeg"))
    assert [type(item) for item in items] == [Candidate]
