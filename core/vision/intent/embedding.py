"""What the intent model sees in a picture before it decides: the mean of its last feature map [1]_.

Pictures that look alike to the model have vectors that point the same way, whatever label they get.

References
----------
.. [1] Lin, Chen and Yan, "Network in Network", ICLR 2014: global average pooling.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.errors import WrongContract
from core.vision.intent.network import shared_network


class EmbeddingModel:
    """A .tflite of the intent contract, open for its features; calls from several threads wait for each other.

    Parameters
    ----------
    path : Path

    Raises
    ------
    ModelMissing, WrongContract
        As `core.vision.intent.classifier.IntentModel`; also for a model without a feature map.
    """

    def __init__(self, path: Path) -> None:
        self._network = shared_network(path)
        if self._network.map is None:
            raise WrongContract(f"{path.name} has no feature map, so its pictures have no place on a map.",
                                "Use a convolutional network.")
        self._index, self._tensor = self._network.map, self._network.graph.tensors[self._network.map]

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
        features = self._tensor.real(self._network.read(image, [self._index])[0])
        vector = features.reshape(-1, features.shape[-1]).mean(axis=0)
        self._network.check_finite(vector)
        length = float(np.linalg.norm(vector))
        unit: np.ndarray = (vector / length if length else vector).astype(np.float32)
        return unit
