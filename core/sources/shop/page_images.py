"""The picture elements of a page in order, with the sizes that the page gives them; nothing is rendered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from core.sources.shop.attributes import offers_of
from core.sources.shop.picture_address import absolute_url, srcset_entries
from core.sources.shop.web_page import base_of, decode_page

MAX_ELEMENTS = 2000  # of one page
_SIZE = re.compile(r"\s*([0-9]{1,5})(?:\.[0-9]+)?\s*(px|%)?\s*")
_STYLE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9.]{1,8}\s*(?:px|%))", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True)
class PageElement:
    """One `img` of a page.

    Attributes
    ----------
    addresses : tuple of str
        Everything that it, or the `picture` around it, offers; the one in `src` first.
    width, height : int
        CSS pixels from its attributes or style, 0 where the page gives none.
    share : float
        Width as a part of the column that it stands in, 0 where the page does not say so.
    hidden : bool
        Its own style or attribute hides it.
    """

    addresses: tuple[str, ...]
    width: int = 0
    height: int = 0
    share: float = 0.0
    hidden: bool = False


def elements_of_page(data: bytes, url: str, charset: str = "") -> list[PageElement]:
    """List the `img` elements of a page in the order of its text.

    Parameters
    ----------
    data : bytes
        HTML, in any encoding.
    url : str
        Address of the page, after redirects.
    charset : str
        As the server declares it, "" where it does not.

    Returns
    -------
    list of PageElement
        `MAX_ELEMENTS` at most; elements without any address are left out.

    Examples
    --------
    >>> elements_of_page(b"<img src=1.jpg width=80>", "https://shop.example/")[0]
    PageElement(addresses=('https://shop.example/1.jpg',), width=80, height=0, share=0.0, hidden=False)
    """
    tree = LexborHTMLParser(decode_page(data, charset))
    base = base_of(tree, url)
    elements = (_element(node, base) for node in tree.css("img")[:MAX_ELEMENTS])
    return [element for element in elements if element.addresses]


def _element(node: Any, base: str) -> PageElement:
    attributes = {name: value for name, value in node.attributes.items() if value}
    offers = [offer for offer in offers_of("img", attributes) if not offer.place]
    offers.sort(key=lambda offer: ("srcset" in offer.origin, offer.origin != "img"))
    texts = [offer.address for offer in offers]
    if node.parent is not None and node.parent.tag == "picture":
        sets = [source.attributes.get("srcset") or source.attributes.get("data-srcset") or ""
                for source in node.parent.css("source")]
        texts += [address for text in sets for address, _ in srcset_entries(text[:100_000])]
    style = attributes.get("style", "")
    sizes = {name: attributes.get(name, "") for name in ("width", "height")}
    sizes |= {name.lower(): value for name, value in _STYLE.findall(style)}
    addresses = tuple(dict.fromkeys(absolute_url(base, text) for text in texts))
    (width, share), (height, _) = _length(sizes["width"]), _length(sizes["height"])
    return PageElement(addresses, width, height, share, bool(_HIDDEN.search(style)) or "hidden" in node.attributes)


def _length(text: str) -> tuple[int, float]:
    """Pixels and share of the column; 0 for what the text does not give."""
    match = _SIZE.fullmatch(text)
    if match is None:
        return 0, 0.0
    return (0, min(1.0, int(match[1]) / 100)) if match[2] == "%" else (int(match[1]), 0.0)
