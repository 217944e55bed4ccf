"""The thresholds of the chain and the one place that turns scores into a photo type and a verdict.

The detectors, the classifier and "what if" compare scores here and nowhere else. Every function takes single numbers or
arrays alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from core.errors import Misuse

VERDICTS = ("shoppable", "negative", "sensitive")  # sensitive: not shoppable, and restricted goods are the reason
THRESHOLD_NAMES = ("face", "person", "shoppable", "sensitive")


@dataclass(frozen=True)
class Thresholds:
    """The four thresholds that decide photo type and verdict, each in [0, 1].

    Attributes
    ----------
    face : float
        A face candidate whose second look scores above it is a face.
    person : float
        A person candidate that scores at least this is a person.
    shoppable : float
        The best label other than negative must score above it.
    sensitive : float
        The sensitive score must be below it.

    Examples
    --------
    >>> Thresholds(0.5, 0.49, 0.5, 0.5).changed({"face": 0.9}).face
    0.9
    """

    face: float
    person: float
    shoppable: float
    sensitive: float

    def changed(self, values: Mapping[str, float]) -> Thresholds:
        """With other values for some of them; raises Misuse for an unknown name or a value outside [0, 1]."""
        for name, value in values.items():
            if name not in THRESHOLD_NAMES:
                raise Misuse(f"There is no threshold {name[:40]!r}.", f"Choose from: {', '.join(THRESHOLD_NAMES)}.")
            if not 0 <= value <= 1:
                raise Misuse(f"The threshold {name} must be from 0 to 1, not {value:g}.", "Choose a value in between.")
        return replace(self, **{name: float(value) for name, value in values.items()})

    def to_dict(self) -> dict[str, float]:
        """Name -> value."""
        return asdict(self)


def is_face(score: Any, threshold: float) -> Any:
    """True where a face candidate counts as a face: its score is above the threshold."""
    return score > threshold


def is_person(score: Any, threshold: float) -> Any:
    """True where a person candidate counts as a person: its score reaches the threshold."""
    return score >= threshold


def photo_type(face: Any, person: Any) -> Any:
    """Index into `core.nouns.analysis.KINDS` [1]_: a face, else a person, else only the product.

    Parameters
    ----------
    face, person : bool or ndarray of bool

    References
    ----------
    .. [1] The flowchart of "Product images and sales": face -> category 1, person -> category 2, else category 3.

    Examples
    --------
    >>> from core.nouns.analysis import KINDS
    >>> [KINDS[photo_type(face, person)] for face, person in ((True, True), (False, True), (False, False))]
    ['model_face', 'worn_no_face', 'product_only']
    """
    return np.where(face, 0, np.where(person, 1, 2))


def is_shoppable(score: Any, sensitive: Any, *, shoppable: float, limit: float) -> Any:
    """The browser's rule [1]_: best label other than negative > `shoppable`, and `sensitive` < `limit`.

    References
    ----------
    .. [1] Chromium, visual_search_classification_and_eligibility.cc.
    """
    return (score > shoppable) & (sensitive < limit)


def verdict(score: Any, sensitive: Any, *, shoppable: float, limit: float) -> Any:
    """Index into `VERDICTS`: shoppable; else sensitive where the sensitive score reaches `limit`; else negative.

    Examples
    --------
    >>> [VERDICTS[verdict(score, sensitive, shoppable=0.5, limit=0.5)]
    ...  for score, sensitive in ((0.9, 0.1), (0.9, 0.5), (0.5, 0.1))]
    ['shoppable', 'sensitive', 'negative']
    """
    passes = is_shoppable(score, sensitive, shoppable=shoppable, limit=limit)
    return np.where(passes, 0, np.where(sensitive < limit, 1, 2))
