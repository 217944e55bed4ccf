"""The pictures that a page names: where each is named, and why it is a candidate or skipped."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from core.errors import InputError, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.nouns.role import UNSURE, Role
from core.sources.documents.code_pages import codec_of
from core.sources.documents.document import Document
from core.sources.documents.text_lines import encoding_of, text_file
from core.sources.shop.attributes import offers_of
from core.sources.shop.choice import candidates_of
from core.sources.shop.css import addresses_in_css
from core.sources.shop.embedded_json import pictures_in_json, pictures_in_script
from core.sources.shop.mention import Mention
from core.sources.shop.microdata import products_of_elements
from core.sources.shop.picture_address import absolute_url, has_picture_name
from core.sources.shop.product_data import logos_in, products_in
from core.sources.shop.roles import RoleReader, role_of_origin

PAGE_BYTES = 20_000_000
MAX_PICTURES = 5000  # on one page; shops' longest category pages have some hundreds
_MAX_ATTRIBUTE = 100_000
_MAX_TEMPLATES = 50  # parts of HTML that scripts put into the page
_META = frozenset(("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "image"))
_OF_DOCUMENT = ("og:image", "twitter:image")
_LOGO = "JSON-LD logo"  # says what a picture is that the page shows; the address alone is none
_HREFS = frozenset(("image_src", "preload", "image"))
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def pictures_of_page(data: bytes, url: str, charset: str = "") -> Iterator[Candidate | Failure]:
    """List the pictures that a page names, in the order of its text.

    These are `img` (src, srcset, whatever attribute of a lazy loader or zoom), `picture`, `object`, CSS backgrounds,
    the pictures for social networks, product data (JSON-LD, microdata), the data of scripts, and links to pictures. Of
    one picture in several sizes the largest is a candidate; the others are skipped and name it.

    Parameters
    ----------
    data : bytes
        HTML, in any encoding.
    url : str
        Address of the page, after redirects.
    charset : str
        As the server declares it, "" where it does not.

    Yields
    ------
    Candidate or Failure
        Skipped candidates say why. A failure stands for product data that cannot be read, and for the rest of a page
        with more than `MAX_PICTURES` addresses.

    Examples
    --------
    >>> page = b"<img src=/1.jpg><img src=/cart-icon.png>"
    >>> [(item.uri, item.skipped) for item in pictures_of_page(page, "https://shop.example/")]
    [('https://shop.example/1.jpg', ''), ('https://shop.example/cart-icon.png', 'an icon, by its name')]
    """
    mentions: list[Mention] = []
    tree = LexborHTMLParser(decode_page(data, charset))
    for item in _Page(tree, url).mentions(tree):
        if isinstance(item, Failure):
            yield item
        elif len(mentions) >= MAX_PICTURES:
            yield Failure.of(f"{url} (further pictures)", TooLarge(
                f"The page names more than {MAX_PICTURES:,} pictures; Merchlens did not look at the rest.",
                "Give the shop's sitemap or feed instead of this page."))
            break
        else:
            mentions.append(item)
    shown = [item for item in mentions if item.origin != _LOGO]
    addresses = {item.address for item in shown}
    yield from candidates_of([*shown, *(item for item in mentions if item.origin == _LOGO
                                        and item.address in addresses)])


def decode_page(data: bytes, charset: str = "") -> str:
    """Decode a page as browsers do.

    In this order: its byte order mark, the server's word, its own word, UTF-8, also with some broken bytes, and the
    code page whose letters are the most likely.

    Parameters
    ----------
    data : bytes
        HTML.
    charset : str
        As the server declares it, "" where it does not.

    Examples
    --------
    >>> decode_page("größe".encode("cp1252"), "utf-8")
    'größe'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark):].decode(name, "replace")
    declared = _DECLARED.search(data[:4096])
    for name in (charset, declared[1].decode("ascii") if declared else "", "utf-8"):
        try:
            codec = {"ascii": "utf-8", "us-ascii": "utf-8"}.get(name.lower()) or codec_of(name)
            if codec.startswith("utf-16") and b"\0" not in data[:200]:
                continue  # a declaration that could be read as ASCII is wrong
            if codec:
                return data.decode(codec)
        except UnicodeError:
            continue
    document = Document(io.BytesIO(data))
    return text_file(document, encoding_of(document)).read()


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What relative addresses of a page refer to: the first `base` with an address counts, wherever it stands.

    Parameters
    ----------
    tree : LexborHTMLParser
        The page.
    url : str
        Its address.
    """
    first = tree.css_first("base[href]")
    base = absolute_url(url, first.attributes.get("href") or "") if first is not None else url
    return base if base.lower().startswith(("http://", "https://")) else url


class _Page:
    """What the elements of one page refer to.

    Parameters
    ----------
    tree : LexborHTMLParser
        The page.
    url : str
        Its address.
    """

    def __init__(self, tree: LexborHTMLParser, url: str) -> None:
        self._url, self._base = url, base_of(tree, url)
        self._products: dict[int, Product] = {}
        for product, elements in products_of_elements(tree, url):
            self._products |= dict.fromkeys(elements, product)
        self._roles = RoleReader()
        self._templates = 0

    def mentions(self, tree: LexborHTMLParser) -> Iterator[Mention | Failure]:
        """Every address that the page names, in the order of its text."""
        for number, node in enumerate(tree.css("*")):
            attributes = {name: value[:_MAX_ATTRIBUTE] for name, value in node.attributes.items() if value}
            if node.tag == "script":
                yield from self._in_script(node.text(), attributes, number)
            elif node.tag == "style":
                yield from self._in_css(node.text())
            elif node.tag == "template":  # its content stands beside the tree
                yield from self._in_template((node.html or "").partition(">")[2])
            elif attributes:
                mentions = list(self._in_element(node, attributes))
                product = self._products.get(node.mem_id)
                role = self._roles.of_element(node, mentions[0].address) if mentions else UNSURE
                for mention in mentions:
                    yield replace(mention, product=product, role=_role_at(mention, product, role))

    def _in_element(self, node: Any, attributes: dict[str, str]) -> Iterator[Mention]:
        tag = node.tag or ""
        if "style" in attributes:
            yield from self._in_css(attributes["style"])
        if tag in ("script", "meta", "link", "video", "object", "embed"):
            yield from self._in_document(tag, attributes)
            return
        if tag == "a" and has_picture_name(attributes.get("href", "")):
            yield Mention(absolute_url(self._base, attributes["href"]), "link", node.mem_id, (3, 0.0))
        if tag == "input" and attributes.get("type", "").lower() != "image":
            return
        if tag == "source" and not attributes.get("type", "image/").lower().startswith("image/"):
            return  # of a video
        if tag == "image" and (address := attributes.get("href") or attributes.get("xlink:href")):
            yield Mention(absolute_url(self._base, address), "img", node.mem_id)
        shown_wh = _pixels(attributes.get("width", "")), _pixels(attributes.get("height", ""))
        place = _place_of(node)
        for offer in offers_of(tag, attributes):
            yield Mention(absolute_url(self._base, offer.address), offer.origin,
                          f"{node.mem_id} {offer.place}" if offer.place else place, offer.rank, offer.claimed, shown_wh)

    def _in_document(self, tag: str, attributes: dict[str, str]) -> Iterator[Mention]:
        """Elements that name one address of the document, in an attribute of their own."""
        name = attributes.get("property", attributes.get("name", attributes.get("itemprop", ""))).lower()
        address, origin = "", ""
        if tag == "meta" and name in _META:
            address = attributes.get("content", "")
            origin = "og:image" if name == "image" else \
                name.removesuffix(":secure_url").removesuffix(":url").removesuffix(":src")
        elif tag == "link":
            rel = {*attributes.get("rel", "").lower().split(), attributes.get("itemprop", "").lower()} & _HREFS
            is_picture = rel - {"preload"} or attributes.get("as") == "image"
            address, origin = attributes.get("href", "") if rel and is_picture else "", "link"
        elif tag == "video":
            address, origin = attributes.get("poster") or attributes.get("data-poster", ""), "video poster"
        elif tag in ("object", "embed"):
            address, origin = attributes.get("data") or attributes.get("src", ""), "object"
            is_picture = attributes.get("type", "").lower().startswith("image/") or has_picture_name(address)
            address = address if is_picture else ""
        if address:
            yield Mention(absolute_url(self._base, address), origin)

    def _in_css(self, css: str) -> Iterator[Mention]:
        for address in addresses_in_css(css):
            yield Mention(absolute_url(self._base, address), "CSS background", role=role_of_origin("CSS", None))

    def _in_script(self, text: str, attributes: dict[str, str], number: int) -> Iterator[Mention | Failure]:
        kind = attributes.get("type", "").lower()
        if "ld+json" in kind:
            yield from self._in_product_data(text, number)
        elif "template" in kind or "html" in kind:
            yield from self._in_template(text)
        else:
            is_json = "json" in kind or kind == "text/x-magento-init" or text.lstrip()[:1] in ("{", "[")
            for item in (pictures_in_json if is_json else pictures_in_script)(text):
                yield Mention(absolute_url(self._base, item.address), "page data", f"script {number} {item.place}",
                              item.rank, item.claimed,
                              role=role_of_origin("page data", None, in_product=item.in_product))

    def _in_template(self, text: str) -> Iterator[Mention | Failure]:
        if "<" in text and self._templates < _MAX_TEMPLATES:
            self._templates += 1
            for mention in self.mentions(LexborHTMLParser(text)):
                place = f"template {self._templates} {mention.place}" if isinstance(mention, Mention) else ""
                yield replace(mention, place=place) if isinstance(mention, Mention) else mention

    def _in_product_data(self, text: str, number: int) -> Iterator[Mention | Failure]:
        try:
            products, logos = products_in(text, self._url), logos_in(text)
        except ValueError as error:
            yield Failure.of(f"{self._url} (product data {number})", InputError(
                f"A block of product data (JSON-LD) on the page cannot be read: {str(error).rstrip('.')}.",
                "Search engines cannot read it either. Check it with a validator for structured data."))
            return
        for address in logos:
            yield Mention(absolute_url(self._base, address), _LOGO,
                          role=Role("icon", "The page's data call it a logo."))
        for product, addresses in products:
            for address in addresses:
                yield Mention(absolute_url(self._base, address), "JSON-LD", product=product,
                              role=role_of_origin("JSON-LD", product))


def _role_at(mention: Mention, product: Product | None, around: Role) -> Role:
    """What a place says: product data, else the words around the element; backgrounds and zooms have a habit."""
    if product is not None or mention.origin in _OF_DOCUMENT:
        return role_of_origin(mention.origin, product)
    if around.name == "unsure" and mention.origin.startswith("CSS"):
        return role_of_origin("CSS", None)
    if around.name == "unsure" and mention.origin == "img (zoom)":
        return Role("product", "The page has a larger view of it.", is_sure=False)
    return around


def _place_of(node: Any) -> int:
    """The element whose sizes a node is one of: its `picture`, or the link around it alone that leads to a picture."""
    parent = node.parent
    place = parent if parent is not None and parent.tag == "picture" else node
    around = place.parent
    for _ in range(3):
        if around is None or node.tag not in ("img", "source"):
            break
        if around.tag == "a":
            is_link = has_picture_name(around.attributes.get("href") or "")
            return int(around.mem_id if is_link and len(around.css("img")) == 1 else place.mem_id)
        around = around.parent
    return int(place.mem_id)


def _pixels(text: str) -> int:
    match = re.fullmatch(r"\s*([0-9]{1,5})(?:\.[0-9]+)?(?:px)?\s*", text)
    return int(match[1]) if match else 0
