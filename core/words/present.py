"""One sentence on one photo for people who have no time for figures: what the model saw, where, and how sure it is."""

from __future__ import annotations

import numpy as np

from core.nouns.analysis import Analysis
from core.nouns.flip import FlipSearch
from core.nouns.saliency import Saliency
from core.words.flip import flip_words
from core.words.labels import EVIDENCE_OUTLINE
from core.words.numerals import count

SEEN_AS = {
    "apparel": "something to wear", "home_decor": "something for the home", "other": "a product",
    "negative": "no product",
}
SURE = ((0.9, "The model is very sure"), (0.7, "The model is fairly sure"), (0.0, "The model is not sure"))
ON_BOX = 0.6  # of the strongest evidence inside a box: the sentence names the box, not the place
TINY = 0.05  # of an edit's largest amount
_ROWS, _COLUMNS = ("upper", "", "lower"), ("left", "", "right")


def place_words(saliency: Saliency, analysis: Analysis) -> str:
    """Where most of the evidence lies: on a face, on a person, or in which part of the photo.

    Parameters
    ----------
    saliency : Saliency
        Its map covers the whole photo at any size.
    analysis : Analysis
        Gives the boxes of faces and persons, and the photo's size in pixels.

    Returns
    -------
    str
        Such as "the person" or "the upper left"; "" without evidence.
    """
    if not saliency.has_evidence:
        return ""
    strong = saliency.map >= EVIDENCE_OUTLINE * saliency.map.max()
    rows, columns = np.nonzero(strong)
    height, width = strong.shape
    x, y = (columns + 0.5) / width * analysis.size_wh[0], (rows + 0.5) / height * analysis.size_wh[1]
    for word, boxes in (("the face", analysis.faces), ("the person", analysis.persons)):
        for left, top, right, bottom in () if boxes is None else boxes.xyxy:
            if np.mean((left <= x) & (x <= right) & (top <= y) & (y <= bottom)) >= ON_BOX:
                return word
    row, column = (_third(float(np.mean(places)) / size) for places, size in ((y, analysis.size_wh[1]),
                                                                             (x, analysis.size_wh[0])))
    words = f"{_ROWS[row]} {_COLUMNS[column]}".strip()
    return f"the {words}" if words in ("upper left", "upper right", "lower left", "lower right") else {
        "upper": "the upper part", "lower": "the lower part", "left": "the left side", "right": "the right side",
    }.get(words, "the middle")


def photo_sentence(analysis: Analysis, place: str = "", search: FlipSearch | None = None) -> str:
    """What the model saw, where, how sure it is, and what would change it.

    Parameters
    ----------
    analysis : Analysis
    place : str
        As `place_words` returns it; "" where the evidence cannot be trusted, and then nothing is said of it.
    search : FlipSearch, optional
        The search for an edit that changes the verdict, once it is done.
    """
    intent = analysis.intent
    top = intent.shopping.top
    score = intent.shopping.score(top)
    sure = next(words for least, words in SURE if score >= least)
    where = f", and it looks mostly at {place}" if place else ""
    text = f"A shopping engine sees {SEEN_AS[top]} in this photo. {sure} ({score:.0%}){where}."
    if not intent.shoppable and top != "negative":
        text += " Even so, it would not offer the photo to shoppers."
    return text + _change_sentence(search)


def set_sentence(shoppable: int, photos: int, failed: int = 0) -> str:
    """How many photos of a set a shopping engine would use.

    Examples
    --------
    >>> set_sentence(38, 46)
    'A shopping engine would offer 38 of 46 photos to shoppers.'
    """
    text = f"A shopping engine would offer {shoppable:,} of {count(photos, 'photo')} to shoppers."
    return text + (f" {count(failed, 'more photo')} could not be read." if failed else "")


def _change_sentence(search: FlipSearch | None) -> str:
    if search is None or search.state not in ("flipped", "none"):
        return ""
    best = next((flip for flip in search.flips if not flip.test_only), None)
    if best is None:
        return " No small edit that was tried would change that."
    if best.size < TINY:
        return " That is fragile: even an edit that nobody would notice changes it."
    return f" One small edit would change that: {flip_words(best)[0].lower()}{flip_words(best)[1:]}."


def _third(share: float) -> int:
    return min(2, int(3 * share))
