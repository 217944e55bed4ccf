"""The role of a page's picture: product, banner, logo or icon, person or content, by its place and the words around it.

The nearest words decide: a logo inside a product's card is a logo, a product inside a slider is a product.
"""

from __future__ import annotations

import re
from typing import Any

from core.nouns.product import Product
from core.nouns.role import UNSURE, Role

_LEVELS = 8  # of elements around a picture whose words count
_CARD_LEVELS = 5  # around it, within which a price belongs to it
_CARD_LETTERS, _CARD_PICTURES = 1500, 6  # a card with more is a list of cards
_WORDS = {
    "person": "avatar author portrait staff team employee founder testimonial testimonials reviewer headshot profile",
    "icon": "logo logos icon icons badge badges payment payments visa mastercard paypal klarna flag flags social "
            "sprite trust seal award awards rating stars swatch captcha favicon brandlogo trustpilot "
            "appstore playstore",
    "product": "product products produkt produkte produit producto prodotto pdp plp packshot zoom mainimage "
               "productcard productimage sku item-card artikel woocommerce-product-gallery fotorama",
    "banner": "banner banners hero teaser promo promotion campaign billboard jumbotron masthead slideshow slider cover "
              "stage aufmacher usp advert advertisement ad ads",
    "content": "blog post posts article news story magazine lookbook editorial recipe guide journal press about "
               "instagram",
}
_ROLE_OF = {word: role for role, words in _WORDS.items() for word in words.split()}
_SAID = {"person": "a person", "icon": "a logo or icon", "product": "a product", "banner": "a banner",
         "content": "content"}
_PLACES = {"header": "in the page's header", "footer": "in the page's footer", "nav": "in the page's menu"}
_PLACE_NAME = re.compile(r"(?:^|\s)(?:(?:site|page|main|global|shop|top|mobile|desktop|mega)[-_]?)?"
                         r"(?:(header|topbar)|(footer)|(nav|navbar|navigation|menu|navi))(?=\s|$)", re.IGNORECASE)
_SIGN = r"(?:[€$£¥₹₩₺]|\b(?:EUR|USD|GBP|CHF|PLN|SEK|NOK|DKK|CZK|AUD|CAD|kr|zł|Kč|Fr\.))"
_PRICE = re.compile(rf"{_SIGN}\s?\d|\d(?:[.,]\d\d|,-|\.-)?\s?(?:[€₹]|zł|Kč|kr\b|EUR|USD|CHF|PLN|SEK|NOK|DKK)")
_PRODUCT_LINK = re.compile(r"/(?:products?|p|dp|items?|produkte?|produit|prodotto|producto|artikel|shop)/[^/]+|"
                           r"[?&](?:product_id|sku|pid)=", re.IGNORECASE)


class RoleReader:
    """Tells the roles of the pictures of one page; what it knows of elements is kept."""

    def __init__(self) -> None:
        self._words: dict[int, list[str]] = {}
        self._cards: dict[int, bool] = {}

    def of_element(self, node: Any, name: str) -> Role:
        """The role of the picture of an element.

        Parameters
        ----------
        node : LexborNode
            The element.
        name : str
            Address of the picture; the words of its file name count after those of the page.
        """
        around = list(_around(node))
        own = self._words_of(node)
        if (role := _by_words(own)) and role in ("person", "icon"):
            return Role(role, f"The page calls it {_SAID[role]}.")
        if any(self._is_card(parent) for parent in around[:_CARD_LEVELS]):
            return Role("product", "A price stands beside it.")
        link = next((parent.attributes.get("href") or "" for parent in around if parent.tag == "a"), "")
        for level, parent in enumerate([node, *around]):
            place = _place_of(parent)
            role = _by_words(self._words_of(parent))
            if place and role != "product":
                return _furniture(place, [*own, *_split(name)], link)
            if role:
                return Role(role, f"It stands in a part of the page that is called {_SAID[role]}.",
                            is_sure=level <= 2 or role == "product")
        if _PRODUCT_LINK.search(link):
            return Role("product", "It leads to a product's page.")
        words = [*_split(node.attributes.get("alt") or ""), *_split(name.rpartition("/")[2])]
        if (role := _by_words(words)) and role != "product":
            return Role(role, f"Its name calls it {_SAID[role]}.", is_sure=False)
        return UNSURE

    def _words_of(self, node: Any) -> list[str]:
        if node.mem_id not in self._words:
            attributes = node.attributes
            texts = (attributes.get(name) or "" for name in ("class", "id", "itemprop", "data-role", "data-testid"))
            self._words[node.mem_id] = [word for text in texts for word in _split(text[:500])]
        return self._words[node.mem_id]

    def _is_card(self, node: Any) -> bool:
        """Whether an element is about one product: a price in few words, with few pictures."""
        if node.mem_id not in self._cards:
            is_part = node.tag not in ("body", "html", "main", "header", "footer", "nav")
            text = (node.text(separator=" ") or "")[:_CARD_LETTERS + 1] if is_part else ""
            self._cards[node.mem_id] = bool(
                0 < len(text) <= _CARD_LETTERS and _PRICE.search(text) and len(node.css("img")) <= _CARD_PICTURES)
        return self._cards[node.mem_id]


def role_of_origin(origin: str, product: Product | None, *, in_product: bool = False) -> Role:
    """The role of an address that no element shows.

    Parameters
    ----------
    origin : str
        Where it is named.
    product : Product or None
        That the page's data name with it.
    in_product : bool
        It stands in the data of a product.
    """
    if product is not None:
        return Role("product", "The page's product data name it.")
    if in_product:
        return Role("product", "It stands among the data of a product in a script.")
    if origin.startswith("CSS"):
        return Role("banner", "It is a background of the page's design.", is_sure=False)
    if origin in ("og:image", "twitter:image"):
        return Role("unsure", "The page names it for social networks only.", is_sure=False)
    return UNSURE


def _furniture(place: str, words: list[str], link: str) -> Role:
    role = _by_words(words)
    if role in ("person", "content", "banner"):
        return Role(role, f"It stands {place} and is called {_SAID[role]}.")
    if role == "icon" or re.fullmatch(r"(?:https?://[^/]+)?/?", link):
        return Role("icon", f"It stands {place}.")
    return Role("icon", f"It stands {place}.", is_sure=False)


def _place_of(node: Any) -> str:
    """Which part of every page an element is, in words; "" for none."""
    if node.tag in _PLACES:
        return _PLACES[node.tag]
    name = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    match = _PLACE_NAME.search(name[:1000])
    return "" if match is None else _PLACES["header" if match[1] else "footer" if match[2] else "nav"]


def _around(node: Any) -> Any:
    parent, left = node.parent, _LEVELS
    while parent is not None and left and parent.tag not in ("body", "html"):
        yield parent
        parent, left = parent.parent, left - 1


def _by_words(words: list[str]) -> str:
    """The first role that words name, in the order of `_WORDS`; "" for none."""
    roles = {_ROLE_OF[word] for word in words if word in _ROLE_OF}
    return next((role for role in _WORDS if role in roles), "")


def _split(text: str) -> list[str]:
    """Words of a class, id or name, and each pair of neighbors as one."""
    words = re.findall(r"[a-zäöüß]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower())
    return [*words, *(first + second for first, second in zip(words, words[1:], strict=False))]
