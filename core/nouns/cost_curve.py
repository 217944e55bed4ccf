"""What every threshold costs: false alarms against misses."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import Misuse
from core.nouns.proportion import Share


@dataclass(frozen=True)
class CostPoint:
    """One threshold.

    Attributes
    ----------
    threshold : float
    false_alarms : Share
        Of pictures that should stay below it, those above.
    misses : Share
        Of pictures that should be above it, those that are not.
    """

    threshold: float
    false_alarms: Share
    misses: Share

    def cost(self, ratio: float) -> float:
        """False alarms plus `ratio` times the misses: what all errors cost, in false alarms."""
        return self.false_alarms.hits + ratio * self.misses.hits


@dataclass(frozen=True)
class CostCurve:
    """What the thresholds of one decision cost on pictures that the model never trained on.

    Attributes
    ----------
    decision : str
        "shoppable": above the threshold a picture is offered as a product; a miss is a product that is not.
        "sensitive": above it a picture is held back as restricted; a miss is a restricted picture that is not.
    in_use : float
        The model's own threshold.
    points : tuple of CostPoint
        From low to high; `in_use` is among them.
    """

    decision: str
    in_use: float
    points: tuple[CostPoint, ...]

    @property
    def original(self) -> CostPoint:
        """The point of the threshold in use."""
        return next(point for point in self.points if point.threshold == self.in_use)

    def cheapest(self, ratio: float) -> CostPoint:
        """The threshold with the least cost; of several, the one nearest to that in use.

        Parameters
        ----------
        ratio : float
            How many false alarms a miss costs, over 0.

        Raises
        ------
        Misuse
            For another number.
        """
        if not 0 < ratio < math.inf:
            raise Misuse(f"The cost of a miss is a number over 0, in false alarms, not {ratio:g}.", "Correct it.")
        return min(self.points, key=lambda point: (round(point.cost(ratio), 9), abs(point.threshold - self.in_use)))

    def answer(self, ratio: float) -> dict[str, Any]:
        """What the command line and REST say: the cheapest threshold, that in use, and the curve."""
        return {"decision": self.decision, "ratio": ratio, "cheapest": self._plain(self.cheapest(ratio), ratio),
                "in_use": self._plain(self.original, ratio), "points": [self._plain(point, ratio)
                                                                         for point in self.points]}

    def _plain(self, point: CostPoint, ratio: float) -> dict[str, Any]:
        return {**asdict(point), "cost": round(point.cost(ratio), 6)}
