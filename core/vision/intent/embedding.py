"""What the intent model sees in a picture before it decides: the mean of its last feature map [1]_.

Pictures that look alike to the model have vectors that point the same way, whatever label they get.

References
----------
.. [1] Lin, Chen and Yan, "Network in Network", ICLR 2014: global average pooling.
"""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

from core.errors import WrongContract
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter
from core.vision.intent.classifier import read_contract, to_input


class EmbeddingModel:
    """A .tflite of the intent contract, open for its features; calls from several threads wait for each other.

    Parameters
    ----------
    path : Path
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing, WrongContract
        As `core.vision.intent.classifier.IntentModel`; also for a model without a feature map.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        self._contract, graph = read_contract(path), read_graph(path)
        maps = graph.feature_maps(self._contract.shopping)
        if not maps:
            raise WrongContract(f"{path.name} has no feature map, so its pictures have no place on a map.",
                                "Use a convolutional network.")
        self._index, self._tensor, self._name = maps[-1], graph.tensors[maps[-1]], path.name
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(path, threads=threads, keep_tensors=True)

    def embed(self, image: np.ndarray) -> np.ndarray:
        """The vector of one picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        ndarray of float32, shape (channels,)
            Of length 1, so that distance means difference of direction; all zeros where the map is zero everywhere.

        Raises
        ------
        WrongContract
            When the model gives numbers that are not finite.
        """
        with self._lock:
            self._interpreter.set_tensor(self._contract.input,
                                         to_input(image, self._contract.mean, self._contract.std))
            self._interpreter.invoke()
            features = self._tensor.real(self._interpreter.get_tensor(self._index))
        vector = features.reshape(-1, features.shape[-1]).mean(axis=0)
        length = float(np.linalg.norm(vector))
        if not np.isfinite(length):
            raise WrongContract(f"{self._name} gives features that are not finite numbers.", "Use another model.")
        unit: np.ndarray = (vector / length if length else vector).astype(np.float32)
        return unit
