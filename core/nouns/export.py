"""A model in other formats, and what each of them costs and keeps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from core.nouns.paired import PairedDifference
from core.nouns.proportion import Share

FORMATS = ("f32", "f16", "dynamic", "int8")
# Share of top labels equal to the original's, and photos measured, from which on a format may be a default.
AGREEMENT, LEAST = 0.99, 100


@dataclass(frozen=True)
class Variant:
    """One format of a model, measured beside the original on the same pictures.

    Attributes
    ----------
    format : str
        One of `FORMATS`; "original" for the file that they were made from, a .tflite or a Keras model.
    file, sha256 : str
        Its name in the folder of the export, and its checksum; "" where it could not be made.
    bytes : int
    milliseconds : float
        Median for one picture on one thread.
    agreement : Share
        Pictures whose top label is the original's.
    difference : float
        Largest difference to a score of the original, in [0, 1], of all labels and *sensitive*.
    accuracy : Share or None
        Pictures whose top label is the true one; None without labels.
    change : PairedDifference or None
        Of the accuracy, from the original's to this one; None without labels.
    failed : str
        Why it could not be made or used; "" when all is well.
    """

    format: str
    file: str
    sha256: str
    bytes: int
    milliseconds: float
    agreement: Share
    difference: float
    accuracy: Share | None = None
    change: PairedDifference | None = None
    failed: str = ""

    @property
    def agrees(self) -> bool:
        """Whether it may be a default: its top label is the original's for 99 % of 100 pictures or more."""
        return not self.failed and self.agreement.count >= LEAST and (self.agreement.share or 0.0) >= AGREEMENT


@dataclass(frozen=True)
class Export:
    """A model's formats side by side.

    Attributes
    ----------
    model : str
        Name and version of the original.
    dataset_id : str
        Hash of the dataset whose pictures were used; "" for the photos of the demo shop.
    calibrated, measured : int
        Pictures that int8 was calibrated on, and other ones that all formats were measured on.
    original : Variant
    variants : tuple of Variant
        In the order of `FORMATS`.
    left_out : tuple of (str, str)
        Path and reason of pictures that could not be read.
    """

    model: str
    dataset_id: str
    calibrated: int
    measured: int
    original: Variant
    variants: tuple[Variant, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def default(self) -> Variant | None:
        """The smallest format that agrees with the original; None where none does."""
        return min((item for item in self.variants if item.agrees), key=lambda item: item.bytes, default=None)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "variants": [_plain(item) for item in self.variants],
                "original": _plain(self.original), "default": self.default.format if self.default else None}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Export:
        """Inverse of `to_dict`."""
        return Export(values["model"], values["dataset_id"], values["calibrated"], values["measured"],
                      _variant(values["original"]), tuple(_variant(item) for item in values["variants"]),
                      tuple((path, reason) for path, reason in values["left_out"]))


def _plain(variant: Variant) -> dict[str, Any]:
    return {**asdict(variant), "agrees": variant.agrees}


def _variant(values: dict[str, Any]) -> Variant:
    shares: dict[str, Any] = {name: values[name] and Share(**values[name]) for name in ("agreement", "accuracy")}
    change = values["change"] and PairedDifference(
        **{**values["change"], **{name: Share(**values["change"][name]) for name in ("before", "after")}})
    others = {name: value for name, value in values.items() if name not in ("agrees", "change", *shares)}
    return Variant(**others, **shares, change=change)
