"""What a search gives: the pictures of a page, how many there are, and the facets beside them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from core.nouns.fact import Fact


@dataclass(frozen=True)
class Hit:
    """One picture of a result.

    Attributes
    ----------
    picture_id : str
    name : str
        File name, or the end of its address.
    uri : str
        The address; of a file of this machine only its name.
    width, height : int
        Of the upright picture.
    seen : datetime
        When it came into the catalog, UTC.
    state : str
        One of `core.words.search.STATES`.
    facts : tuple of Fact
        All that is known of it, in the order of names and falling scores.
    """

    picture_id: str
    name: str
    uri: str
    width: int
    height: int
    seen: datetime
    state: str
    facts: tuple[Fact, ...] = ()

    def value(self, name: str) -> str:
        """The surest value of a name; "" without one."""
        return next((fact.value for fact in self.facts if fact.name == name), "")

    def score(self, name: str) -> float:
        """The score of the surest value; 0 without one."""
        return next((fact.score for fact in self.facts if fact.name == name), 0.0)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "seen": self.seen.astimezone(UTC).isoformat(timespec="seconds"),
                "facts": [fact.to_dict() for fact in self.facts]}


@dataclass(frozen=True)
class Facet:
    """The values of one field among the pictures found.

    Attributes
    ----------
    field : str
    counts : dict of str to int
        Value -> exact number of pictures, the most frequent first. Of a field that the query asks for with values, what
        each value would give in their place.
    values : int
        How many values there are; only the most frequent stand in `counts`.
    """

    field: str
    counts: dict[str, int]
    values: int


@dataclass(frozen=True)
class Found:
    """A page of a result.

    Attributes
    ----------
    query : str
        As it was read.
    total, everything : int
        Pictures that meet the query, and pictures of the catalog.
    hits : tuple of Hit
    facets : tuple of Facet
    notes : tuple of str
        What the reader should know, such as a value that no picture has.
    """

    query: str
    total: int
    everything: int
    hits: tuple[Hit, ...] = ()
    facets: tuple[Facet, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"query": self.query, "total": self.total, "everything": self.everything,
                "hits": [hit.to_dict() for hit in self.hits], "facets": [asdict(facet) for facet in self.facets],
                "notes": list(self.notes)}
