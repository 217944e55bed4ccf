"""The pictures of a job as a flow: face, person, photo type, top label, verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.errors import Misuse
from core.nouns.analysis import KINDS
from core.nouns.intent import INTENT_LABELS
from core.nouns.thresholds import VERDICTS, Thresholds, is_face, is_person
from core.whatif.changes import kinds, verdicts
from core.whatif.scores import Scores

# Layer -> its nodes, from left to right.
LAYERS: dict[str, tuple[str, ...]] = {
    "face": ("face", "no_face"),
    "person": ("person", "no_person", "not_searched"),
    "kind": (*KINDS, "unknown"),
    "label": INTENT_LABELS,
    "verdict": VERDICTS,
}
ORDER = tuple(LAYERS)


@dataclass(frozen=True)
class Link:
    """Pictures that go from one node to the next.

    Attributes
    ----------
    source, target : str
        Nodes, written "layer.name".
    pictures : int
    share : float
        Of all pictures, in [0, 1].
    """

    source: str
    target: str
    pictures: int
    share: float

    @property
    def name(self) -> str:
        """What `rows_of` takes: both nodes with a hyphen between."""
        return f"{self.source}-{self.target}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"source": self.source, "target": self.target, "pictures": self.pictures,
                "share": round(self.share, 4)}


@dataclass(frozen=True)
class Flow:
    """How many pictures go which way.

    Attributes
    ----------
    pictures : int
    nodes : dict of str to int
        "layer.name" -> pictures; nodes without pictures are left out.
    links : tuple of Link
        Between neighboring layers, from left to right; links without pictures are left out.
    """

    pictures: int
    nodes: dict[str, int]
    links: tuple[Link, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"pictures": self.pictures, "nodes": self.nodes, "links": [link.to_dict() for link in self.links]}


def codes(scores: Scores, thresholds: Thresholds) -> dict[str, np.ndarray]:
    """The node of each picture in each layer: layer -> ndarray of int8, shape (N,), indices into `LAYERS`."""
    low, high = (is_person(scores.person_low, thresholds.person), is_person(scores.person_high, thresholds.person))
    return {
        "face": np.where(is_face(scores.face, thresholds.face), 0, 1).astype(np.int8),
        "person": np.where(low, 0, np.where(high, 2, 1)).astype(np.int8),
        "kind": kinds(scores, thresholds),
        "label": scores.top,
        "verdict": verdicts(scores, thresholds),
    }


def flow_of(scores: Scores, thresholds: Thresholds) -> Flow:
    """Count the ways of all pictures."""
    at, total = codes(scores, thresholds), len(scores)
    counted = {layer: np.bincount(at[layer], minlength=len(names)) for layer, names in LAYERS.items()}
    nodes = {f"{layer}.{name}": int(number) for layer, names in LAYERS.items()
             for name, number in zip(names, counted[layer], strict=True) if number}
    links = []
    for left, right in zip(ORDER, ORDER[1:], strict=False):
        width = len(LAYERS[right])
        pairs = np.bincount(at[left].astype(np.int64) * width + at[right], minlength=len(LAYERS[left]) * width)
        links += [Link(f"{left}.{LAYERS[left][pair // width]}", f"{right}.{LAYERS[right][pair % width]}",
                       int(pairs[pair]), int(pairs[pair]) / total) for pair in np.flatnonzero(pairs).tolist()]
    return Flow(total, nodes, tuple(links))


def rows_of(scores: Scores, thresholds: Thresholds, selection: str) -> np.ndarray:
    """Rows of the pictures in a node ("kind.product_only") or a link (two nodes with a hyphen); all for "".

    Raises
    ------
    Misuse
        When there is no such node.
    """
    chosen = np.ones(len(scores), bool)
    at = codes(scores, thresholds)
    for node in filter(None, selection.split("-")):
        layer, _, name = node.partition(".")
        if name not in LAYERS.get(layer, ()):
            raise Misuse(f"The flow has no step {node[:60]!r}.",
                         f"Steps are written layer.name, such as kind.{KINDS[0]}; layers: {', '.join(LAYERS)}.")
        chosen &= at[layer] == LAYERS[layer].index(name)
    return np.flatnonzero(chosen)
