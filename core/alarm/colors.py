"""The color that a shop names against the colors of the product in the picture.

`color_seen.json` says what pictures of goods of each named color look like to the stage colors: navy is blue, black or
gray, and hardly ever yellow. It was counted on pictures of two shops whose data name the color, and the thresholds
were chosen on them; `python -m benchmarks.wrong_pictures` counts again and measures on others, see
docs/wrong-pictures.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.alarm.color_words import Claim, claim_of
from core.alarm.making import alarm
from core.alarm.offers import Offer
from core.nouns.alarm import Alarm

TABLE = Path(__file__).with_name("color_seen.json")
COLOR = "color"


def color_alarms(offers: list[Offer], colors: Mapping[str, list[tuple[str, float]]]) -> list[Alarm]:
    """Alarms for pictures whose colors contradict title and feed.

    Parameters
    ----------
    offers : list of Offer
        Of one audit.
    colors : mapping of str to list of (str, float)
        Picture id -> colors of the product in it, with the share that each covers.
    """
    alarms, table = [], _table()
    for offer in offers:
        said = colors.get(offer.picture_id)
        claim = claim_of(offer.title, offer.color) if said else None
        if said is None or claim is None:
            continue
        against = judged(claim, said)
        if against < table["possible"]:
            continue
        is_clear = against >= table["likely"] and offer.is_first
        shares = sorted(said, key=lambda pair: -pair[1])
        alarms.append(alarm(COLOR, "likely" if is_clear else "possible", offer, against,
                            names=((offer.picture_id, f"{offer.product}\n{sorted(claim.colors)}"),),
                            claimed=claim.words, colors=tuple(shares)))
    return alarms


def judged(claim: Claim, said: Iterable[tuple[str, float]]) -> float:
    """How much the colors of a picture speak against a claim.

    Parameters
    ----------
    claim : Claim
        From `claim_of`.
    said : iterable of (str, float)
        Colors of the product in a picture, with the share that each covers.

    Returns
    -------
    float
        The logarithm of how much more often the picture's colors are seen in pictures of any goods than in pictures of
        goods of the claimed color, weighted by their shares; 0 says nothing, more speaks against it.
    """
    table = _table()
    overall, seen = table["overall"], [table["seen"][color] for color in claim.colors]
    return sum(share * math.log(overall[value] / max(of_color[value] for of_color in seen))
               for value, share in said if value in overall)


@cache
def _table() -> dict[str, Any]:
    values: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    return values
