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
class SensitiveSets:
    """Whether "yes" and "no" remain possible for restricted goods: class-conditional conformal prediction [1]_.

    Restricted goods are rare, so a rule over all pictures would keep its promise with hardly any of them. Each answer
    has a rule of its own, calibrated on pictures of which it is true.

    Attributes
    ----------
    yes, no : LabelSets
        For the sensitive score, and for 1 minus the sensitive score.

    References
    ----------
    .. [1] Angelopoulos and Bates, "A gentle introduction to conformal prediction", 2021, arXiv:2107.07511, section 4.1.

    Examples
    --------
    >>> sets = SensitiveSets(LabelSets(0.1, 0.9, 50), LabelSets(0.8, 0.9, 500))
    >>> [sets.answers(score) for score in (0.05, 0.15, 0.6)]
    [('no',), ('no', 'yes'), ('yes',)]
    """

    yes: LabelSets
    no: LabelSets

    @staticmethod
    def calibrated(scores: Sequence[float], truth: Sequence[bool], coverage: float = COVERAGE) -> SensitiveSets:
        """Calibrate on pictures that training never saw.

        Parameters
        ----------
        scores : sequence of float
            Sensitive scores.
        truth : sequence of bool
            Whether each picture shows restricted goods.
        coverage : float
            In (0, 1).

        Raises
        ------
        Misuse
            When there are too few pictures of either kind.
        """
        pairs = list(zip(scores, truth, strict=True))
        return SensitiveSets(LabelSets.calibrated([score for score, is_so in pairs if is_so], coverage),
                             LabelSets.calibrated([1 - score for score, is_so in pairs if not is_so], coverage))

    def answers(self, score: float) -> tuple[str, ...]:
        """The answers that remain possible, the likelier one first; that one is always among them."""
        return tuple(name for own, name, rule in sorted(((score, "yes", self.yes), (1 - score, "no", self.no)),
                                                        key=lambda item: -item[0])
                     if own >= rule.threshold or own >= 0.5)


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


@dataclass(frozen=True)
class SensitiveCoverage:
    """How often the sets of a model for restricted goods hold the true answer.

    Attributes
    ----------
    promised : float
        As of `SetCoverage`, of restricted goods and of others alike.
    restricted, others : Share
        As `SetCoverage.measured`, of pictures that show restricted goods, and of those that do not.
    """

    promised: float = 0.0
    restricted: Share = share_of(0, 0)
    others: Share = share_of(0, 0)
