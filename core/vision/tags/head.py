"""The head of the tags model: features -> probabilities of the taxonomy's tags and of attributes, in numpy.

The last layer reads the features, scaled to one length, and a hidden layer's units beside them where there is one.

A leaf is a type, or the rest of a category or of a domain. Its probability is a softmax; that of a tag is the sum of
the leaves below it, so a child is never above its parent [1]_. Each attribute has a softmax of its own.

References
----------
.. [1] Redmon and Farhadi, "YOLO9000", CVPR 2017, section 4: hierarchical classification over a tree of words.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import SetupError


@dataclass(frozen=True, eq=False)
class TagHead:
    """A trained head.

    Attributes
    ----------
    network : str
        Name of the intent model whose features it reads.
    nodes : tuple of str
        Tags, parents before children; "" last: no product that the model knows.
    below : ndarray of float32, shape (leaves, nodes)
        1 where a leaf counts for a tag.
    values : dict of str to tuple of str
        Attribute -> its values, in the order of the outputs behind the leaves.
    belongs : dict of str to tuple of str
        Attribute -> tags whose goods have it.
    weights : ndarray of float32, shape (D + H, leaves + values)
        Of the last layer.
    bias : ndarray of float32, shape (leaves + values,)
    temperatures : dict of str to float
        "tag" and each attribute: what logits are divided by.
    thresholds : dict of (str, str) to float
        (fact, value) -> least probability at which it is shown; above 1: never.
    hidden : ndarray of float32, shape (D + 1, H)
        Weights of the hidden layer, its bias last; H may be 0.
    background : ndarray of float32, shape (M, D)
        Features of pictures of all kinds, from which a site's own tags are told apart; M may be 0.
    """

    network: str
    nodes: tuple[str, ...]
    below: np.ndarray
    values: dict[str, tuple[str, ...]]
    belongs: dict[str, tuple[str, ...]]
    weights: np.ndarray
    bias: np.ndarray
    temperatures: dict[str, float]
    thresholds: dict[tuple[str, str], float]
    hidden: np.ndarray
    background: np.ndarray

    def read(self, features: np.ndarray) -> np.ndarray:
        """What the last layer reads: ndarray of float32, shape (N, D + H)."""
        values = unit_features(features)
        units = np.maximum(values @ self.hidden[:-1] + self.hidden[-1], 0)
        return np.hstack([values, units]) if units.shape[1] else values

    def logits(self, features: np.ndarray) -> np.ndarray:
        """Outputs before the softmax: ndarray of float32, shape (N, leaves + values)."""
        return np.asarray(self.read(features) @ self.weights + self.bias, np.float32)

    def columns(self, name: str) -> slice:
        """The outputs of "tag" (its leaves) or of an attribute."""
        start = len(self.below)
        if name == "tag":
            return slice(0, start)
        for other, values in self.values.items():
            if other == name:
                return slice(start, start + len(values))
            start += len(values)
        raise KeyError(name)

    def probabilities(self, logits: np.ndarray) -> dict[str, np.ndarray]:
        """What logits mean.

        Parameters
        ----------
        logits : ndarray of float32, shape (N, leaves + values)

        Returns
        -------
        dict of str to ndarray of float32
            "tag": shape (N, nodes); each attribute: shape (N, its values). In [0, 1].
        """
        found = {name: softmax(logits[:, self.columns(name)] / self.temperatures[name])
                 for name in ("tag", *self.values)}
        return found | {"tag": found["tag"] @ self.below}

    def shown(self, found: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """What reaches its threshold, with all parents of a tag that does; attributes only of goods that have them.

        Parameters
        ----------
        found : dict of str to ndarray of float32
            From `probabilities`.

        Returns
        -------
        dict of str to ndarray of bool
            In the shapes of `found`.
        """
        limits = np.array([self.thresholds["tag", node] for node in self.nodes])
        passed = found["tag"] >= limits
        passed[:, -1] = False  # no product
        shown = {"tag": passed.astype(np.float32) @ self.below > 0}
        for name, values in self.values.items():
            limits = np.array([self.thresholds[name, value] for value in values])
            there = shown["tag"][:, [place for place, node in enumerate(self.nodes) if node in self.belongs[name]]]
            shown[name] = (found[name] >= limits) & there.any(axis=1, keepdims=True)
        return shown


def read_head(path: Path) -> TagHead:
    """Read a head's file (.npz).

    Raises
    ------
    SetupError
        When the file is not what it should be.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            files = {name: stored[name] for name in stored.files}
        values: dict[str, list[str]] = {}
        for name, value in (text.split(":", 1) for text in files["values"].tolist()):
            values.setdefault(name, []).append(value)
        belongs: dict[str, list[str]] = {name: [] for name in values}
        for name, tag in (text.split(":", 1) for text in files["belongs"].tolist()):
            belongs[name].append(tag)
        facts = [("tag", node) for node in files["nodes"].tolist()] + [
            (name, value) for name, known in values.items() for value in known]
        head = TagHead(
            str(files["network"]), tuple(files["nodes"].tolist()), files["below"].astype(np.float32),
            {name: tuple(known) for name, known in values.items()},
            {name: tuple(tags) for name, tags in belongs.items()},
            files["weights"].astype(np.float32), files["bias"].astype(np.float32),
            dict(zip(("tag", *values), files["temperatures"].tolist(), strict=True)),
            dict(zip(facts, files["thresholds"].tolist(), strict=True)),
            *_more(files))
        outputs, units = len(head.below) + len(files["values"]), head.hidden.shape[1]
        if head.weights.shape != (len(head.hidden) - 1 + units, outputs) or head.bias.shape != (outputs,):
            raise ValueError(f"weights of shape {head.weights.shape} for {outputs} outputs")
        return head
    except (OSError, ValueError, KeyError) as error:
        raise SetupError(f"The head {path.name} cannot be read: {error}.",
                         "Restore it: git checkout -- models.") from None


