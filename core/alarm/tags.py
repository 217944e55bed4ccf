"""The type and the gender that a shop names against the tags of the picture.

An alarm needs a tag that is shown, so above its own threshold, and whose category is none that the shop names, nor one
that looks like it. How sure the tag must be is in `tag_alarms.json`; `python -m benchmarks.wrong_tags --fit` chooses it
on half of the validation pictures and measures on the other half, see docs/wrong-pictures.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.alarm.making import alarm
from core.alarm.offers import Offer
from core.alarm.tag_words import MEN, WOMEN, Claim, alike, category_of, gender_claim, type_claim
from core.nouns.alarm import Alarm

TABLE = Path(__file__).with_name("tag_alarms.json")
TYPE, GENDER = "type", "gender"
_SEX = {"men": MEN, "boys": MEN, "women": WOMEN, "girls": WOMEN}
Said = Mapping[str, list[tuple[str, float]]]  # picture id -> value and score of each fact of a name
Judged = Callable[[Claim, Iterable[tuple[str, float]]], tuple[float, str]]


def type_alarms(offers: list[Offer], tags: Said, items: Said) -> list[Alarm]:
    """Alarms for pictures whose tag is of another category than title and feed name.

    Parameters
    ----------
    offers : list of Offer
        Of one audit.
    tags, items : mapping of str to list of (str, float)
        Picture id -> tags that are shown of the whole picture, and of single products in it, with their scores.
    """
    claims = ((offer, type_claim(offer.title, (offer.category, offer.product_type))) for offer in offers
              if offer.picture_id in tags)
    return [made for offer, claim in claims if claim and not _is_among(claim, items.get(offer.picture_id, []))
            and (made := _alarm(TYPE, offer, claim, type_judged(claim, tags[offer.picture_id], worn=offer.is_worn),
                                said=tags[offer.picture_id]))]


def gender_alarms(offers: list[Offer], genders: Said) -> list[Alarm]:
    """Alarms for pictures of goods for men that the shop names for women, or the other way round; unisex says nothing.

    Parameters
    ----------
    offers : list of Offer
        Of one audit.
    genders : mapping of str to list of (str, float)
        Picture id -> genders that are shown, with their scores.
    """
    claims = ((offer, gender_claim(offer.title, offer.gender)) for offer in offers if offer.picture_id in genders)
    return [made for offer, claim in claims
            if claim and (made := _alarm(GENDER, offer, claim, gender_judged(claim, genders[offer.picture_id]),
                                         said=genders[offer.picture_id]))]


def type_judged(claim: Claim, said: Iterable[tuple[str, float]], *, worn: bool = False) -> tuple[float, str]:
    """How sure a picture's tags are of a category that a claim does not name.

    Parameters
    ----------
    claim : Claim
        From `type_claim`.
    said : iterable of (str, float)
        Tags that are shown, with their scores.
    worn : bool
        Whether somebody wears the goods: then one picture shows clothes, shoes and bags at once, and only another
        domain speaks against it.

    Returns
    -------
    score : float
        Of the surest such category, or domain; 0 where nothing speaks against the claim.
    tag : str
    """
    domains = {category_of(value)[0] for value in claim.values}
    against, score = "", 0.0
    for tag, sure in said:
        domain, category = category_of(tag)
        if domain in claim.values or any(alike(category, value) for value in claim.values if category):
            return 0.0, ""
        speaks = bool(category) if domain in domains and not worn else domain not in domains
        if domain and speaks and tag in (domain, category) and sure > score:
            against, score = tag, sure
    return score, against


def gender_judged(claim: Claim, said: Iterable[tuple[str, float]]) -> tuple[float, str]:
    """How sure a picture's tags are of the other gender: score and value; 0 where nothing speaks against the claim."""
    values = sorted(((score, value) for value, score in said), reverse=True)
    if not values or values[0][1] not in _SEX or _SEX[values[0][1]] in claim.values:
        return 0.0, ""
    return values[0]


def _is_among(claim: Claim, items: list[tuple[str, float]]) -> bool:
    """Whether one of several products in the picture is what the shop names."""
    return any(alike(category, value) for tag, _ in items for category in [category_of(tag)[1]] if category
               for value in claim.values)


def _alarm(kind: str, offer: Offer, claim: Claim, judged: tuple[float, str], *, said: list[tuple[str, float]]
           ) -> Alarm | None:
    score, value = judged
    table = _table()[kind]
    if not value or score < table["possible"]:
        return None
    confidence = "likely" if score >= table["likely"] and offer.is_first else "possible"
    return alarm(kind, confidence, offer, score, claimed=claim.words,
                 tags=tuple(sorted(said, key=lambda pair: -pair[1])),
                 names=((offer.picture_id, f"{offer.product}\n{sorted(claim.values)}"),))


@cache
def _table() -> dict[str, Any]:
    values: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    return values
