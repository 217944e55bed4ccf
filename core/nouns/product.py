"""What a source offers: products and the pictures that show them."""

from __future__ import annotations

from dataclasses import dataclass

from core.nouns.role import Role


@dataclass(frozen=True)
class Product:
    """What a feed or a page says of the product that a picture shows; empty where it says nothing.

    Attributes
    ----------
    sku, title, category, gtin, page : str
        `page` is the address of the product's page.
    price : float or None
    currency : str
    true_label : str
        The shopping intent that the category means, one of `core.nouns.intent.INTENT_LABELS`, or "" where nothing
        tells it.
    color, brand : str
        In the shop's own words.
    group : str
        What all variants of one product share; "" where nobody says.
    size : str
        In the shop's own words, such as "500 g".
    product_type : str
        What further columns or fields say of the category, such as the shop's own product type beside Google's.
    gender : str
        Whom it is for, in the shop's own words.
    """

    sku: str = ""
    title: str = ""
    category: str = ""
    gtin: str = ""
    page: str = ""
    price: float | None = None
    currency: str = ""
    true_label: str = ""
    color: str = ""
    brand: str = ""
    group: str = ""
    size: str = ""
    product_type: str = ""
    gender: str = ""


@dataclass(frozen=True)
class Candidate:
    """One picture that a source offers, to be analyzed or skipped with a reason.

    Attributes
    ----------
    uri : str
        What people see; unique inside its source.
    url : str
        An address to fetch, or "".
    path : str
        A file on this machine, or "".
    origin : str
        How it was found: "img", "srcset", "og:image", "sitemap", "feed row 12", "zip", ...
    product : Product or None
    skipped : str
        Why it is not analyzed, in words; "" when it is.
    role : Role or None
        What it is for, as its page says; None where no page was read: sources other than pages offer products.
    pause : float
        Seconds that its host asks crawlers to wait between two requests; 0 where it asks for none, and for what
        no crawler found.
    picture_id : str
        sha256 of its bytes where an interrupted try has fetched them, else "".
    """

    uri: str
    url: str = ""
    path: str = ""
    origin: str = ""
    product: Product | None = None
    skipped: str = ""
    pause: float = 0.0
    picture_id: str = ""
    role: Role | None = None