def write_head(path: Path, head: TagHead) -> None:
    """Write a head's file, as `read_head` reads it: weights in half precision."""
    facts = [("tag", node) for node in head.nodes] + [(name, value) for name, known in head.values.items()
                                                      for value in known]
    np.savez_compressed(
        path, network=np.array(head.network), nodes=np.array(head.nodes), below=head.below.astype(bool),
        values=np.array([f"{name}:{value}" for name, value in facts[len(head.nodes):]]),
        belongs=np.array([f"{name}:{tag}" for name, tags in head.belongs.items() for tag in tags]),
        weights=head.weights.astype(np.float16), bias=head.bias.astype(np.float32),
        temperatures=np.array([head.temperatures[name] for name in ("tag", *head.values)]),
        thresholds=np.array([head.thresholds[fact] for fact in facts]),
        hidden=head.hidden.astype(np.float16), background=head.background.astype(np.float16))


def _more(files: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The hidden layer and the background; the first heads have neither."""
    hidden, background = files.get("hidden"), files.get("background")
    width = len(files["weights"])
    return (np.zeros((width + 1, 0), np.float32) if hidden is None else hidden.astype(np.float32),
            np.zeros((0, width), np.float32) if background is None else background.astype(np.float32))


def unit_features(features: np.ndarray) -> np.ndarray:
    """Features of length sqrt(D), so that each is about 1: ndarray of float32, shape (N, D); zeros stay."""
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.where(lengths > 0, lengths, 1) * np.sqrt(features.shape[1]), np.float32)


def length_one(features: np.ndarray) -> np.ndarray:
    """Features of length 1: ndarray of float32, shape (N, D); zeros stay."""
    return np.asarray(unit_features(features) / np.sqrt(features.shape[1]), np.float32)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities, row by row: of logits, ndarray of float32, shape (N, K), the same shape.

    Examples
    --------
    >>> softmax(np.float32([[0, 0], [5, 5]])).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
