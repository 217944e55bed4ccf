"""How far one explanation can be trusted: what the score does when the picture is changed where the map is hot."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Badge = Literal["faithful", "weak", "do_not_trust"]


@dataclass(frozen=True)
class Faithfulness:
    """What one order of a picture's parts does to the score.

    Attributes
    ----------
    deletion : float
        Mean score, in [0, 1], while parts are covered in that order; low when the first parts carry the score.
    insertion : float
        Mean score, in [0, 1], while parts are shown in that order; high when the first parts carry the score.
    road : float
        Mean gain, in [-1, 1], of removing the last parts over removing the first ones; 0 for an order by chance.
    """

    deletion: float
    insertion: float
    road: float


@dataclass(frozen=True)
class Trust:
    """The measures of one explanation, beside those of maps that know nothing, and the verdict.

    Attributes
    ----------
    badge : {"faithful", "weak", "do_not_trust"}
    map, center, chance : Faithfulness
        Of the explanation, of a blob in the middle of the picture, and of a random smooth map.
    randomized : float or None
        Rank correlation, in [-1, 1], of the map with that of a model whose last weights are random; None without
        evidence in either.
    reasons : tuple of str
        Keys of `core.words.trust.REASONS`, what the badge rests on.
    """

    badge: Badge
    map: Faithfulness
    center: Faithfulness
    chance: Faithfulness
    randomized: float | None
    reasons: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON has them."""
        return asdict(self) | {"reasons": list(self.reasons)}
