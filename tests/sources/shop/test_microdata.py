"""Microdata and RDFa: product, SKU and price go to the pictures that the page marks as the product's."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from core.nouns.product import Product
from core.sources.shop.microdata import products_of_elements

PAGE = "https://shop.example/red"


def products(html: str) -> list[tuple[Product, list[str]]]:
    tree = LexborHTMLParser(html)
    tags = {node.mem_id: node.attributes.get("src") or node.tag for node in tree.css("*")}
    return [(product, [tags[number] or "" for number in sorted(elements, key=lambda one: tags[one] or "")])
            for product, elements in products_of_elements(tree, PAGE)]


OFFER = ("<div itemprop=offers itemscope itemtype=http://schema.org/Offer><span itemprop=price>12,50</span>"
         "<meta itemprop=priceCurrency content=EUR></div>")


@pytest.mark.parametrize("html", [
    "<div itemscope itemtype='https://schema.org/Product'><h1 itemprop=name>Red  shoe</h1>"
    f"<img itemprop=image src=1.jpg><meta itemprop=sku content=S-1>{OFFER}</div>",
    f"<div itemscope itemtype='http://schema.org/Product'><h1 itemprop=name>Red shoe</h1><img src=1.jpg><img src=2.jpg>"
    f"<span itemprop=productID>sku:S-1</span>{OFFER}</div>",
    "<div typeof='schema:Product'><h1 property='schema:name'>Red shoe</h1><img property='schema:image' src=1.jpg>"
    "<span property=sku>S-1</span><div typeof=Offer><span property=price content=12.50>12</span>"
    "<span property=priceCurrency>EUR</span></div></div>"])
def test_a_product_with_sku_and_price(html: str) -> None:
    assert products(html) == [(Product(sku="S-1", title="Red shoe", page=PAGE, price=12.5, currency="EUR"), ["1.jpg"])]


def test_a_frame_around_pictures_marks_all_of_them() -> None:
    ((_, pictures),) = products("<div itemscope itemtype='http://schema.org/Product'><b itemprop=name>A</b>"
                                "<div itemprop=image><img src=1.jpg><img src=2.jpg></div></div>")
    assert {"1.jpg", "2.jpg"} <= set(pictures)


def test_products_of_a_list_keep_their_pictures_and_prices_apart() -> None:
    card = ("<li itemscope itemtype='http://schema.org/Product'><b itemprop=name>{0}</b>"
            "<img itemprop=image src={0}.jpg><i itemprop=sku>{0}</i></li>")
    listed = products(f"<ul>{card.format('A')}{card.format('B')}</ul>")
    assert [(product.sku, pictures) for product, pictures in listed] == [("A", ["A.jpg"]), ("B", ["B.jpg"])]


def test_facts_of_other_things_inside_are_not_the_products() -> None:
    html = ("<div itemscope itemtype='http://schema.org/Product'><div itemprop=review itemscope "
            "itemtype='http://schema.org/Review'><b itemprop=name>Great</b></div><div itemprop=brand itemscope "
            "itemtype='http://schema.org/Brand'><b itemprop=name>Acme</b></div>"
            "<b itemprop=name>Shoe</b><img src=1.jpg></div>")
    assert [product.title for product, _ in products(html)] == ["Shoe"]


@pytest.mark.parametrize("html", [
    "", "<div itemscope itemtype='http://schema.org/Product'></div>",
    "<div itemscope itemtype='http://schema.org/Product'><img src=1.jpg></div>",
    "<div itemscope itemtype='http://schema.org/Organization'><b itemprop=name>A</b></div>"])
def test_pages_without_facts_have_no_products(html: str) -> None:
    assert products(html) == []
