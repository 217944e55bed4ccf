"""What worker processes do for this room: find the known words that mean most nearly the same."""

from __future__ import annotations

from functools import cache

from core.search.meaning import Sentences
from core.settings import Settings


def nearest(_settings: Settings, asked: list[str], known: list[str]) -> list[tuple[str, float]]:
    """Of each text the known one whose vector is nearest, and the cosine of the two.

    Parameters
    ----------
    asked, known : list of str
        Lower case, words separated by spaces; `known` is not empty.

    Returns
    -------
    list of (str, float)
        For each text of `asked`.
    """
    sentences = _sentences()
    cosines = sentences.vectors(asked) @ sentences.vectors(known).T
    return [(known[best], float(row[best])) for row, best in zip(cosines, cosines.argmax(axis=1), strict=True)]


@cache
def _sentences() -> Sentences:
    return Sentences()
