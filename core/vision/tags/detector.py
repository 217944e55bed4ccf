"""What product a picture shows: a linear head on the mean of the intent model's last feature map, and where it looks.

The head names the intent model that it reads, and goes on reading that one when another is promoted.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import Misuse
from core.models import store
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.intent.network import shared_network
from core.vision.tags.head import TagHead, read_head, softmax

TAG = "tag"


class TagModel:
    """The head with its network, open; calls from several threads wait for each other.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "tags".

    Raises
    ------
    SetupError, ModelMissing, WrongContract
        When the head cannot be read, or its network is missing.
    """

    def __init__(self, entry: Any) -> None:
        path = Path(entry.path)
        self.name, self.head = entry.name, read_head(path)
        self._network = shared_network(store.entry(path.parent, "intent", self.head.network).path)
        self._map = self._network.graph.feature_maps(self._network.contract.shopping)[-1]

    def features(self, image: np.ndarray) -> np.ndarray:
        """The last feature map of an RGB picture, uint8 (H, W, 3): ndarray of float32, shape (h, w, D)."""
        stored = self._network.read(image, [self._map])[0]
        values = np.asarray(self._network.graph.tensors[self._map].real(stored), np.float32)[0]
        self._network.check_finite(values)
        return values

    def facts(self, image: np.ndarray) -> tuple[Fact, ...]:
        """Tags and attributes that reach their thresholds; parents before children."""
        logits = self.head.logits(_mean(self.features(image)))
        found = self.head.probabilities(logits)
        shown = self.head.shown(found)
        words = {TAG: self.head.nodes, **self.head.values}
        return tuple(Fact(name, words[name][place], float(found[name][0, place]), self.name)
                     for name in words for place in np.flatnonzero(shown[name][0]))

    def evidence(self, image: np.ndarray, name: str, value: str) -> np.ndarray:
        """Where the picture speaks for a tag: the class activation map [1]_.

        The gradient of the logarithm of the tag's probability by the mean of the features, in closed form, times the
        features of each cell: exact, since all behind the map is linear up to the softmax.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        name, value : str
            Such as "tag", "sandal".

        Returns
        -------
        ndarray of float32, shape (h, w)
            Positive where a cell speaks for it, negative where against; the sum is the gradient times the features.

        Raises
        ------
        Misuse
            The model does not know the value.

        References
        ----------
        .. [1] Zhou et al., "Learning deep features for discriminative localization", CVPR 2016.
        """
        values = self.features(image)
        weights = _direction(self.head, self.head.logits(_mean(values))[0], name, value)
        length = float(np.linalg.norm(values.mean(axis=(0, 1)))) or 1.0
        scale = np.sqrt(values.shape[2]) / length / (values.shape[0] * values.shape[1])
        return np.asarray(values @ weights * scale, np.float32)


def open_tags(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function; `entry` is of role "tags". Raises as `TagModel`."""
    model = TagModel(entry)

    def tags_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        return model.facts(image)

    return tags_of


def _mean(values: np.ndarray) -> np.ndarray:
    return values.reshape(1, -1, values.shape[-1]).mean(axis=1)


def _direction(head: TagHead, logits: np.ndarray, name: str, value: str) -> np.ndarray:
    """The gradient of log P(value) by the features, up to the temperature: shape (D,)."""
    leaves, start = len(head.below), len(head.below)
    if name == TAG and value in head.nodes[:-1]:
        inside, columns = head.below[:, head.nodes.index(value)], slice(0, leaves)
    elif value in head.values.get(name, ()):
        for other, values in head.values.items():
            if other == name:
                break
            start += len(values)
        columns = slice(start, start + len(head.values[name]))
        inside = np.array([one == value for one in head.values[name]], np.float32)
    else:
        raise Misuse(f"The model knows no {name[:40]} {value[:40]!r}.", "Ask for a tag that it found.")
    shares = softmax(logits[None, columns] / head.temperatures[name])[0]
    own = shares * inside
    return np.asarray(head.weights[:, columns] @ (own / max(float(own.sum()), 1e-12) - shares), np.float32)
