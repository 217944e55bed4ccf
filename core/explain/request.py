"""A request for one explanation, checked where it is made, before a worker process sees it."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Misuse
from core.explain.contract import DEFAULT_METHOD, LABELS, METHODS

FILE_FORMATS = ("jpeg", "png")


@dataclass(frozen=True)
class Request:
    """What to explain, how, and how to draw it.

    Attributes
    ----------
    path : str
        The picture's file.
    label : str
        One of `core.explain.contract.LABELS`.
    method : str
        A key of `core.explain.contract.METHODS`.
    against : str
        A second label that the first one is compared with; "" for none.
    layer : str
        Feature map to explain by; "" for the last one.
    opacity : float
        Of the heatmap, in [0, 1].
    file_format : {"jpeg", "png"}
        Of the overlay: JPEG of at most 1280 px, or PNG of the picture's own size.
    full_map : bool
        Return the map at the picture's size instead of a small one.
    trust : bool
        Also measure how far the map can be trusted, which takes about a second.
    picture_id : str
        sha256 that the file must have; "" for any.

    Raises
    ------
    Misuse
        For a value that is none of these.
    """

    path: str
    label: str
    method: str = DEFAULT_METHOD
    against: str = ""
    layer: str = ""
    opacity: float = 0.5
    file_format: str = "jpeg"
    full_map: bool = False
    trust: bool = False
    picture_id: str = ""

    def __post_init__(self) -> None:
        _one_of("label", self.label, LABELS)
        if self.against:
            _one_of("label to compare with", self.against, LABELS)
        _one_of("method", self.method, tuple(METHODS))
        _one_of("file format", self.file_format, FILE_FORMATS)
        if not 0 <= self.opacity <= 1:
            raise Misuse(f"The opacity must be a number from 0 to 1, not {self.opacity:g}.", "Try 0.5.")


def _one_of(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise Misuse(f"The {what} must be one of {', '.join(choices)}, not {value!r}.", "Choose one of them.")
