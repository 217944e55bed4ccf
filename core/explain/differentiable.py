"""The scoring .tflite, kept open for explanations: its score, its last feature map, and the gradient between them.

LiteRT runs the model and keeps every tensor. From the last feature map on, `core.explain.replay` runs the model again
in numpy with each derivative in closed form; a check makes sure that this replay gives the interpreter's own score.
Why not a Keras twin of the file: docs/decisions/0006-saliency-by-replay.md.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import Misuse, WrongContract
from core.explain import replay
from core.explain.contract import LABELS
from core.explain.replay import Tail, find_tail
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter
from core.nouns.intent import INTENT_LABELS, SENSITIVE
from core.vision.intent.classifier import read_contract, to_input

# The replay is float64, the interpreter float32; a quantized tail rounds each of its tensors to 256 levels.
TOLERANCE, QUANTIZED_TOLERANCE = 1e-4, 0.05


@dataclass(frozen=True, eq=False)
class Differential:
    """How a label's score depends on the last feature map.

    Attributes
    ----------
    score : float
        The model's score for the label, in [0, 1].
    features : ndarray of float64, shape (rows, columns, channels)
        The feature map.
    gradient : ndarray of float64, shape (rows, columns, channels)
        Of the label's score before softmax, with respect to the feature map.
    layer : str
        Name of the feature map's tensor.
    """

    score: float
    features: np.ndarray
    gradient: np.ndarray
    layer: str


class DifferentiableModel:
    """One .tflite with the contract of shopping intent; calls from several threads wait for each other.

    Parameters
    ----------
    model_path : str or Path
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing, WrongContract
        As `core.models.tflite.graph.read_graph`; also for a model that LiteRT cannot run.
    """

    def __init__(self, model_path: str | Path, *, threads: int = 1) -> None:
        self._name = Path(model_path).name
        self._contract = read_contract(model_path)
        self._graph = read_graph(model_path)
        self._varying = self._graph.downstream(self._graph.inputs)
        self._constants: dict[int, np.ndarray] = {}
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(Path(model_path), threads=threads, keep_tensors=True)

    def differentiate(self, image: np.ndarray, label: str) -> Differential:
        """Score one picture and pull the gradient of a label's score back to the last feature map.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        label : str
            One of `core.explain.contract.LABELS`.

        Returns
        -------
        Differential

        Raises
        ------
        Misuse
            For another label.
        WrongContract
            When the model's tail has no derivative here, or its replay does not give the interpreter's score.
        """
        scores, row = self._position(label)
        tail = find_tail(self._graph, scores)
        with self._lock:
            self._run(image)
            score = float(self._value(scores).flat[row])
            leaves = {index: self._value(index) for index in tail.leaves}
        values, tape = replay.forward(self._graph, tail.operations, leaves)
        self._check(tail, float(values[scores].flat[row]) - score)
        seed = np.zeros_like(values[tail.logits])
        seed.flat[row] = 1.0
        gradient = replay.gradient(tape, {tail.logits: seed}, tail.feature_map)
        layer = self._graph.tensors[tail.feature_map].name
        return Differential(score, leaves[tail.feature_map][0], gradient[0], layer)

    def _position(self, label: str) -> tuple[int, int]:
        """The tensor that holds a label's score, and the row in it."""
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
                f"The replay of {self._name} misses the model's own score by {difference:.2g}; at most {limit:g} is "
                "allowed.",
                "The file uses an operation in an unknown way: it can score a picture, but not explain it.",
            )

    def _value(self, index: int) -> np.ndarray:
        """A tensor's value in real numbers; values that do not depend on the picture are computed once."""
        if index in self._constants:
            return self._constants[index]
        if index in self._varying:
            return self._graph.tensors[index].real(self._interpreter.get_tensor(index))
        # XNNPACK reads half-precision weights itself and leaves the tensors empty that they would be widened into.
        source = self._graph.source_of(index)
        self._constants[index] = self._graph.tensors[source].real(self._interpreter.get_tensor(source))
        return self._constants[index]
