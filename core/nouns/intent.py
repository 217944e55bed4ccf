"""Shopping intent: probabilities over the four labels, and the browser's rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.nouns.rounding import to_list

INTENT_LABELS = ("negative", "apparel", "home_decor", "other")
SENSITIVE = "sensitive"  # name of the second output: restricted goods
RULE_THRESHOLD = 0.5  # of the browser's rule, for the best label and for sensitive; source: `Intent`
CLOSE_CALL = 0.1  # nearer to its threshold, a small change of a score changes the verdict


@dataclass(frozen=True, eq=False)
class Classification:
    """Probabilities over labels; they sum to 1.

    Attributes
    ----------
    labels : tuple of str
    scores : ndarray of float32, shape (len(labels),)
        In [0, 1], in the order of `labels`.

    Examples
    --------
    >>> shopping = Classification(INTENT_LABELS, np.float32([0.125, 0.5, 0.25, 0.125]))
    >>> shopping.top, shopping.score("home_decor")
    ('apparel', 0.25)
    """

    labels: tuple[str, ...]
    scores: np.ndarray

    @property
    def top(self) -> str:
        """The most probable label."""
        return self.labels[int(np.argmax(self.scores))]

    def score(self, label: str) -> float:
        """Probability of one label."""
        return float(self.scores[self.labels.index(label)])


@dataclass(frozen=True, eq=False)
class Intent:
    """Shopping intent of one picture: scores, and the browser's rule.

    Attributes
    ----------
    shopping : Classification
        Over `INTENT_LABELS`.
    sensitive_score : float
        Probability that the picture shows restricted goods, in [0, 1].
    shoppable : bool
        The browser's rule [1]_: best label other than negative > 0.5 and sensitive < 0.5.
    shoppable_score : float
        Score of the best label other than negative, in [0, 1].
    label_set : tuple of str
        The labels that remain possible, the most probable first (`core.nouns.label_set`); empty where the model has no
        calibrated label sets.
    label_set_coverage : float
        Share of photos whose set is made to hold the true label; 0 without a set.

    References
    ----------
    .. [1] Chromium, visual_search_classification_and_eligibility.cc.
    """

    shopping: Classification
    sensitive_score: float
    shoppable: bool
    shoppable_score: float
    label_set: tuple[str, ...] = ()
    label_set_coverage: float = 0.0

    @property
    def close_call(self) -> bool:
        """True when a small change of a score would change the browser's verdict."""
        scores = (self.shoppable_score, self.sensitive_score)
        return any(abs(score - RULE_THRESHOLD) < CLOSE_CALL for score in scores)

    def to_dict(self) -> dict[str, Any]:
        """The `intent` object of the schema."""
        known = {"label_set": list(self.label_set), "label_set_coverage": self.label_set_coverage}
        return {
            "labels": list(self.shopping.labels),
            "scores": to_list(self.shopping.scores, 4),
            "top": self.shopping.top,
            "shoppable": self.shoppable,
            "shoppable_score": round(self.shoppable_score, 4),
            "sensitive_score": round(self.sensitive_score, 4),
            **(known if self.label_set else {}),
        }

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Intent:
        """Inverse of `to_dict`."""
        shopping = Classification(tuple(values["labels"]), np.asarray(values["scores"], np.float32))
        return Intent(shopping, values["sensitive_score"], values["shoppable"], values["shoppable_score"],
                      tuple(values.get("label_set", ())), values.get("label_set_coverage", 0.0))
