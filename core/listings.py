"""The nouns of an audit: what a shop says of a picture, and what came of it. Frozen values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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
        The shopping intent that the category means, one of `core.structures.INTENT_LABELS`, or "" where nothing
        tells it.
    """

    sku: str = ""
    title: str = ""
    category: str = ""
    gtin: str = ""
    page: str = ""
    price: float | None = None
    currency: str = ""
    true_label: str = ""


@dataclass(frozen=True)
class Candidate:
    """One picture that a source offers, to be judged or skipped with a reason.

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
        Why it is not judged, in words; "" when it is.
    pause : float
        Seconds that its host asks crawlers to wait between two requests; 0 where it asks for none, and for what
        no crawler found.
    """

    uri: str
    url: str = ""
    path: str = ""
    origin: str = ""
    product: Product | None = None
    skipped: str = ""
    pause: float = 0.0


@dataclass(frozen=True)
class AuditRow:
    """One picture of an audit with everything that tables, reports and exports show; no pixels, no boxes.

    Attributes
    ----------
    number : int
        Position in the source, from 1.
    uri, origin : str
        As in `Candidate`.
    product : Product
    picture_id, kind, top_label : str
        "" for a failure.
    scores : tuple of float
        Over `core.structures.INTENT_LABELS`; empty for a failure.
    shoppable : bool
    shoppable_score, sensitive_score : float
    width, height : int
        Pixels; 0 for a failure.
    measures : dict
        What `core.images.measures` found; empty where it was not asked for.
    verdicts : dict of str to str
        Rule pack -> "pass", "warn" or "fail".
    error, message, hint : str
        Of a failure; "" otherwise.
    """

    number: int
    uri: str
    origin: str = ""
    product: Product = Product()
    picture_id: str = ""
    kind: str = ""
    top_label: str = ""
    scores: tuple[float, ...] = ()
    shoppable: bool = False
    shoppable_score: float = 0.0
    sensitive_score: float = 0.0
    width: int = 0
    height: int = 0
    measures: dict[str, Any] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    error: str = ""
    message: str = ""
    hint: str = ""
