"""One picture, or nearly the same one, under two products that are no variants of each other."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from core.alarm.making import alarm, shown
from core.alarm.offers import Offer, alike_by_name, by_picture
from core.nouns.alarm import Alarm
from core.similar import Pair

NAMED = 6  # other products that an alarm shows
MANY = 6  # products with one picture are more likely a placeholder, a size chart or a mood picture


def same_alarms(offers: list[Offer]) -> list[Alarm]:
    """Alarms for pictures that several families of products show byte by byte.

    Parameters
    ----------
    offers : list of Offer
        Of one audit.
    """
    alarms = []
    for group in by_picture(offers):
        families = {offer.family: offer for offer in reversed(group)}
        if len(families) < 2:
            continue
        first, *others = sorted(families.values(), key=lambda offer: offer.number)
        keys = tuple((offer.picture_id, offer.product) for offer in group)
        confidence = "possible" if len(families) > MANY or not any(offer.is_first for offer in group) else \
            "likely" if any(alike_by_name(*two) for two in pairwise([first, *others])) else "very likely"
        alarms.append(alarm("same", confidence, first, 1 / len(families), names=keys,
                            others=tuple(map(shown, others[:NAMED])), products=len(families) - 1))
    return alarms


def near_alarms(offers: list[Offer], pairs: Iterable[Pair]) -> list[Alarm]:
    """Alarms for nearly the same picture under two families of products.

    Parameters
    ----------
    offers : list of Offer
        Of one audit.
    pairs : iterable of Pair
        From `core.similar.duplicates`: those that somebody has called different are not among them.
    """
    places: dict[str, list[Offer]] = {}
    for offer in offers:
        places.setdefault(offer.picture_id, []).append(offer)
    alarms = []
    for pair in pairs:
        first, second = places.get(pair.first, []), places.get(pair.second, [])
        if not first or not second or {offer.family for offer in first} & {offer.family for offer in second}:
            continue
        one, other = sorted((first[0], second[0]), key=lambda offer: offer.number)
        alike = alike_by_name(one, other) or not (one.is_first or other.is_first)
        keys = ((pair.first, pair.second), (pair.second, pair.first))
        alarms.append(alarm("near", "possible" if alike else "likely", one, pair.score - pair.bits / 64, names=keys,
                            others=(shown(other),), products=1))
    return alarms
