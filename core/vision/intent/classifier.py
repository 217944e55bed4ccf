"""Shopping intent of a picture, by any .tflite with the browser's contract; runs on LiteRT.

The contract [1]_: one input `normalized_input_image_tensor` float32 (1, 224, 224, 3), RGB, squashed to the square and
normalized as the file's own metadata says; outputs `shopping_intent` (1, 4) and `sensitive` (1, 2), probabilities.
Converters reorder outputs, so they are taken by name, else by width, never by position.

Why LiteRT: on the backbone of the bundled model one thread took 9.0 ms of processor time against 10.1 ms of OpenVINO
reading the same file (scores equal to 2e-6), it opens in a tenth of the time, and it is what explains the score.

References
----------
.. [1] Model card of dejanseo/shopping-intent; Chromium, visual_search_classification_and_eligibility.cc.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from core.errors import WrongContract
from core.models.store import Entry, bare
from core.models.tflite.graph import Graph, Tensor, read_graph
from core.models.tflite.interpreter import open_interpreter
from core.models.tflite.metadata import TfliteMetadata, read_metadata
from core.nouns.intent import INTENT_LABELS, RULE_THRESHOLD, SENSITIVE, Classification, Intent

SIDE = 224
INPUT_SHAPE = (1, SIDE, SIDE, 3)
SHOPPING = "shopping_intent"
SENSITIVE_LABELS = ("negative", "positive")
HEADS = {SHOPPING: INTENT_LABELS, SENSITIVE: SENSITIVE_LABELS}
# Softmax in float32 sums to 1 within 1e-6; a quantized one within a few steps of 1/256.
SUM_TOLERANCE = 0.02


@dataclass(frozen=True, eq=False)
class Contract:
    """Where a file keeps what the role needs.

    Attributes
    ----------
    input, shopping, sensitive : int
        Indices of tensors, as the interpreter counts them.
    order : tuple of int
        Row of the shopping output that holds each of `INTENT_LABELS`.
    positive : int
        Row of the sensitive output that holds "positive".
    mean, std : ndarray of float32, shape (1,) or (3,)
        Normalization for values 0..255.
    """

    input: int
    shopping: int
    sensitive: int
    order: tuple[int, ...]
    positive: int
    mean: np.ndarray
    std: np.ndarray


def squash(image: np.ndarray) -> np.ndarray:
    """Resize a picture to the model's square, ignoring its aspect as the browser does.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.

    Returns
    -------
    ndarray of uint8, shape (224, 224, 3)
        Area averaging when shrinking, else bilinear.
    """
    shrinking = image.shape[0] > SIDE or image.shape[1] > SIDE
    return cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR)


def to_input(image: np.ndarray, mean: np.ndarray, std: np.ndarray) -> np.ndarray:
    """Turn a picture into the model's input.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    mean, std : ndarray of float32, shape (1,) or (3,)
        From the file's metadata.

    Returns
    -------
    ndarray of float32, shape (1, 224, 224, 3)
        (pixel - mean) / std.
    """
    return (squash(image)[None].astype(np.float32) - mean) / std


def read_contract(path: str | Path) -> Contract:
    """Check a .tflite against the contract without running it.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Contract

    Raises
    ------
    ModelMissing
        If there is no such file.
    WrongContract
        Says what was expected and what the file has.
    """
    graph, name = read_graph(path), Path(path).name
    metadata = read_metadata(path) or TfliteMetadata()
    try:
        entry = _input(graph, name)
        heads = {head: _head(graph, head, name) for head in HEADS}
    except IndexError:
        raise WrongContract(f"{name} is a damaged .tflite file: it names tensors that it does not have.",
                            "Download or export the model again and compare its checksum.") from None
    mean, std = _normalization(metadata, name)
    shopping, sensitive = (_labels(metadata, head, name) for head in HEADS)
    order = tuple(shopping.index(label) for label in INTENT_LABELS)
    return Contract(entry, heads[SHOPPING], heads[SENSITIVE], order, sensitive.index("positive"), mean, std)


class IntentModel:
    """One open model; calls from several threads wait for each other, since an interpreter has one state.

    Parameters
    ----------
    entry_or_path : Entry, str or Path
        From `weights.entry`; or a .tflite with the contract, judged with the browser's own thresholds.
    threads : int

    Raises
    ------
    ModelMissing
        If there is no such file.
    WrongContract
        If the file does not keep the contract, cannot be run, or gives no probabilities.

    Attributes
    ----------
    name : str
    path : Path
    """

    def __init__(self, entry_or_path: Entry | str | Path, *, threads: int = 1) -> None:
        entry = entry_or_path if isinstance(entry_or_path, Entry) else bare(Path(entry_or_path), "intent")
        self.name, self.path = entry.name, entry.path
        self._shoppable = entry.thresholds.get("shoppable", RULE_THRESHOLD)
        self._sensitive = entry.thresholds.get("sensitive", RULE_THRESHOLD)
        self._contract = read_contract(entry.path)
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(entry.path, threads=threads)
        self.classify(np.full((SIDE, SIDE, 3), 127, np.uint8))

    def classify(self, image: np.ndarray) -> Intent:
        """Judge one picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        Intent
            Both verdicts: the top label, and the browser's rule.

        Raises
        ------
        WrongContract
            When an output is no probability.
        """
        contract = self._contract
        values = to_input(image, contract.mean, contract.std)
        with self._lock:
            self._interpreter.set_tensor(contract.input, values)
            self._interpreter.invoke()
            shopping = self._interpreter.get_tensor(contract.shopping).reshape(-1)
            sensitive = self._interpreter.get_tensor(contract.sensitive).reshape(-1)
        self._check_probabilities(shopping, SHOPPING)
        self._check_probabilities(sensitive, SENSITIVE)
        scores = shopping[list(contract.order)].astype(np.float32)
        return judge(scores, float(sensitive[contract.positive]), self._shoppable, self._sensitive)

    def _check_probabilities(self, values: np.ndarray, head: str) -> None:
        wrong = not np.isfinite(values).all() or values.min() < -SUM_TOLERANCE
        if wrong or abs(float(values.sum()) - 1) > SUM_TOLERANCE:
            found = ", ".join(f"{value:.4g}" for value in values)
            raise WrongContract(
                f"The output {head} of {self.path.name} must be probabilities that sum to 1, but it gave {found}.",
                "The model lacks its softmax or is broken; use another one.",
            )


def judge(scores: np.ndarray, sensitive: float, shoppable: float, limit: float) -> Intent:
    """Both verdicts from the scores.

    Parameters
    ----------
    scores : ndarray of float32, shape (4,)
        In the order of `INTENT_LABELS`.
    sensitive : float
        Score of restricted goods.
    shoppable, limit : float
        The rule [1]_: best label that is not negative > `shoppable`, and `sensitive` < `limit`.
    """
    best = float(np.delete(scores, INTENT_LABELS.index("negative")).max())
    return Intent(Classification(INTENT_LABELS, scores), sensitive, best > shoppable and sensitive < limit, best)


def _input(graph: Graph, name: str) -> int:
    found = [graph.tensors[index] for index in graph.inputs]
    if len(found) != 1 or found[0].shape != INPUT_SHAPE or found[0].dtype != "FLOAT32":
        raise WrongContract(f"{name} must have one input float32 {list(INPUT_SHAPE)}, but it has {_said(found)}.",
                            "Only models with the contract of the shopping classifier fit here.")
    return graph.inputs[0]


def _head(graph: Graph, head: str, name: str) -> int:
    """The tensor of one output: by name, else the only one of its width."""
    width = len(HEADS[head])
    fitting = [index for index in graph.outputs.values() if _width(graph.tensors[index]) == width]
    index = graph.outputs.get(head, fitting[0] if len(fitting) == 1 else -1)
    if index not in fitting:
        outputs = {key: graph.tensors[at] for key, at in graph.outputs.items()}
        found = ", ".join(f"{key} {_said([tensor])}" for key, tensor in outputs.items())
        raise WrongContract(f"{name} must have an output {head} float32 [1, {width}], but its outputs are {found}.",
                            "Only models with the contract of the shopping classifier fit here.")
    return index


def _width(tensor: Tensor) -> int:
    """Number of scores; 0 for what is no list of float scores."""
    is_list = tensor.dtype == "FLOAT32" and len(tensor.shape) > 0 and int(np.prod(tensor.shape)) == tensor.shape[-1]
    return tensor.shape[-1] if is_list else 0


def _normalization(metadata: TfliteMetadata, name: str) -> tuple[np.ndarray, np.ndarray]:
    mean, std = (np.asarray(values, np.float32) for values in (metadata.mean, metadata.std))
    sound = mean.shape == std.shape and mean.size in (1, 3) and np.isfinite(mean).all() and (std > 0).all()
    if not sound:
        raise WrongContract(f"The metadata of {name} must say how its input is normalized (mean and std, one or three "
                            f"values each), but it says mean {metadata.mean} and std {metadata.std}.",
                            "Take the original file; some tools strip its metadata.")
    return mean, std


def _labels(metadata: TfliteMetadata, head: str, name: str) -> tuple[str, ...]:
    """A head's labels in the file's order; the contract's order where the file has none."""
    expected = HEADS[head]
    listed = _by_name_or_width(metadata.labels, head)
    labels = tuple(label.strip().removeprefix(f"{head}:") for label in listed) or expected
    if sorted(labels) != sorted(expected):
        raise WrongContract(f"The labels of {head} in {name} must be {', '.join(expected)}, but they are "
                            f"{', '.join(labels)}.", "This model was made for other labels.")
    return labels


def _by_name_or_width(labels: Mapping[str, tuple[str, ...]], head: str) -> tuple[str, ...]:
    fitting = [found for found in labels.values() if len(found) == len(HEADS[head])]
    return labels.get(head, fitting[0] if len(fitting) == 1 else ())


def _said(tensors: list[Tensor]) -> str:
    return ", ".join(f"{tensor.dtype.lower()} {list(tensor.shape)}" for tensor in tensors) or "none"
