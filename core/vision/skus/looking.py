"""The look of a picture, made by the network and by image processing; in worker processes only."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any
from zipfile import BadZipFile

import cv2
import numpy as np

from core.errors import SetupError
from core.models.store import Entry
from core.vision.intent.contract import read_contract, to_input
from core.vision.openvino_network import OPTIONS
from core.vision.skus.geometry import points_of
from core.vision.skus.look import NEAR, UNIFORM, Look, product_weights, quantized

MARGIN = 0.04  # around a product that is cut out of its ground
NETWORK = "network"  # of the matcher's settings: name of the intent model whose features it compares
NO_POINTS = np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8)
_LEVELS, _STEPS = np.linspace(0, 256, 6), np.linspace(40, 216, 13)  # bins of lightness, and of a and b, of CIELAB


class Looking:
    """The network up to its last feature map, the projection of its cells, and what else is looked at.

    Parameters
    ----------
    matcher, network : Entry
        Of the roles "skus" and "intent".
    threads : int
        Pictures that are looked at at once.

    Raises
    ------
    SetupError
        When the matcher's files are not what they should be.
    """

    def __init__(self, matcher: Entry, network: Entry, *, threads: int = 1) -> None:
        self._projection, self._threads = read_projection(matcher), threads
        self._features = open_features(network, threads)

    def cells(self, image: np.ndarray) -> np.ndarray:
        """The parts of a picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        ndarray of float32, shape (49, D)
            Of length 1 each.
        """
        return self._projection.of(self._features(image))

    def look(self, image: np.ndarray, *, points: bool = True) -> Look:
        """The look of a picture, cut to the product where it stands on a uniform ground.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        points : bool
            Whether to look for distinct points, which takes longest.
        """
        image = trimmed(image)
        weights = product_weights(image)
        places, descriptors = points_of(image) if points else NO_POINTS
        return Look(quantized(self.cells(image)), weights, colors_of(image, weights), places, descriptors)

    def looks(self, images: Sequence[np.ndarray]) -> list[Look]:
        """The looks of crops, without points; several at once."""
        with ThreadPoolExecutor(self._threads) as threads:
            return list(threads.map(lambda image: self.look(image, points=False), images))


class Projection:
    """From the features of a cell to the numbers that are compared: for each network that is joined, a shift and a
    matrix.

    Parameters
    ----------
    means : ndarray of float32, shape (networks, channels)
    directions : ndarray of float32, shape (networks, channels, D / networks)
    """

    def __init__(self, means: np.ndarray, directions: np.ndarray) -> None:
        self.means, self.directions = means.astype(np.float32), directions.astype(np.float32)

    def of(self, features: np.ndarray) -> np.ndarray:
        """Features, float32 (N, networks * channels), as float32 (N, D) of length 1."""
        channels, parts = self.means.shape[1], []
        for number, (mean, directions) in enumerate(zip(self.means, self.directions, strict=True)):
            own = unit(features[:, number * channels:(number + 1) * channels])
            parts.append(unit((own - mean) @ directions))
        return np.concatenate(parts, axis=1) / np.float32(len(parts) ** 0.5)


def unit(values: np.ndarray) -> np.ndarray:
    """Rows divided by their lengths; zeros stay (ndarray of float32, same shape)."""
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    return np.asarray(values / np.where(lengths > 0, lengths, 1), np.float32)


def read_projection(matcher: Entry) -> Projection:
    """The projection of a matcher's file; raises SetupError."""
    try:
        with np.load(matcher.files[1].path, allow_pickle=False) as stored:
            return Projection(stored["means"], stored["directions"])
    except (OSError, ValueError, KeyError, IndexError, BadZipFile) as error:
        raise SetupError(f"The projection of {matcher.name} cannot be read: {error}.",
                         "Restore it: git checkout -- models.") from None


def read_settings(matcher: Entry) -> dict[str, Any]:
    """The coefficients of a matcher, and the name of its network; raises SetupError."""
    try:
        values: dict[str, Any] = json.loads(matcher.path.read_text("utf-8"))
        return values | {NETWORK: str(values[NETWORK])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"The coefficients of {matcher.name} cannot be read: {error}.",
                         "Restore them: git checkout -- models.") from None


def trimmed(image: np.ndarray) -> np.ndarray:
    """A picture cut to what stands on its uniform ground, with a small margin; any other picture as it is.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    """
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]]).astype(np.int16)
    ground = np.median(border, axis=0).astype(np.int16)
    if (np.abs(border - ground).max(axis=1) <= NEAR).mean() < UNIFORM:
        return image
    differs = np.abs(image.astype(np.int16) - ground).max(axis=2) > NEAR
    rows, columns = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return image
    room = round(MARGIN * max(image.shape[:2]))
    top, left = max(0, rows[0] - room), max(0, columns[0] - room)
    return np.ascontiguousarray(image[top:rows[-1] + 1 + room, left:columns[-1] + 1 + room])


def colors_of(image: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The colors of the product: a smoothed histogram of CIELAB.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    weights : ndarray of float32, shape (49,)
        Of its cells.

    Returns
    -------
    ndarray of float32, shape (720,)
        Square roots of shares, so that the dot product of two is the Bhattacharyya coefficient, in [0, 1].
    """
    small = cv2.cvtColor(cv2.resize(image, (64, 64), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2LAB)
    weight = cv2.resize(weights.reshape(7, 7), (64, 64)).ravel()
    places = [np.clip(np.digitize(small[..., axis].ravel(), edges) - 1, 0, len(edges) - 2)
              for axis, edges in enumerate((_LEVELS, _STEPS, _STEPS))]
    counts = np.bincount(np.ravel_multi_index(places, (5, 12, 12)), weight, 720).reshape(5, 12, 12)
    kernel = np.array([0.05, 0.24, 0.42, 0.24, 0.05])
    for axis in range(3):
        wide = np.pad(counts, [(2 * (axis == other),) * 2 for other in range(3)], "edge")
        counts = np.lib.stride_tricks.sliding_window_view(wide, len(kernel), axis) @ kernel
    return np.sqrt(counts.ravel() / max(counts.sum(), 1e-9)).astype(np.float32)


def open_features(network: Entry, threads: int = 1) -> Callable[[np.ndarray], np.ndarray]:
    """The network up to its last feature map; its function may be called from several threads.

    Returns
    -------
    callable
        Image, ndarray of uint8 (H, W, 3) -> ndarray of float32 (49, channels).
    """
    import openvino as ov

    contract, model = read_contract(network.path), ov.Core().read_model(network.path)
    joined = [op for op in model.get_ops() if op.get_type_name() == "Concat"
              and op.output(0).partial_shape.rank.get_length() == 4]
    if not joined:
        raise SetupError(f"{network.name} has no joined feature map, which matching SKUs compares.",
                         "Restore the model that the matcher names: git checkout -- models.")
    compiled = ov.Core().compile_model(ov.Model([joined[-1].output(0)], model.get_parameters()), "CPU", {
        **OPTIONS, "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": threads})
    requests: SimpleQueue[Any] = SimpleQueue()
    for _ in range(threads):
        requests.put(compiled.create_infer_request())

    def features(image: np.ndarray) -> np.ndarray:
        request = requests.get()
        try:
            request.infer([to_input(image, contract.mean, contract.std)])
            found = request.get_output_tensor(0).data[0]  # channels first: OpenVINO's order
            return np.ascontiguousarray(found.reshape(len(found), -1).T)
        finally:
            requests.put(request)

    return features
