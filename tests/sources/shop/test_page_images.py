"""The `img` elements of a page, in order, with the sizes that the page gives them."""

from __future__ import annotations

import pytest

from core.sources.shop import page_images as module
from core.sources.shop.page_images import PageElement, elements_of_page

PAGE = "https://shop.example/p/red"


def elements(html: str) -> list[PageElement]:
    return elements_of_page(html.encode(), PAGE)


@pytest.mark.parametrize(("attributes", "width", "height", "share"), [
    ("", 0, 0, 0.0), ("width=300 height='200px'", 300, 200, 0.0), ("width='50%'", 0, 0, 0.5), ("width=150%", 0, 0, 1.0),
    ("style='width: 120px; height:80.5px'", 120, 80, 0.0), ("width=10 style='width:90%'", 0, 0, 0.9),
    ("width=auto height='-3'", 0, 0, 0.0), ("width=999999", 0, 0, 0.0),
])
def test_sizes(attributes: str, width: int, height: int, share: float) -> None:
    (element,) = elements(f"<img src=1.jpg {attributes}>")
    assert (element.width, element.height, element.share) == (width, height, share)


def test_an_element_offers_all_its_addresses_its_own_first() -> None:
    (element,) = elements("<picture><source srcset='1.webp 1x, 1b.webp 2x'><img src=1.jpg data-src=/big/1.jpg "
                          "srcset='1s.jpg 300w, 1.jpg 900w'></picture>")
    names = [address.removeprefix("https://shop.example/") for address in element.addresses]
    assert names == ["p/1.jpg", "big/1.jpg", "p/1s.jpg", "p/1.webp", "p/1b.webp"]


@pytest.mark.parametrize(("attributes", "hidden"), [
    ("hidden", True), ("style='display:none'", True), ("style='visibility : hidden'", True),
    ("style='display:block'", False)])
def test_hidden_elements(attributes: str, hidden: bool) -> None:
    assert elements(f"<img src=1.jpg {attributes}>")[0].hidden is hidden


def test_elements_come_in_the_order_of_the_text_below_the_pages_base() -> None:
    items = elements("<base href='/img/'><img src=2.jpg><p><img alt=nothing></p><img src=1.jpg>")
    assert [element.addresses for element in items] == [("https://shop.example/img/2.jpg",),
                                                        ("https://shop.example/img/1.jpg",)]


def test_a_page_without_elements_and_one_with_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    assert elements("<p>hello") == [] and elements("") == []
    monkeypatch.setattr(module, "MAX_ELEMENTS", 3)
    assert len(elements("<img src=1.jpg>" * 10)) == 3
