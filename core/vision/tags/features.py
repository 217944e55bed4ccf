"""What the tags' heads read of a picture: the intent network's last map, or a tuned half of it by stages of their own.

A head names what it reads: "shopping_intent_2" alone, or "shopping_intent_2+tag_features_1", where the second reads the
cells on which the last stages of EfficientNet-Lite0 stand, and its map takes the place of theirs.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.models import store
from core.vision.intent.network import shared_network
from core.vision.openvino_network import open_openvino

JOIN = "+"
READS = "lite_block11_add"  # in the name of the tensor that the stages read: 14 x 14 cells of 112 channels


class TagFeatures:
    """The features, open; calls from several threads wait for each other.

    Parameters
    ----------
    models_dir : Path
    name : str
        As a head names it.

    Raises
    ------
    SetupError, ModelMissing, WrongContract
        When a network is missing or is not what it should be.
    """

    def __init__(self, models_dir: Path, name: str) -> None:
        intent, _, tail = name.partition(JOIN)
        self._network = shared_network(store.entry(models_dir, "intent", intent).path)
        graph = self._network.graph
        self._places = [graph.feature_maps(self._network.contract.shopping)[-1]]
        self._tail, self._lock = None, threading.Lock()
        self._latest: tuple[np.ndarray, np.ndarray] | None = None
        if tail:
            path = store.entry(models_dir, "tag_features", tail).path
            self._places += [max(place for place, tensor in enumerate(graph.tensors) if READS in tensor.name)]
            self._tail = open_openvino(path).create_infer_request()

    def read(self, image: np.ndarray) -> np.ndarray:
        """The map of an RGB picture, uint8 (H, W, 3): ndarray of float32, shape (h, w, D); not to be changed.

        The latest picture, known by its object, is read once for all that ask.

        Raises
        ------
        WrongContract
            It is not finite.
        """
        with self._lock:
            if self._latest is None or self._latest[0] is not image:
                self._latest = None
                self._latest = image, self._read(image)
            return self._latest[1]

    def _read(self, image: np.ndarray) -> np.ndarray:
        tensors = self._network.graph.tensors
        values, *cells = (np.asarray(tensors[place].real(part), np.float32)[0] for place, part in
                          zip(self._places, self._network.read(image, self._places), strict=True))
        if self._tail is not None:
            self._tail.infer([np.ascontiguousarray(cells[0].transpose(2, 0, 1))[None]])
            tuned = self._tail.get_output_tensor(0).data[0].transpose(1, 2, 0)
            values = np.concatenate([values[..., :-tuned.shape[2]], tuned], axis=2)
        self._network.check_finite(values)
        return values


@lru_cache(maxsize=2)
def shared_features(models_dir: Path, name: str) -> TagFeatures:
    """The features of a name, opened once in each process; raises as `TagFeatures`."""
    return TagFeatures(models_dir, name)
