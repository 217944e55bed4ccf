"""What people read in sales studies, once for pages, charts and files: dependent variables, columns, photo types."""

from __future__ import annotations

from core.words.labels import INTENT_WORDS, KIND_WORDS

DEPENDENT_WORDS = {"units": "unit sales", "revenue": "revenue", "price": "price"}
MATCHED = "Matched photos"  # title of the checks that say which photos of a table are analyzed ones
NOT_ESTIMATED = "Photo type without an estimate"  # title of the checks that say why a photo type has no effect
TERM_WORDS = {"log_price": "log price", "log_impressions": "log impressions"}
ROLE_WORDS = {  # of a table's columns
    "product": "Product", "date": "Date or week", "units": "Units sold", "revenue": "Revenue", "price": "Price",
    "promotion": "Promotion", "impressions": "Impressions", "sessions": "Sessions (page views)",
    "kind": "Photo type", "picture": "Photo", "currency": "Currency",
}
DECIMAL_WORDS = {"": "As detected", ",": "Comma", ".": "Point"}


def kind_word(kind: str) -> str:
    """What people read for a photo type or an intent; a shop's own labels stay as they are.

    Examples
    --------
    >>> kind_word("model_face"), kind_word("apparel"), kind_word("Studio, left")
    ('Model with face', 'Apparel', 'Studio, left')
    """
    return KIND_WORDS.get(kind) or INTENT_WORDS.get(kind, kind)


def term_word(name: str) -> str:
    """What people read for a column of a regression.

    Examples
    --------
    >>> term_word("log_price"), term_word("ad_spend_eur")
    ('log price', 'ad spend eur')
    """
    return TERM_WORDS.get(name, name.replace("_", " "))
