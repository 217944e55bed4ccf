"""What an export is asked for: a model, formats, and the pictures to calibrate and to measure on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CALIBRATED, MEASURED = 100, 1000  # pictures at most
EVERY = 3  # a third of the pictures calibrates where nobody has split them


@dataclass(frozen=True)
class Picture:
    """A picture of a dataset or of the demo.

    Attributes
    ----------
    path : str
    picture_id : str
        sha256 that its bytes must have; "" where nothing is known of them.
    label, split : str
        "" where it has none.
    """

    path: str
    picture_id: str = ""
    label: str = ""
    split: str = ""


@dataclass(frozen=True)
class Request:
    """An export.

    Attributes
    ----------
    model : str
        Name in the manifest, or path of a .tflite.
    formats : tuple of str
        Of `core.nouns.export.FORMATS`.
    dataset_id : str
        "" for the photos of the demo shop.
    calibration, measured : tuple of Picture
        No picture is in both.
    role : {"intent", "tags"}
        Of the model.
    """

    model: str
    formats: tuple[str, ...]
    dataset_id: str
    calibration: tuple[Picture, ...]
    measured: tuple[Picture, ...]
    role: str = "intent"


def divided(pictures: Sequence[Picture]) -> tuple[tuple[Picture, ...], tuple[Picture, ...]]:
    """Pictures to calibrate on, and other ones to measure on.

    Parameters
    ----------
    pictures : sequence of Picture
        In an order that says nothing of their content, such as that of their hashes. Of a set that is split, the
        training part calibrates and the rest measures; else every third picture calibrates.

    Returns
    -------
    tuple, tuple
        At most `CALIBRATED` and `MEASURED` pictures.

    Examples
    --------
    >>> calibration, measured = divided([Picture(name) for name in "abcdef"])
    >>> [item.path for item in calibration], [item.path for item in measured]
    (['a', 'd'], ['b', 'c', 'e', 'f'])
    """
    training = [item for item in pictures if item.split == "train"]
    others = [item for item in pictures if item.split and item.split != "train"]
    if not training or not others:
        training, others = list(pictures[::EVERY]), [item for k, item in enumerate(pictures) if k % EVERY]
    return tuple(training[:CALIBRATED]), tuple(others[:MEASURED])
