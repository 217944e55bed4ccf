"""Links of a page that lead to further pages of a shop, and to nothing else."""

from __future__ import annotations

import pytest

from core.sources.shop.links import LIST, OTHER, PRODUCT, host_of, kind_of_link, links_of_page, plain_address

HOME = "https://www.shop.example/en/"


def links(html: str) -> list[str]:
    return [link for link, _ in links_of_page(html.encode(), HOME)]


@pytest.mark.parametrize(("href", "link"), [
    ("/p/1", "https://www.shop.example/p/1"), ("p/1#reviews", "https://www.shop.example/en/p/1"),
    ("https://shop.example/p/1", "https://shop.example/p/1"), ("/list?page=2", "https://www.shop.example/list?page=2"),
    ("/p/1?utm_source=x&gclid=2", "https://www.shop.example/p/1"), ("?page=2", "https://www.shop.example/en/?page=2"),
    ("/p/1;jsessionid=AB12", "https://www.shop.example/p/1"),
])
def test_pages_of_the_shop_are_followed(href: str, link: str) -> None:
    assert links(f"<a href='{href}'>x</a>") == [link]


@pytest.mark.parametrize("href", [
    "https://other.example/p/1", "https://cdn.shop.example/p", "mailto:a@shop.example", "javascript:void(0)", "tel:1",
    "/cart", "/checkout/start", "/my-account/", "/login.php", "/search?q=1", "/1.jpg", "/catalog.pdf", "/feed.xml",
    "http://[::1/x", "", "/x" + "y" * 3000])
def test_other_places_are_not(href: str) -> None:
    assert links(f"<a href='{href}'>x</a>") in ([], [HOME])


def test_each_link_once_without_those_that_ask_not_to_be_followed() -> None:
    html = "<a href=/a>1</a><a href=/a#b>2</a><a href=/b rel='nofollow noopener'>3</a><link rel=next href='?page=2'>"
    assert links(html) == ["https://www.shop.example/a", HOME + "?page=2"]
    assert links("<base href='/de/'><a href=a>1</a>") == ["https://www.shop.example/de/a"]


@pytest.mark.parametrize(("path", "kind"), [
    ("/products/red-shoe", PRODUCT), ("/p/1", PRODUCT), ("/x?product_id=4", PRODUCT), ("/red-shoe-p-123.html", PRODUCT),
    ("/collections/shoes", LIST), ("/category/a", LIST), ("/x?page=2", LIST), ("/about", OTHER), ("/", OTHER)])
def test_what_a_link_leads_to(path: str, kind: int) -> None:
    assert kind_of_link("https://shop.example" + path) == kind


def test_hosts_with_and_without_www_are_one() -> None:
    assert host_of("https://WWW.shop.example/a") == host_of("http://shop.example") == "shop.example"
    assert host_of("http://[::1/") == "" and plain_address("https://A.example") == "https://a.example/"
