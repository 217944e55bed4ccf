"""Products in JSON-LD, in the shapes that shops write."""

from __future__ import annotations

import json

import pytest

from core.nouns.product import Product
from core.sources.shop import product_data as module
from core.sources.shop.product_data import products_in

PAGE = "https://shop.example/red"


def products(data: object) -> list[tuple[Product, list[str]]]:
    return products_in(json.dumps(data), PAGE)


@pytest.mark.parametrize(("offers", "price"), [
    ({"price": "12.50", "priceCurrency": "EUR"}, (12.5, "EUR")), ({"price": 9, "priceCurrency": "USD"}, (9.0, "USD")),
    ([{"price": None}, {"lowPrice": "5"}], (5.0, "")), ({"price": "€ 1.299,00"}, (1299.0, "EUR")),
    ({"priceSpecification": [{"price": "7", "priceCurrency": "CHF"}]}, (7.0, "CHF")),
    ({"priceSpecification": {"price": "7"}, "priceCurrency": "CHF"}, (7.0, "CHF")),
    ({"@type": "AggregateOffer", "offers": [{"price": "3"}]}, (3.0, "")), ("free", (None, "")), (None, (None, "")),
    ({"offers": {"offers": {"price": "1"}}}, (None, "")),
])
def test_prices_of_offers(offers: object, price: tuple[float | None, str]) -> None:
    ((product, _),) = products({"@type": "Product", "name": "A", "offers": offers})
    assert (product.price, product.currency) == price


@pytest.mark.parametrize(("image", "addresses"), [
    ("/1.jpg", ["/1.jpg"]), (["/1.jpg", {"url": "/2.jpg"}], ["/1.jpg", "/2.jpg"]),
    ({"contentUrl": "/1.jpg"}, ["/1.jpg"]),
    ({"url": ["/1.jpg", "/2.jpg"]}, ["/1.jpg", "/2.jpg"]), ({"@id": "#picture"}, ["/3.jpg"]), ({"@id": "#none"}, []),
    (5, []), (None, []), ([["/1.jpg"], ["/2.jpg"]], ["/1.jpg", "/2.jpg"]), ({"thumbnailUrl": "/1.jpg"}, ["/1.jpg"]),
    ({"thumbnail": {"@type": "ImageObject", "contentUrl": "/1.jpg"}}, ["/1.jpg"]), ({"@value": "/1.jpg"}, ["/1.jpg"]),
    ({"@list": ["/1.jpg", "/2.jpg"]}, ["/1.jpg", "/2.jpg"]), ({"0": "/1.jpg", "1": "/2.jpg"}, ["/1.jpg", "/2.jpg"]),
    ({"@type": "ImageObject", "url": {"@id": "/1.jpg"}}, ["/1.jpg"]), ("/1.jpg, /2.jpg", ["/1.jpg", "/2.jpg"]),
    ({"@type": "ImageGallery", "associatedMedia": [{"url": "/1.jpg"}]}, ["/1.jpg"]), ("/a,b.jpg", ["/a,b.jpg"]),
])
def test_addresses_of_images(image: object, addresses: list[str]) -> None:
    data = [{"@type": "Product", "name": "A", "image": image}, {"@id": "#picture", "contentUrl": "/3.jpg"}]
    assert [images for _, images in products(data)] == [addresses]


def test_facts_of_a_product() -> None:
    ((product, _),) = products({"@type": "https://schema.org/Product", "name": " Red\n shoe ", "mpn": "M-1",
                                "gtin13": "4006381333931", "category": {"name": "Shoes"}})
    assert product == Product("M-1", "Red shoe", "Shoes", "4006381333931", PAGE, None, "", "apparel")


def test_only_products_with_facts_count() -> None:
    others = [{"@type": "Product", "@id": "#1"}, {"@type": "Organization", "name": "A", "url": "/"}, 5, None]
    assert products(others) == []


@pytest.mark.parametrize("other", ["thumbnail", "thumbnailUrl", "photo", "images", "associatedMedia"])
def test_a_product_without_image_has_its_other_pictures(other: str) -> None:
    assert products({"@type": "Product", "name": "A", other: "/1.jpg"})[0][1] == ["/1.jpg"]
    both = {"@type": "Product", "name": "A", "image": "/1.jpg", "thumbnailUrl": "/1s.jpg"}
    assert products(both)[0][1] == ["/1.jpg"]


@pytest.mark.parametrize("wrapping", ["<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "/*<![CDATA[*/{}/*]]>*/", "{};", "{}}",
                                      "/* shoe */ {}"])
def test_wrappings_and_small_faults_are_taken_off(wrapping: str) -> None:
    block = json.dumps({"@type": "Product", "name": "A", "sku": "1"})
    assert len(products_in(wrapping.replace("{}", block), PAGE)) == 1


@pytest.mark.parametrize("script", ["", "{", "[" * 100_000])
def test_what_is_no_json_raises(script: str) -> None:
    with pytest.raises(ValueError):
        products_in(script, PAGE)


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_NODES", 10)
    assert len(products([{"@type": "Product", "name": str(number), "sku": "1"} for number in range(50)])) < 10
    monkeypatch.setattr(module, "_MAX_BYTES", 10)
    with pytest.raises(ValueError, match="more than"):
        products({"@type": "Product", "name": "A"})


def test_whom_it_is_for_is_read_from_the_audience() -> None:
    audience = {"@type": "PeopleAudience", "suggestedGender": "female"}
    first, second = (products([{"@type": "Product", "name": "Dress", "sku": "1", **more}])[0][0]
                     for more in ({"audience": audience}, {"gender": "male"}))
    assert (first.gender, second.gender) == ("female", "male")
