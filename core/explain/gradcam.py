"""Grad-CAM [1]_ of the very .tflite that scored: where the evidence for one label lies.

The interpreter runs the model and keeps every tensor. From the last feature map A (h x w x channels) on, the model
is run again in numpy with the closed form of each derivative (`core.explain.derivatives`); a check makes sure that
this replay gives the interpreter's own score. With y the score of the label before softmax (as in [1]_: after it,
the gradient of a sure verdict vanishes), the weight of channel k is the mean of dy/dA_k over all places, and the
map is ReLU(sum_k weight_k A_k), enlarged bilinearly. The picture was squashed to the model's square, so map and
picture differ by a scale on each axis only.

References
----------
.. [1] Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
   ICCV 2017, equations 1 and 2.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from core.errors import Misuse, WrongContract
from core.explain import replay
from core.explain.replay import Tail, find_tail
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter
from core.nouns.intent import INTENT_LABELS
from core.nouns.saliency import Saliency
from core.vision.intent.classifier import SENSITIVE, read_contract, to_input

METHOD = "grad-cam"
LABELS = (*INTENT_LABELS, SENSITIVE)
# The replay is float64, the interpreter float32; a quantized tail rounds each of its tensors to 256 levels.
TOLERANCE, QUANTIZED_TOLERANCE = 1e-4, 0.05
# Where positive and negative evidence cancel exactly, rounding leaves about 1e-7 of either; that is no evidence.
NOISE = 1e-6


@dataclass(frozen=True, eq=False)
class Differential:
    """How a score depends on the last feature map.

    Attributes
    ----------
    score : float
        What the model gave the label.
    features, slopes : ndarray of float64, shape (h, w, channels)
        The feature map, and the gradient of the label's score before softmax with respect to it.
    layer : str
        Name of the feature map's tensor.
    """

    score: float
    features: np.ndarray
    slopes: np.ndarray
    layer: str


class Explainer:
    """One .tflite kept open for explanations; calls from several threads wait for each other.

    Parameters
    ----------
    model_path : str or Path
        The .tflite that gives the scores.
    threads : int

    Raises
    ------
    ModelMissing, WrongContract
        As `core.models.tflite.graph.read_graph`; also for a model that LiteRT does not run.
    """

    def __init__(self, model_path: str | Path, *, threads: int = 1) -> None:
        self._name = Path(model_path).name
        self._contract = read_contract(model_path)
        self._graph = read_graph(model_path)
        self._moving = self._graph.downstream(self._graph.inputs)
        self._constants: dict[int, np.ndarray] = {}
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(Path(model_path), threads=threads, keep_tensors=True)

    def explain(self, image: np.ndarray, label: str) -> Saliency:
        """Say where the evidence for a label lies.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        label : str
            One of `LABELS`.

        Returns
        -------
        Saliency
            `map` is all zero when nothing speaks for the label.

        Raises
        ------
        Misuse
            For another label.
        WrongContract
            When the model's tail has no derivative here, or its replay does not give the interpreter's score.
        """
        found = self.differentiate(image, label)
        coarse, heat = grad_cam(found.features, found.slopes)
        wide = enlarged(heat, (image.shape[1], image.shape[0]))
        return Saliency(wide, coarse.astype(np.float32), label, found.score, METHOD, found.layer)

    def differentiate(self, image: np.ndarray, label: str) -> Differential:
        """Give what Grad-CAM is made of; parameters and errors as in `explain`."""
        scores, row = self._place(label)
        tail = find_tail(self._graph, scores)
        with self._lock:
            self._run(image)
            score = float(self._value(scores).flat[row])
            given = {index: self._value(index) for index in tail.given}
        values, tape = replay.forward(self._graph, tail.operations, given)
        self._check(tail, float(values[scores].flat[row]) - score)
        seed = np.zeros_like(values[tail.logits])
        seed.flat[row] = 1.0
        slopes = replay.gradient(tape, {tail.logits: seed}, tail.feature_map)
        layer = self._graph.tensors[tail.feature_map].name
        return Differential(score, given[tail.feature_map][0], slopes[0], layer)

    def _place(self, label: str) -> tuple[int, int]:
        """The tensor that holds a label's score, and where in it."""
        if label not in LABELS:
            raise Misuse(f"There is no label {label!r}.", f"Choose one of {', '.join(LABELS)}.")
        if label == SENSITIVE:
            return self._contract.sensitive, self._contract.positive
        return self._contract.shopping, self._contract.order[INTENT_LABELS.index(label)]

    def _run(self, image: np.ndarray) -> None:
        contract = self._contract
        self._interpreter.set_tensor(contract.input, to_input(image, contract.mean, contract.std))
        self._interpreter.invoke()

    def _check(self, tail: Tail, difference: float) -> None:
        tensors = [self._graph.tensors[index] for op in tail.operations for index in (*op.inputs, *op.outputs)]
        limit = QUANTIZED_TOLERANCE if any(tensor.scale is not None for tensor in tensors) else TOLERANCE
        if not abs(difference) <= limit:  # NaN must not pass
            raise WrongContract(
                f"The replay of {self._name} for Grad-CAM misses the model's own score by {difference:.2g}, "
                f"and {limit:g} is allowed.",
                "The file uses its operations in a way that is not known here; it can score but not explain.",
            )

    def _value(self, index: int) -> np.ndarray:
        """A tensor's value in real numbers; what does not depend on the picture is kept."""
        if index in self._constants:
            return self._constants[index]
        if index in self._moving:
            return self._graph.tensors[index].real(self._interpreter.get_tensor(index))
        # XNNPACK reads half-precision weights itself and leaves the tensors empty that they would be widened into.
        stored = self._graph.stored(index)
        self._constants[index] = self._graph.tensors[stored].real(self._interpreter.get_tensor(stored))
        return self._constants[index]


def explain(model_path: str | Path, image: np.ndarray, label: str) -> Saliency:
    """Explain one picture; for many, keep an `Explainer`.

    Parameters
    ----------
    model_path : str or Path
        The .tflite that gives the scores.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    label : str
        One of `LABELS`.

    Returns
    -------
    Saliency

    Raises
    ------
    Misuse, ModelMissing, WrongContract
        As `Explainer`.
    """
    return Explainer(model_path).explain(image, label)


def grad_cam(features: np.ndarray, slopes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weigh a feature map's channels by their mean slope, equations 1 and 2 of [1]_.

    Parameters
    ----------
    features, slopes : ndarray of float64, shape (h, w, channels)
        The feature map and the gradient of the label's score with respect to it.

    Returns
    -------
    coarse : ndarray of float64, shape (h, w)
        Weighted sum of the channels, before ReLU.
    heat : ndarray of float64, shape (h, w)
        Its positive part divided by its maximum; all zero when there is no evidence above rounding.
    """
    weights = slopes.mean(axis=(0, 1))
    coarse = features @ weights
    magnitude = float((np.abs(features) @ np.abs(weights)).max())
    peak = float(coarse.max())
    if peak <= NOISE * magnitude:
        return coarse, np.zeros_like(coarse)
    return coarse, np.maximum(coarse, 0) / peak


def enlarged(heat: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
    """Enlarge a coarse map to the size of the picture, bilinearly.

    Parameters
    ----------
    heat : ndarray of float64, shape (h, w)
        In [0, 1].
    size_wh : tuple of int
        Width and height of the picture.

    Returns
    -------
    ndarray of float32, shape (height, width)
        In [0, 1].
    """
    wide = cv2.resize(heat.astype(np.float32), size_wh, interpolation=cv2.INTER_LINEAR)
    return np.clip(wide, 0, 1, out=wide)
