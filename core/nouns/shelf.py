"""A shelf as one photo shows it: its facings, which product each is, its rows, price tags and gaps."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from core.nouns.correction import Correction
from core.nouns.sku import SkuAnswer

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels of the upright photo
NOT_A_PRODUCT, UNKNOWN = "not-a-product", "not-in-the-catalog"  # what people can say of a facing besides a SKU


@dataclass(frozen=True)
class Facing:
    """One product that stands in front, and which one it is.

    Attributes
    ----------
    xyxy : Box
    score : float
        How sure the detector is that it is a product, in [0, 1]; 1 for one that a person drew.
    row : int
        Of the shelf, from the top, starting at 0.
    answer : SkuAnswer
        What the matcher says.
    said : str
        What a person says: a SKU, `UNKNOWN`, or "" where nobody said anything.
    """

    xyxy: Box
    score: float
    row: int
    answer: SkuAnswer = SkuAnswer()
    said: str = ""

    @property
    def sku(self) -> str:
        """The product, "" where it is not in the catalog or nobody can tell."""
        return ("" if self.said == UNKNOWN else self.said) if self.said else self.answer.sku

    def probability(self, sku: str) -> float:
        """How probable it is that this facing is a product, or none of the catalog (""), in [0, 1]; what a person says
        is certain."""
        if self.said:
            return float(self.sku == sku)
        scores = {match.sku: match.score for match in self.answer.matches}
        total = sum(scores.values())
        return scores.get(sku, 0.0) / max(1.0, total) if sku else max(0.0, 1.0 - total)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; pixels rounded to 0.1, scores to 1e-4."""
        return {"xyxy": rounded(self.xyxy), "score": round(self.score, 4), "row": self.row, "sku": self.sku,
                "said": self.said, "answer": self.answer.to_dict()}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Facing:
        """Inverse of `to_dict`."""
        return Facing(as_box(values["xyxy"]), values["score"], values["row"], SkuAnswer.from_dict(values["answer"]),
                      values["said"])


@dataclass(frozen=True)
class FacingWord:
    """What a person said of one place of a shelf photo.

    Attributes
    ----------
    xyxy : Box
        Of the facing, or of one that the person drew.
    said : str
        A SKU, `UNKNOWN`, `NOT_A_PRODUCT`, or "" to take back what was said before.
    before : str
        What counted until then: a SKU, or "".
    author : str
    created : float
        Seconds since 1970.
    """

    xyxy: Box
    said: str
    before: str = ""
    author: str = ""
    created: float = 0.0

    def to_text(self) -> str:
        """The place and what stands there, as a correction keeps it.

        Examples
        --------
        >>> FacingWord((1, 2, 3.04, 4), "MUG-01").to_text()
        '1.0,2.0,3.0,4.0=MUG-01'
        """
        return f"{','.join(map(str, rounded(self.xyxy)))}={self.said}"

    @staticmethod
    def of(word: Correction) -> FacingWord:
        """A correction whose value is the text of `to_text`."""
        place, _, said = word.value.partition("=")
        return FacingWord(as_box(place.split(",")), said, word.before, word.author, word.created.timestamp())

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self) | {"xyxy": rounded(self.xyxy)}


@dataclass(frozen=True)
class ShelfReading:
    """What one photo of a shelf shows.

    Attributes
    ----------
    reading_id : int
        0 before it is kept.
    picture_id, uri : str
        Of the photo.
    shelf : str
        What the user calls the shelf; photos of one shelf are compared over time.
    created : float
        When it was read, in seconds since 1970.
    size_wh : tuple of int
    facings : tuple of Facing
        By row, then from left to right.
    tags, gaps : tuple of Box
        Price tags; stretches of a row where nothing stands.
    models : dict of str to str
        Role -> version: the detector, the matcher, the index.
    """

    reading_id: int
    picture_id: str
    uri: str
    shelf: str
    created: float
    size_wh: tuple[int, int]
    facings: tuple[Facing, ...]
    tags: tuple[Box, ...]
    gaps: tuple[Box, ...]
    models: dict[str, str]

    @property
    def rows(self) -> int:
        """How many rows have a facing."""
        return len({facing.row for facing in self.facings})

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        plain = {name: getattr(self, name) for name in ("reading_id", "picture_id", "uri", "shelf", "created",
                                                        "models")}
        return plain | {"size_wh": list(self.size_wh), "facings": [one.to_dict() for one in self.facings],
                        "tags": [rounded(box) for box in self.tags], "gaps": [rounded(box) for box in self.gaps]}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> ShelfReading:
        """Inverse of `to_dict`."""
        return ShelfReading(**{**values, "size_wh": tuple(values["size_wh"]),
                               "facings": tuple(map(Facing.from_dict, values["facings"])),
                               "tags": tuple(map(as_box, values["tags"])), "gaps": tuple(map(as_box, values["gaps"]))})


@dataclass(frozen=True)
class SyntheticShelf:
    """A shelf that was put together.

    Attributes
    ----------
    photo : bytes
        JPEG.
    facings, products, rows, gaps, price_tags : int
    """

    photo: bytes
    facings: int
    products: int
    rows: int
    gaps: int
    price_tags: int


def corrected(reading: ShelfReading, words: tuple[FacingWord, ...]) -> ShelfReading:
    """The reading as people see it: each place as the newest word about it says.

    Parameters
    ----------
    reading : ShelfReading
        As the models read it.
    words : tuple of FacingWord
        The oldest first.
    """
    newest = {tuple(rounded(word.xyxy)): word for word in words}
    facings = []
    for facing in reading.facings:
        word = newest.pop(tuple(rounded(facing.xyxy)), None)
        if word is None or word.said != NOT_A_PRODUCT:
            facings.append(facing if word is None else replace(facing, said=word.said))
    drawn = [word for word in newest.values() if word.said not in ("", NOT_A_PRODUCT)]
    facings += [Facing(word.xyxy, 1.0, _row_of(word.xyxy, reading.facings), said=word.said) for word in drawn]
    return replace(reading, facings=tuple(sorted(facings, key=lambda one: (one.row, one.xyxy[0]))))


def rounded(box: Box) -> list[float]:
    """A box as a list, to 0.1 px: what boxes are told apart by."""
    return [round(float(value), 1) for value in box]


def as_box(values: Any) -> Box:
    """Four numbers as a box."""
    left, top, right, bottom = values
    return float(left), float(top), float(right), float(bottom)


def _row_of(box: Box, facings: tuple[Facing, ...]) -> int:
    """The row of the facing whose middle is at the most similar height; 0 on an empty shelf."""
    middle = (box[1] + box[3]) / 2
    return min(facings, key=lambda one: abs((one.xyxy[1] + one.xyxy[3]) / 2 - middle)).row if facings else 0
