"""Sets of labels that hold the true one in a known share of cases: split conformal prediction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Misuse
from core.nouns.proportion import Share, share_of

COVERAGE = 0.9


@dataclass(frozen=True)
class LabelSets:
    """The rule that turns a model's scores into a set of labels: split conformal prediction [1]_, score LAC [2]_.

    Attributes
    ----------
    threshold : float
        A label belongs to the set when its score is at least this, in [0, 1].
    coverage : float
        Share of pictures whose set holds the true label, when they are like those of the calibration.
    count : int
        Pictures of the calibration.

    References
    ----------
    .. [1] Angelopoulos and Bates, "A gentle introduction to conformal prediction", 2021, arXiv:2107.07511, section 1.
    .. [2] Sadinle, Lei and Wasserman, "Least ambiguous set-valued classifiers with bounded error levels", 2019.

    Examples
    --------
    >>> LabelSets(0.2, 0.9, 100).labels([0.05, 0.25, 0.1, 0.6], ("a", "b", "c", "d"))
    ('d', 'b')
    """

    threshold: float
    coverage: float
    count: int

    @staticmethod
    def calibrated(true_scores: Sequence[float], coverage: float = COVERAGE) -> LabelSets:
        """Calibrate on pictures that training never saw.

        Parameters
        ----------
        true_scores : sequence of float
            What each picture's true label scored.
        coverage : float
            In (0, 1).

        Raises
        ------
        Misuse
            When there are too few pictures for this coverage: ceil((n + 1) * coverage) must not exceed n.
        """
        count = len(true_scores)
        rank = math.ceil((count + 1) * coverage)
        if not 0 < coverage < 1 or rank > count:
            raise Misuse(f"{count} pictures are too few to calibrate label sets with {coverage:.0%} coverage.",
                         "Calibrate on more labeled pictures of sources that training never saw.")
        return LabelSets(float(sorted(true_scores, reverse=True)[rank - 1]), coverage, count)

    def labels(self, scores: Sequence[float], names: Sequence[str]) -> tuple[str, ...]:
        """The labels that remain possible, the most probable first; that one is always in the set.

        Parameters
        ----------
        scores : sequence of float
            Probabilities in the order of `names`.
        names : sequence of str
        """
        order = sorted(range(len(scores)), key=lambda k: -scores[k])
        return tuple(names[k] for rank, k in enumerate(order) if rank == 0 or scores[k] >= self.threshold)

    def to_dict(self) -> dict[str, Any]:
        """As the models' manifest stores it."""
        return {"threshold": self.threshold, "coverage": self.coverage, "count": self.count}


@dataclass(frozen=True)
class SetCoverage:
    """How often the label sets of a model hold the true label.

    Attributes
    ----------
    promised : float
        Share of pictures whose set is made to hold it, in [0, 1]; 0 for a model without label sets.
    measured : Share
        Share whose set does, on pictures of sources that took no part in the calibration, each in turn; without a try
        where nobody measured.
    """

    promised: float = 0.0
    measured: Share = share_of(0, 0)
