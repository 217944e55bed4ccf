"""Roles of a page's pictures, by their place and the words around them."""

from __future__ import annotations

import json

import pytest

from core.nouns.product import Candidate
from core.sources.shop.web_page import pictures_of_page


def roles(html: str) -> dict[str, str]:
    """File name -> role of what is kept."""
    items = pictures_of_page(html.encode(), "https://shop.example/p/1")
    return {item.url.rpartition("/")[2].partition(".")[0]: item.role.name for item in items
            if isinstance(item, Candidate) and not item.skipped and item.role}


CARD = "<li class=card><a href=/x/1><img src=a.jpg></a><h3>Shoe</h3><span>{}</span></li>"


@pytest.mark.parametrize(("html", "role"), [
    # the words of the page
    ("<div class='product-gallery'><img src=a.jpg></div>", "product"),
    ("<img class=product__image src=a.jpg>", "product"), ("<a href=/products/red-shoe><img src=a.jpg></a>", "product"),
    ("<img src=a.jpg data-zoom-image=a.jpg?l>", "product"), ("<div class=hero><img src=a.jpg></div>", "banner"),
    ("<section id=promo-banner><img src=a.jpg></section>", "banner"),
    ("<div style='background:url(a.jpg)'></div>", "banner"), ("<img class=SiteLogo src=a.png>", "icon"),
    ("<div class='payment-icons'><img src=a.png></div>", "icon"), ("<div class=team><img src=a.jpg></div>", "person"),
    ("<img class=avatar src=a.jpg>", "person"), ("<div class=blog-post><img src=a.jpg></div>", "content"),
    ("<img src=a.jpg alt='Our company logo'>", "icon"), ("<p><img src=a.jpg></p>", "unsure"),
    ("<meta property=og:image content=a.jpg>", "unsure"),
    # the parts of every page
    ("<header><a href=/><img src=a.png></a></header>", "icon"), ("<footer><p><img src=a.png></p></footer>", "icon"),
    ("<div id=site-header><div><img src=a.png></div></div>", "icon"),
    ("<nav><img class=promo src=a.jpg></nav>", "banner"),
    ("<div class=section-header><img src=a.jpg></div>", "unsure"),
    # a price beside it
    (CARD.format("€ 12,90"), "product"), (CARD.format("12.90 EUR"), "product"), (CARD.format("$1,299"), "product"),
    (CARD.format("1 299 kr"), "product"), (CARD.format("12,- €"), "product"), (CARD.format("Size 12"), "unsure"),
    # the nearest words decide
    ("<div class=slider><div class=product-card><img src=a.jpg></div></div>", "product"),
    ("<div class=products><div class=brand-logo><img src=a.jpg></div></div>", "icon"),
    ("<header class=product-header><img src=a.jpg></header>", "product"),
    # data
    ("<img class=hero src=a.jpg><script type=application/ld+json>"
     '{"@type":"Product","name":"Shoe","sku":"1","image":"/p/a.jpg"}</script>', "product"),
    ("<div itemscope itemtype=http://schema.org/Product><b itemprop=name>A</b><img itemprop=image src=a.jpg></div>",
     "product"),
    ("<script type=application/json>" + json.dumps({"sku": "1", "media": ["/p/a.jpg"]}) + "</script>", "product"),
    ("<script type=application/json>" + json.dumps({"theme": {"bg": "/p/a.jpg"}}) + "</script>", "unsure"),
])
def test_roles(html: str, role: str) -> None:
    assert roles(html) == {"a": role}


def test_every_role_has_a_reason() -> None:
    html = ("<header><img src=1.png></header><div class=hero><img src=2.jpg></div><p><img src=3.jpg>"
            + CARD.format("$ 5") + "<div class=team><img src=4.jpg></div>")
    items = [item for item in pictures_of_page(html.encode(), "https://shop.example/") if isinstance(item, Candidate)]
    reasons = {item.role.reason for item in items if item.role}
    assert len(reasons) == 5 and all(reasons)


def test_a_grid_of_products_and_its_page() -> None:
    cards = "".join(CARD.format("€ 5").replace("a.jpg", f"p{number}.jpg") for number in range(30))
    found = roles(f"<header><img src=logo.png></header><ul>{cards}</ul><footer><img src=visa.png></footer>")
    assert found == {"logo": "icon", "visa": "icon"} | {f"p{number}": "product" for number in range(30)}
