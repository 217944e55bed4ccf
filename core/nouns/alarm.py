"""An alarm: a picture of an audit that probably shows the wrong product, with what speaks for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("same", "near", "color", "type", "gender", "lettering", "sku")
CONFIDENCES = ("very likely", "likely", "possible")
ANSWERS = ("wrong", "fine")


@dataclass(frozen=True)
class Shown:
    """A picture of a product in an audit.

    Attributes
    ----------
    number : int
        Of the picture in its audit.
    uri, picture_id, sku, title : str
    """

    number: int
    uri: str
    picture_id: str
    sku: str
    title: str


@dataclass(frozen=True)
class ReadWord:
    """A word that was read on a picture.

    Attributes
    ----------
    text : str
        The line that it stands in.
    word : str
        The word of the other product that it is taken for.
    xyxy : tuple of float or None
        Left, top, right, bottom of the line as shares of width and height; None where nobody kept it.
    """

    text: str
    word: str
    xyxy: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Likeness:
    """How alike a picture is to another product's, beside its own product's others.

    Attributes
    ----------
    other : float
        To the other product's most alike picture, at most 1.
    own : float or None
        To the most alike one of its own product's other pictures; None where there is none.
    shown : Shown or None
        That picture.
    """

    other: float
    own: float | None = None
    shown: Shown | None = None


@dataclass(frozen=True)
class Alarm:
    """A picture that probably shows the wrong product.

    Attributes
    ----------
    alarm_id : str
        Of this alarm; the same each time it is found.
    kind : {"same", "near", "color", "type", "gender", "lettering", "sku"}
        One picture under several products; nearly the same; color, type or gender against title or feed; words of
        another product; barcode or looks of another product.
    confidence : {"very likely", "likely", "possible"}
    strength : float
        Orders alarms of one confidence, the greatest first.
    shown : Shown
        The picture and its product.
    others : tuple of Shown
        The other products, or the other picture; the first ones.
    products : int
        How many other products there are.
    keys : tuple of (picture_id, key)
        What an answer is remembered under.
    claimed : tuple of str
        The shop's words for the color, the type or the gender.
    colors : tuple of (str, float)
        Colors of the product in the picture with the share that each covers.
    tags : tuple of (str, float)
        Tags of the picture that speak against the shop's words, with their scores.
    words : tuple of ReadWord
    code : str
        The barcode that was read, as a number; "" without one.
    likeness : Likeness or None
    score : float or None
        Probability that the picture shows another SKU, in [0, 1]; None for kinds without one.
    agrees : bool
        Whether another kind of alarm is about the same picture and product.
    answer : {"", "wrong", "fine"}
        What a person said.
    """

    alarm_id: str
    kind: str
    confidence: str
    strength: float
    shown: Shown
    others: tuple[Shown, ...] = ()
    products: int = 0
    keys: tuple[tuple[str, str], ...] = ()
    claimed: tuple[str, ...] = ()
    colors: tuple[tuple[str, float], ...] = ()
    tags: tuple[tuple[str, float], ...] = ()
    words: tuple[ReadWord, ...] = ()
    code: str = ""
    likeness: Likeness | None = None
    score: float | None = None
    agrees: bool = False
    answer: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        values = asdict(self)
        values.pop("keys")
        return values | {"strength": round(self.strength, 3),
                         "score": None if self.score is None else round(self.score, 4),
                         "colors": [{"color": name, "share": round(share, 3)} for name, share in self.colors],
                         "tags": [{"tag": name, "score": round(score, 3)} for name, score in self.tags]}
