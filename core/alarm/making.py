"""How an alarm is made from an offer, and what its answer is remembered under."""

from __future__ import annotations

import hashlib
from typing import Any

from core.alarm.offers import Offer
from core.nouns.alarm import Alarm, Shown

NAME = "wrong_picture "  # what the names of answers begin with among the corrections
_LETTERS = 24


def shown(offer: Offer) -> Shown:
    """The picture and product of an offer, as people are shown them."""
    return Shown(offer.number, offer.uri, offer.picture_id, offer.sku, offer.title)


def alarm(kind: str, confidence: str, offer: Offer, strength: float, *, names: tuple[tuple[str, str], ...],
          **evidence: Any) -> Alarm:
    """An alarm about one offer.

    Parameters
    ----------
    kind, confidence : str
        As in `Alarm`.
    offer : Offer
        The picture and its product.
    strength : float
        As in `Alarm`.
    names : tuple of (picture_id, str)
        What the alarm is about beside its kind: "fine" is said of each, and an alarm of which each is fine is closed.
    **evidence
        Further fields of the alarm.
    """
    keys = tuple((picture_id, NAME + _digest(f"{kind}\n{picture_id}\n{name}")) for picture_id, name in names)
    return Alarm(_digest(repr(sorted(keys)))[:16], kind, confidence, strength, shown(offer), keys=keys, **evidence)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LETTERS]
