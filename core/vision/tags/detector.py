"""What product a picture shows: a head on the mean of the intent model's last feature map, and where it looks.

The head names the intent model that it reads, and goes on reading that one when another is promoted.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import Misuse, WrongContract
from core.models import store
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.intent.network import OpenNetwork, shared_network
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

    def features(self, image: np.ndarray) -> np.ndarray:
        """The last feature map of an RGB picture, uint8 (H, W, 3): ndarray of float32, shape (h, w, D)."""
        return last_map(self._network, image)

    def probabilities(self, image: np.ndarray) -> dict[str, np.ndarray]:
        """Of all tags and of each attribute's values, as `TagHead.probabilities`, for one picture."""
        return self.head.probabilities(self.head.logits(_mean(self.features(image))))

    def facts(self, image: np.ndarray) -> tuple[Fact, ...]:
        """Tags and attributes that reach their thresholds; parents before children."""
        found = self.probabilities(image)
        shown = self.head.shown(found)
        words = {TAG: self.head.nodes, **self.head.values}
        return tuple(Fact(name, words[name][place], float(found[name][0, place]), self.name)
                     for name in words for place in np.flatnonzero(shown[name][0]))

    def evidence(self, image: np.ndarray, name: str, value: str) -> np.ndarray:
        """Where the picture speaks for a tag: Grad-CAM [1]_.

        The gradient of the logarithm of the tag's probability by the mean of the features, in closed form, times the
        features of each cell.

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
        .. [1] Selvaraju et al., "Grad-CAM", ICCV 2017; with a head that is linear it is the class activation map of
               Zhou et al., "Learning deep features for discriminative localization", CVPR 2016.
        """
        values = self.features(image)
        weights = _direction(self.head, _mean(values), name, value)
        length = float(np.linalg.norm(values.mean(axis=(0, 1)))) or 1.0
        scale = np.sqrt(values.shape[2]) / length / (values.shape[0] * values.shape[1])
        return np.asarray(values @ weights * scale, np.float32)

    def log_odds(self, image: np.ndarray, name: str, value: str) -> float:
        """The logarithm of the odds of a tag: what covering parts of the picture lowers. Raises as `evidence`."""
        columns, inside = _inside(self.head, name, value)
        logits = self.head.logits(_mean(self.features(image)))[0, columns] / self.head.temperatures[name]
        own, others = logits[inside > 0], logits[inside == 0]
        return float(np.logaddexp.reduce(own) - np.logaddexp.reduce(others))


def open_tags(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function; `entry` is of role "tags". Raises as `TagModel`."""
    model = TagModel(entry)

    def tags_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        return model.facts(image)

    return tags_of


def last_map(network: OpenNetwork, image: np.ndarray) -> np.ndarray:
    """The last feature map of a network for an RGB picture, uint8 (H, W, 3): ndarray of float32, shape (h, w, D).

    Raises
    ------
    WrongContract
        It is not finite, or there is none.
    """
    if (place := network.map) is None:
        raise WrongContract(f"{network.name} has no feature map.", "Use a convolutional network.")
    values = np.asarray(network.graph.tensors[place].real(network.read(image, [place])[0]), np.float32)[0]
    network.check_finite(values)
    return values


def _mean(values: np.ndarray) -> np.ndarray:
    return values.reshape(1, -1, values.shape[-1]).mean(axis=1)


def _inside(head: TagHead, name: str, value: str) -> tuple[slice, np.ndarray]:
    """The outputs of a fact, and 1 for each of them that counts for a value."""
    if name == TAG and value in head.nodes[:-1]:
        return head.columns(TAG), head.below[:, head.nodes.index(value)]
    if value in head.values.get(name, ()):
        return head.columns(name), np.array([one == value for one in head.values[name]], np.float32)
    raise Misuse(f"The model knows no {name[:40]} {value[:40]!r}.", "Ask for a tag that it found.")


def _direction(head: TagHead, features: np.ndarray, name: str, value: str) -> np.ndarray:
    """The gradient of log P(value) by the scaled features, up to the temperature: shape (D,)."""
    columns, inside = _inside(head, name, value)
    shares = softmax(head.logits(features)[:, columns] / head.temperatures[name])[0]
    own = shares * inside
    outer = head.weights[:, columns] @ (own / max(float(own.sum()), 1e-12) - shares)
    width = features.shape[1]
    return np.asarray(outer[:width] + head.hidden[:-1] @ (outer[width:] * (head.read(features)[0, width:] > 0)),
                      np.float32)
