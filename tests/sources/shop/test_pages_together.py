"""Many pages of one shop: each picture once, furniture is what stands on many of them."""

from __future__ import annotations

import pytest

from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.nouns.role import UNSURE, Role
from core.sources.shop import pages_together as module
from core.sources.shop.pages_together import PagesTogether

SHOP = "https://s.example/"


def picture(name: str, sku: str = "", role: Role = UNSURE, skipped: str = "") -> Candidate:
    return Candidate(SHOP + name, "" if skipped else SHOP + name, origin="img", skipped=skipped,
                     product=Product(sku=sku) if sku else None, role=role)


def names(items: object) -> list[str]:
    return [item.uri.removeprefix(SHOP) for item in items if not getattr(item, "skipped", "")]  # type: ignore[attr-defined]


def test_a_products_pictures_come_at_once_and_the_rest_at_the_end() -> None:
    together, broken = PagesTogether(), Failure("x", "NotFound", "m", "h")
    assert names(together.add([picture("1.jpg", "A"), picture("logo.png"), broken])) == ["1.jpg", "x"]
    assert names(together.add([picture("1.jpg", "A"), picture("hero.jpg"), picture("logo.png")])) == []
    assert names(together.rest()) == ["logo.png", "hero.jpg"]
    assert (together.pages, together.product_pages) == (2, 2)


def test_a_list_of_products_waits_for_their_pages() -> None:
    together = PagesTogether()
    listed = [picture("1.jpg?w=200", "A"), picture("2.jpg?w=200", "B")]
    assert names(together.add(listed)) == []
    assert names(together.add([picture("1.jpg?w=900", "A")])) == ["1.jpg?w=900"]
    rest = list(together.rest())
    assert names(rest) == ["2.jpg?w=200"] and "1.jpg?w=900" in rest[0].skipped and not rest[0].url


def test_what_stands_on_many_pages_is_furniture() -> None:
    together, product = PagesTogether(), Role("product", "A price stands beside it.")
    for number in range(6):
        list(together.add([picture("seal.png"), picture("best.jpg", role=product), picture(f"{number}.jpg"),
                           *([picture("rare.jpg")] if number < 2 else [])]))
    roles = {item.uri.removeprefix(SHOP): item.role for item in together.rest()}
    assert roles["seal.png"].name == "icon" and "6 of 6 pages" in roles["seal.png"].reason  # type: ignore[union-attr]
    assert roles["best.jpg"] == product and roles["rare.jpg"] == roles["3.jpg"] == UNSURE


def test_what_waits_is_bounded_and_still_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HELD", 10)
    together, seen = PagesTogether(), []
    for number in range(20):
        seen += names(together.add([picture("seal.png"), picture(f"{number}a.jpg"), picture(f"{number}b.jpg")]))
        assert len(seen) >= 2 * number - 10
    seen += names(together.rest())
    assert len(seen) == len(set(seen)) == 41


def test_of_two_places_the_better_counts() -> None:
    together, product = PagesTogether(), Role("product", "A price stands beside it.")
    list(together.add([picture("1.jpg", skipped="shown at 80 pixels")]))
    list(together.add([picture("1.jpg")]))
    list(together.add([picture("1.jpg", role=product)]))
    assert [(item.role, item.skipped) for item in together.rest()] == [(product, "")]
