"""How good explanation methods are on a set of pictures: one row for each picture and method, and their summary."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from core.nouns.trust import Faithfulness, Trust


@dataclass(frozen=True)
class BenchmarkRow:
    """One method on one picture.

    Attributes
    ----------
    uri, picture_id : str
        As in `Picture`.
    label : str
        The explained label.
    method : str
        A key of `core.explain.contract.METHODS`.
    score : float
        The model's score for the label, in [0, 1].
    trust : Trust
        The measures of the map, of the center and of a random map.
    pointing : tuple of bool, or None
        Whether the hottest point of the map, of the center blob and of the random map lies on the person or product;
        None where the picture's product is not known.
    milliseconds : float
        Wall time of the explanation, without its measures.
    """

    uri: str
    picture_id: str
    label: str
    method: str
    score: float
    trust: Trust
    pointing: tuple[bool, bool, bool] | None
    milliseconds: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON has them."""
        return asdict(self)

    @staticmethod
    def from_dict(values: dict[str, Any]) -> BenchmarkRow:
        """Inverse of `to_dict`, also after JSON."""
        trust, pointing = values["trust"], values["pointing"]
        measures = {name: Faithfulness(**trust[name]) for name in ("map", "center", "chance")}
        return BenchmarkRow(**{**values, "trust": Trust(**{**trust, **measures, "reasons": tuple(trust["reasons"])}),
                               "pointing": None if pointing is None else tuple(pointing)})


@dataclass(frozen=True)
class Estimate:
    """A mean over pictures.

    Attributes
    ----------
    mean : float
    low, high : float or None
        95 % bootstrap interval; None for a single picture.
    count : int
        Pictures behind it.
    """

    mean: float
    low: float | None
    high: float | None
    count: int


@dataclass(frozen=True)
class MethodSummary:
    """One method over all pictures.

    Attributes
    ----------
    method : str
    count : int
        Pictures.
    measures, against_center, against_random : dict of str to Estimate
        deletion, insertion, road and, where products are known, pointing: the mean, and the mean of the differences to
        the center blob and to the random map on the same picture. `measures` also has randomized.
    badges : dict of str to float
        Share of each badge, in [0, 1].
    milliseconds : float
        Median wall time of an explanation.
    """

    method: str
    count: int
    measures: dict[str, Estimate]
    against_center: dict[str, Estimate]
    against_random: dict[str, Estimate]
    badges: dict[str, float]
    milliseconds: float


@dataclass(frozen=True)
class Benchmark:
    """The result of a benchmark of explanation methods, as far as it is.

    Attributes
    ----------
    methods : tuple of MethodSummary
    center, random : dict of str to Estimate
        The measures of a center blob and of a random map on the same pictures.
    pictures : int
        Pictures measured.
    failures : tuple of (str, str)
        Names of pictures that could not be measured, each with the reason.
    """

    methods: tuple[MethodSummary, ...]
    center: dict[str, Estimate]
    random: dict[str, Estimate]
    pictures: int
    failures: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON has them."""
        return asdict(self)
