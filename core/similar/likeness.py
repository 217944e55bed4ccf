"""What is like a picture: the nearest pictures of the catalog, with their scores."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Hit:
    """One picture that is like another one.

    Attributes
    ----------
    picture_id : str
    score : float
        Cosine of the two half-whitened vectors, in [-1, 1].
    uri : str
        Where the picture was first met; "" where nobody says.
    """

    picture_id: str
    score: float
    uri: str = ""


@dataclass(frozen=True)
class Likeness:
    """The pictures of the catalog that are most like one.

    Attributes
    ----------
    hits : tuple of Hit
        The best first; none under the cut-off.
    cut_off : float
        Least score of a hit.
    best_refused : float or None
        Score of the best picture under the cut-off; None where there is none.
    indexed : int
        Pictures that were compared.
    model : str
        Whose vectors they are.
    """

    hits: tuple[Hit, ...]
    cut_off: float
    best_refused: float | None
    indexed: int
    model: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"hits": [{**asdict(hit), "score": round(hit.score, 4)} for hit in self.hits],
                "cut_off": round(self.cut_off, 4),
                "best_refused": None if self.best_refused is None else round(self.best_refused, 4),
                "indexed": self.indexed, "model": self.model}
