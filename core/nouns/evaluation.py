"""Nouns of a model measured on a dataset, and of several models on the same pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.nouns.model_card import Measures
from core.nouns.paired import PairedDifference
from core.nouns.plain import to_plain
from core.nouns.proportion import Share


@dataclass(frozen=True)
class JudgedPicture:
    """What a model says of one labeled picture.

    Attributes
    ----------
    picture_id, name : str
        Its sha256, and the name of its file.
    label, top : str
        The true label, and the model's.
    score, true_score : float
        Of the model's label and of the true one.
    """

    picture_id: str
    name: str
    label: str
    top: str
    score: float
    true_score: float


@dataclass(frozen=True)
class Evaluation:
    """A model on the pictures of a dataset.

    Attributes
    ----------
    model, dataset_id, split : str
        `split` is one of those of the dataset, or "all".
    asked, waiting : int
        Labeled pictures of the split, and those of them that the model has not seen yet.
    left_out : int
        Pictures of the split whose label is no shopping intent.
    measures : Measures or None
        None before the first picture.
    hardest : tuple of JudgedPicture
        Those whose two best scores are nearest.
    surprising : tuple of JudgedPicture
        Those whose label differs from the model's, the surest of the model first.
    failures : tuple of (str, str)
        Names of pictures that could not be read, and why.
    """

    model: str
    dataset_id: str
    split: str
    asked: int
    waiting: int
    left_out: int
    measures: Measures | None
    hardest: tuple[JudgedPicture, ...] = ()
    surprising: tuple[JudgedPicture, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dict(to_plain(self))


@dataclass(frozen=True)
class ChangedPicture:
    """A picture that only one of two models gets right.

    Attributes
    ----------
    picture_id, name, label : str
        As of `JudgedPicture`.
    before, after : str
        Top labels of the two models.
    before_score, after_score : float
        What the two models gave the true label.
    """

    picture_id: str
    name: str
    label: str
    before: str
    after: str
    before_score: float
    after_score: float


@dataclass(frozen=True)
class ModelPair:
    """Two models on the same pictures.

    Attributes
    ----------
    before, after : str
    difference : PairedDifference
    by_label : tuple of (str, PairedDifference)
        For the pictures of each true label.
    better, worse : tuple of ChangedPicture
        Pictures that only `after` and only `before` gets right; the largest change of the true label's score first.
    """

    before: str
    after: str
    difference: PairedDifference
    by_label: tuple[tuple[str, PairedDifference], ...]
    better: tuple[ChangedPicture, ...]
    worse: tuple[ChangedPicture, ...]


@dataclass(frozen=True)
class ModelPoint:
    """What one model gives and costs.

    Attributes
    ----------
    model : str
    accuracy : Share
    calibration_error : float
    bytes : int
        Size of its files.
    milliseconds : float or None
        For one picture on one thread of this machine, measured now; None where nobody asked.
    """

    model: str
    accuracy: Share
    calibration_error: float
    bytes: int
    milliseconds: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Several models on the pictures of a dataset that all of them have seen.

    Attributes
    ----------
    dataset_id, split : str
    asked, pictures : int
        Labeled pictures of the split, and those that all models have seen.
    points : tuple of ModelPoint
        In the order in which they were asked for.
    pairs : tuple of ModelPair
        The first model with each of the others.
    """

    dataset_id: str
    split: str
    asked: int
    pictures: int
    points: tuple[ModelPoint, ...]
    pairs: tuple[ModelPair, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dict(to_plain(self))
