"""A request for one explanation, checked where it is made, before a worker process sees it."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Misuse
from core.explain.contract import DEFAULT_METHOD, LABELS, METHODS
from core.words.colors import COLOR_MAPS, DEFAULT_COLOR_MAP

FILE_FORMATS = ("jpeg", "png")
TOP = "top"
DETECTORS = ("face", "person")
BOX_MASKS = 120  # how often a detector runs to explain one box
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels of the picture


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
    colors : str
        Of the heatmap, a key of `core.words.colors.COLOR_MAPS`.
    peak : float
        The raw value that gets the brightest color, at least the map's own strongest one; 0 for that one. Maps of two
        pictures with one peak can be compared.
    model : str
        Name of a registered model to explain; "" for the one in use.

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
    colors: str = DEFAULT_COLOR_MAP
    peak: float = 0.0
    model: str = ""

    def __post_init__(self) -> None:
        _one_of("label", self.label, LABELS)
        if self.against:
            _one_of("label to compare with", self.against, LABELS)
        _one_of("method", self.method, tuple(METHODS))
        _one_of("file format", self.file_format, FILE_FORMATS)
        _one_of("color map", self.colors, tuple(COLOR_MAPS))
        if not 0 <= self.opacity <= 1:
            raise Misuse(f"The opacity must be a number from 0 to 1, not {self.opacity:g}.", "Try 0.5.")


@dataclass(frozen=True)
class BenchmarkRequest:
    """What a benchmark of explanation methods measures.

    Attributes
    ----------
    methods : tuple of str
        Keys of `core.explain.contract.METHODS`.
    label : str
        One of `core.explain.contract.LABELS`, or "top" for each picture's own top label.
    limit : int
        Pictures at most, drawn with a fixed seed; 0 for all.

    Raises
    ------
    Misuse
        For a value that is none of these.
    """

    methods: tuple[str, ...] = (DEFAULT_METHOD,)
    label: str = TOP
    limit: int = 0

    def __post_init__(self) -> None:
        if not self.methods:
            raise Misuse("There is no method to measure.", f"Choose one of {', '.join(METHODS)}.")
        for method in self.methods:
            _one_of("method", method, tuple(METHODS))
        _one_of("label", self.label, (TOP, *LABELS))
        if self.limit < 0:
            raise Misuse(f"The number of pictures must be 1 or more, not {self.limit}.", "Leave it out to use all.")


@dataclass(frozen=True)
class BenchmarkPicture:
    """One picture of a benchmark.

    Attributes
    ----------
    uri, picture_id, path : str
        Its name, sha256 and file.
    persons : tuple of tuple of float
        Boxes of persons: left, top, right, bottom in pixels of the picture.
    """

    uri: str
    picture_id: str
    path: str
    persons: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class BoxRequest:
    """Which box of a detector to explain, and how to draw it.

    Attributes
    ----------
    path : str
        The picture's file.
    detector : {"face", "person"}
    xyxy : tuple of float
        The box: left, top, right, bottom in pixels of the picture.
    opacity : float
        Of the heatmap, in [0, 1].
    picture_id : str
        sha256 that the file must have; "" for any.

    Raises
    ------
    Misuse
        For another detector, or a box without area.
    """

    path: str
    detector: str
    xyxy: Box
    opacity: float = 0.5
    picture_id: str = ""

    def __post_init__(self) -> None:
        _one_of("detector", self.detector, DETECTORS)
        left, top, right, bottom = self.xyxy
        if not (0 <= left < right < float("inf") and 0 <= top < bottom < float("inf")):
            raise Misuse(f"The box must have its left before its right and its top above its bottom, not {self.xyxy}.",
                         "Give left, top, right and bottom in pixels of the photo.")


def _one_of(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise Misuse(f"The {what} must be one of {', '.join(choices)}, not {value!r}.", "Choose one of them.")
