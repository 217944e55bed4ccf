"""The networks of a face, run by OpenVINO in float32 so that numbers agree on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from core.errors import WrongContract
from core.vision.face_details.crops import upright
from core.vision.openvino_network import open_openvino

LANDMARK_SIDE, EMOTION_SIDE, DESCRIPTOR_SIDE = 192, 64, 224
LANDMARKS, DESCRIPTOR = 468, 1024
EMOTIONS = ("angry", "disgusted", "afraid", "happy", "sad", "surprised", "neutral")  # in the network's order


class Network:
    """A .tflite that takes one picture.

    Parameters
    ----------
    path : Path
    outputs : tuple of int
        The number of values of each output that is wanted.

    Raises
    ------
    WrongContract
        When OpenVINO cannot read the file, or its outputs are others.
    """

    def __init__(self, path: Path, outputs: tuple[int, ...]) -> None:
        self._network = open_openvino(path)
        sizes = [int(np.prod(output.shape)) for output in self._network.outputs]
        if not set(outputs) <= set(sizes):
            raise WrongContract(f"{path.name} must have outputs of {outputs} numbers, but has {tuple(sizes)}.",
                                "Use the file of the manifest.")
        self._rows = [sizes.index(size) for size in outputs]

    def __call__(self, values: np.ndarray) -> list[np.ndarray]:
        """The wanted outputs, flat, float32; `values` float32 (H, W, C)."""
        found: Any = self._network(values[None])
        return [np.array(found[row], np.float32).reshape(-1) for row in self._rows]


def landmarks(network: Network, image: np.ndarray, box: np.ndarray, angle: float) -> tuple[np.ndarray, float]:
    """The 468 landmarks of a face in its upright crop, and how surely there is a face.

    Parameters
    ----------
    network : Network
        With outputs of 1404 and 1 numbers.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    box : ndarray of float, shape (4,)
        xyxy of the face.
    angle : float
        From `crops.eye_angle`.

    Returns
    -------
    points : ndarray of float32, shape (468, 3)
        x, y, z in pixels of the crop of 192 pixels.
    presence : float
        In [0, 1].
    """
    crop = upright(image, box, angle, LANDMARK_SIDE)
    points, logit = network(crop.astype(np.float32) / 255)
    return points.reshape(LANDMARKS, 3), float(1 / (1 + np.exp(-np.clip(logit[0], -30, 30))))


def emotion(network: Network, image: np.ndarray, box: np.ndarray, angle: float) -> np.ndarray:
    """Probabilities of `EMOTIONS`; float32 (7,).

    Parameters
    ----------
    network : Network
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    box : ndarray of float, shape (4,)
        xyxy of the face.
    angle : float
        From `crops.eye_angle`.
    """
    gray = cv2.cvtColor(upright(image, box, angle, EMOTION_SIDE, margin=0.0), cv2.COLOR_RGB2GRAY)
    return network((gray.astype(np.float32) / 127.5 - 1)[..., None])[0]


def descriptor(network: Network, image: np.ndarray, box: np.ndarray, angle: float) -> np.ndarray:
    """What tells a face from others: float32 (1024,), of length 1.

    Parameters
    ----------
    network : Network
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    box : ndarray of float, shape (4,)
        xyxy of the face.
    angle : float
        From `crops.eye_angle`.
    """
    crop = upright(image, box, angle, DESCRIPTOR_SIDE, margin=0.1)
    values = network(crop.astype(np.float32))[0]
    return np.asarray(values / max(float(np.linalg.norm(values)), 1e-9), np.float32)
