"""The links of a page that lead to further pages of the same shop, those to products first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from core.sources.shop.picture_address import absolute_url, has_picture_name
from core.sources.shop.web_page import base_of, decode_page

PRODUCT, LIST, OTHER = 0, 1, 2  # what a link leads to by its address; smaller is read first
_MAX_LINKS = 3000  # of one page
_STAMPS = re.compile(r"^(?:utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|ref|referrer|sid|sessionid|phpsessid|jsessionid|_ga|"
                     r"srsltid|variant|currency|add-to-cart)$", re.IGNORECASE)
_NO_PAGE = re.compile(r"\.(?:pdf|zip|gz|mp4|webm|mp3|css|js|json|xml|rss|txt|docx?|xlsx?|svg|ico|woff2?|exe|dmg|apk)$",
                      re.IGNORECASE)
_PRIVATE = re.compile(r"/(?:cart|basket|warenkorb|panier|checkout|kasse|account|konto|my-account|customer|login|logout|"
                      r"signin|sign-in|register|wishlist|merkliste|compare|search|suche|wp-admin|wp-json|cdn-cgi|admin)"
                      r"(?:/|$|\.)", re.IGNORECASE)
_PRODUCT = re.compile(r"/(?:products?|p|dp|items?|produkte?|produit|prodotto|producto|artikel)/[^/]+|"
                      r"[?&](?:product_id|products_id|pid)=|-p-?\d+(?:\.html)?$", re.IGNORECASE)
_LIST = re.compile(r"/(?:collections?|categor\w*|kategorie|c|shop|store|department|sale|new|men|women|damen|herren)"
                   r"(?:/|$)|[?&](?:page|p|paged|path)=\d", re.IGNORECASE)


def links_of_page(data: bytes, url: str, charset: str = "") -> list[tuple[str, int]]:
    """Addresses of further pages of the same host, each once.

    Parameters
    ----------
    data : bytes
        HTML.
    url : str
        Of the page, after redirects.
    charset : str
        As the server declares it.

    Returns
    -------
    list of (str, int)
        Address without fragment and stamps, and `PRODUCT`, `LIST` or `OTHER`.

    Examples
    --------
    >>> links_of_page(b"<a href=/p/shoe?utm_source=x>1</a><a href=/cart>2</a><a href=//b.example>3</a>", "https://a.example/")
    [('https://a.example/p/shoe', 0)]
    """
    tree = LexborHTMLParser(decode_page(data, charset))
    base, host = base_of(tree, url), host_of(url)
    links: dict[str, int] = {}
    for address, follows in _addresses(tree):
        link = plain_address(absolute_url(base, address))
        if link and follows and host_of(link) == host and link not in links:
            links[link] = kind_of_link(link)
        if len(links) >= _MAX_LINKS:
            break
    return list(links.items())


def plain_address(address: str) -> str:
    """An address without fragment, stamps and session; "" for what is no page of a shop that anybody may read.

    Examples
    --------
    >>> plain_address("https://a.example/x/?b=2&utm_source=y&a=1#top"), plain_address("https://a.example/login")
    ('https://a.example/x/?b=2&a=1', '')
    """
    try:
        parts = urlsplit(address)
        query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
                 if not _STAMPS.match(name)]
    except ValueError:
        return ""
    path = re.sub(r";jsessionid=[^/?]*", "", parts.path, flags=re.IGNORECASE) or "/"
    if parts.scheme not in ("http", "https") or not parts.netloc or len(address) > 2000 or has_picture_name(path) \
            or _NO_PAGE.search(path) or _PRIVATE.search(path):
        return ""
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, urlencode(query), ""))


def host_of(url: str) -> str:
    """The host of an address; with and without "www." it is one."""
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


def kind_of_link(url: str) -> int:
    """What an address leads to, by its look.

    Examples
    --------
    >>> kind_of_link("https://a.example/products/red-shoe"), kind_of_link("https://a.example/about")
    (0, 2)
    """
    return PRODUCT if _PRODUCT.search(url) else LIST if _LIST.search(url) else OTHER


def _addresses(tree: LexborHTMLParser) -> Iterator[tuple[str, bool]]:
    for node in tree.css("a[href], area[href], link[rel=next][href]"):
        rel = (node.attributes.get("rel") or "").lower().split()
        yield node.attributes.get("href") or "", "nofollow" not in rel
