"""This picture shows another SKU: barcode, looks and words of a picture against its own row and all other products.

A barcode decides: one that belongs to another product of the audit is very likely right, one that is not the row's own
is likely, and the row's own keeps the alarm silent. Without one, a logistic model joins how alike the picture is to its
own product's other pictures and to another product's (parts, colors, distinct points) and the words that were read;
a picture whose product has no other one is compared by its barcode only.
`other_sku.json` holds its coefficients and thresholds; `python -m benchmarks.wrong_skus` chooses and measures them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core.alarm.lettering import Named
from core.alarm.looks import Alike
from core.alarm.making import alarm, shown
from core.alarm.offers import Offer, alike_by_name
from core.nouns.alarm import Alarm, Likeness, ReadWord
from core.vision.skus.gtin import number_of

TABLE = Path(__file__).with_suffix(".json")
SKU = "sku"
OF_ANOTHER, NOT_OWN = 0.99, 0.9  # probability that a picture is wrong by its barcode alone
Pair = tuple[Alike | None, Alike | None]


@dataclass(frozen=True)
class Seen:
    """What was seen on the pictures of an audit.

    Attributes
    ----------
    codes : mapping of str to list of int
        Picture id -> trade item numbers that were read.
    pairs : mapping of int to (Alike or None, Alike or None)
        Number of an offer -> what of its own product, and what of all others, its picture is most like; views are
        numbers of offers.
    """

    codes: Mapping[str, list[int]]
    pairs: Mapping[int, Pair]


def sku_alarms(offers: list[Offer], seen: Seen, lines: Mapping[str, list[str]]) -> list[Alarm]:
    """Alarms for pictures that show another SKU than that of their row.

    Parameters
    ----------
    offers : list of Offer
        Of one audit.
    seen : Seen
    lines : mapping of str to list of str
        Picture id -> the lines that were read on it.
    """
    by_code, by_number = _codes(offers), {offer.number: offer for offer in offers}
    own_codes: dict[int, set[int]] = {}
    for number, of_code in by_code.items():
        for offer in of_code:
            own_codes.setdefault(offer.family, set()).add(number)
    named, alarms = Named(offers, lines), list[Alarm]()
    for offer in offers:
        read, own = seen.codes.get(offer.picture_id, []), own_codes.get(offer.family, set())
        if own.intersection(read):
            continue
        found = _by_code(offer, read, own, by_code) or _by_look(offer, seen, by_number, named)
        if found:
            alarms.append(found)
    return alarms


@dataclass(frozen=True)
class Joined:
    """What speaks for another product on a picture.

    Attributes
    ----------
    other : Offer
        That product.
    own, alike : Alike
        What of its own product, and what of that one, the picture is most like.
    words : tuple of ReadWord
        That name it.
    has_own : bool
        Whether a word of its own product was read.
    """

    other: Offer
    own: Alike
    alike: Alike
    words: tuple[ReadWord, ...]
    has_own: bool

    @property
    def letters(self) -> int:
        """Of its words."""
        return sum(len(word.word) for word in self.words)


def joined(offer: Offer, seen: Seen, by_number: Mapping[int, Offer], named: Named) -> Joined | None:
    """Looks and words of a picture together; None where its product has no other picture, no other product was
    compared, or one of nearly the same name is most alike.

    Parameters
    ----------
    offer : Offer
    seen : Seen
    by_number : mapping of int to Offer
        All offers of the audit.
    named : Named
    """
    own, alike = seen.pairs.get(offer.number, (None, None))
    other = by_number.get(alike.view) if own is not None and alike is not None else None
    if own is None or alike is None or other is None or other.family == offer.family or alike_by_name(offer, other):
        return None
    return Joined(other, own, alike, named.words(offer, other.family), named.has_own(offer))


def features(own: Alike, other: Alike, letters: int, has_own: bool) -> np.ndarray:
    """What the model joins.

    Parameters
    ----------
    own, other : Alike
        What of its own product, and what of another, a picture is most like.
    letters : int
        Of the words on it that name the other product.
    has_own : bool
        Whether a word of its own product was read.

    Returns
    -------
    ndarray of float64, shape (8,)
    """
    return np.array([1, other.look - own.look, other.look, other.color - own.color, math.log1p(other.points),
                     math.log1p(own.points), min(letters, 12) / 12, float(has_own)])


def score(own: Alike, other: Alike, letters: int = 0, has_own: bool = False) -> float:
    """Probability that a picture shows the other product, in [0, 1]; arguments as of `features`."""
    logit = float(features(own, other, letters, has_own) @ np.array(table()["coefficients"]))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


@cache
def table() -> dict[str, Any]:
    """Coefficients of `score`, and the least score of "possible" and of "likely"."""
    values: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    return values


def _codes(offers: list[Offer]) -> dict[int, list[Offer]]:
    """Trade item number -> the first offer of each family that has it."""
    found: dict[int, dict[int, Offer]] = {}
    for offer in offers:
        number = number_of(offer.gtin)
        if number is not None:
            found.setdefault(number, {}).setdefault(offer.family, offer)
    return {number: list(families.values()) for number, families in found.items()}


def _by_code(offer: Offer, read: list[int], own: set[int], by_code: dict[int, list[Offer]]) -> Alarm | None:
    for number in read:
        others = by_code.get(number, [])
        if len(others) == 1:
            return _made(offer, OF_ANOTHER, "very likely", others[0], code=str(number))
    return _made(offer, NOT_OWN, "likely", None, code=str(read[0])) if read and own else None


def _by_look(offer: Offer, seen: Seen, by_number: dict[int, Offer], named: Named) -> Alarm | None:
    one = joined(offer, seen, by_number, named)
    if one is None:
        return None
    value = score(one.own, one.alike, one.letters, one.has_own)
    confidence = next((name for name in ("likely", "possible") if value >= table()[name]), "")
    if not confidence:
        return None
    beside = by_number.get(one.own.view)
    return _made(offer, value, confidence, one.other, words=one.words, likeness=Likeness(
        one.alike.look, one.own.look, shown(beside) if beside else None))


def _made(offer: Offer, value: float, confidence: str, other: Offer | None, **evidence: Any) -> Alarm:
    about = f"{offer.product}\n{evidence.get('code') or (other.product if other else '')}"
    return alarm(SKU, confidence, offer, value, names=((offer.picture_id, about),), score=value,
                 others=(shown(other),) if other else (), products=int(other is not None), **evidence)
