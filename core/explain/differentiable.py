"""The scoring .tflite, kept open for explanations: its scores, its feature maps, and the gradients between them.

LiteRT runs the model and keeps every tensor. From a feature map on, `core.explain.replay` runs the model again in numpy
with each derivative in closed form; a check makes sure that this replay gives the interpreter's own score.
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
from core.explain.heat import check_numbers
from core.explain.replay import Tail, find_tail
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter
from core.nouns.intent import INTENT_LABELS, SENSITIVE
from core.vision.intent.contract import read_contract, to_input

# The replay is float64, the interpreter float32; a quantized tail rounds each of its tensors to 256 levels.
TOLERANCE, QUANTIZED_TOLERANCE = 1e-4, 0.05


@dataclass(frozen=True, eq=False)
class Differential:
    """How a label's score depends on a feature map.

    Attributes
    ----------
    score, logit : float
        The model's score for the label, in [0, 1], and the explained number: the label's value before the final
        softmax, or its difference to another label's.
    features : ndarray of float64, shape (rows, columns, channels)
        The feature map.
    gradient : ndarray of float64, shape (rows, columns, channels)
        Of `logit` with respect to the feature map.
    layer : str
        Name of the feature map's tensor.
    """

    score: float
    logit: float
    features: np.ndarray
    gradient: np.ndarray
    layer: str


def _weighted(logits: np.ndarray, rows: dict[int, float]) -> float:
    return float(sum(weight * logits.flat[row] for row, weight in rows.items()))


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
        self._random: np.random.Generator | None = None
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(Path(model_path), threads=threads, keep_tensors=True)

    def to_input(self, image: np.ndarray) -> np.ndarray:
        """The picture as the model sees it.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        ndarray of float32, shape (224, 224, 3)
            Squashed to the model's square and normalized.
        """
        values: np.ndarray = to_input(image, self._contract.mean, self._contract.std)[0]
        return values

    def layers(self, label: str) -> list[str]:
        """Names of the feature maps that a label's score depends on, from the picture to the last one."""
        return [self._graph.tensors[index].name for index in self._graph.feature_maps(self._position(label)[0])]

    def score(self, values: np.ndarray, label: str, against: str = "") -> tuple[float, float]:
        """Score one input.

        Parameters
        ----------
        values : ndarray of float32, shape (224, 224, 3)
            As `to_input` returns it, maybe changed.
        label : str
            One of `core.explain.contract.LABELS`.
        against : str
            A second label of the same output: `logit` is then the first one's minus the second one's.

        Returns
        -------
        score : float
            Of the label, in [0, 1].
        logit : float
            The same before the final softmax.
        """
        scores, row = self._position(label)
        rows = self._rows(label, against)
        with self._lock:
            self._run(values)
            if self._random is None:
                logits = replay.logits_of(self._graph, scores)
                check_numbers(self._value(scores))
                return float(self._value(scores).flat[row]), _weighted(self._value(logits), rows)
            tail = find_tail(self._graph, scores)
            leaves = {index: self._value(index) for index in tail.leaves}
        replayed, _ = replay.forward(self._graph, tail.operations, leaves)
        return float(replayed[scores].flat[row]), _weighted(replayed[tail.logits], rows)

    def features(self, values: np.ndarray, label: str, layer: str = "") -> tuple[float, np.ndarray, str]:
        """A label's score, and a feature map behind it.

        Parameters
        ----------
        values : ndarray of float32, shape (224, 224, 3)
            As `to_input` returns it.
        label, layer : str
            As `differentiate`.

        Returns
        -------
        score : float
            In [0, 1].
        features : ndarray of float64, shape (rows, columns, channels)
        layer : str
            Name of the feature map's tensor.
        """
        score, _ = self.score(values, label)
        scores, _ = self._position(label)
        tail = find_tail(self._graph, scores, self._feature_map(scores, layer))
        with self._lock:
            self._run(values)
            return score, self._value(tail.feature_map)[0], self._graph.tensors[tail.feature_map].name

    def differentiate(self, image: np.ndarray, label: str, *, against: str = "", layer: str = "") -> Differential:
        """Score one picture and pull the gradient of a label's score back to a feature map.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        label : str
            One of `core.explain.contract.LABELS`.
        against : str
            A second label of the same output: explains the difference of both.
        layer : str
            One of `layers`, or the first of the names that a converter joined in it; "" for the last one.

        Returns
        -------
        Differential

        Raises
        ------
        Misuse
            For another label or layer.
        WrongContract
            When the model has no derivative here behind the layer, or its replay does not give the interpreter's score.
        """
        scores, row = self._position(label)
        tail = find_tail(self._graph, scores, self._feature_map(scores, layer))
        return self._pull_back(self.to_input(image), tail, (row, self._rows(label, against)))

    def differentiate_input(self, values: np.ndarray, label: str, against: str = "") -> Differential:
        """Score one input and pull the gradient of a label's score back to it.

        Parameters
        ----------
        values : ndarray of float32, shape (224, 224, 3)
            As `to_input` returns it, maybe changed.
        label : str
            One of `core.explain.contract.LABELS`.
        against : str
            A second label of the same output: explains the difference of both.

        Returns
        -------
        Differential
            `features` are the input's own values; the replay runs in float32, for it goes through the whole network.

        Raises
        ------
        WrongContract
            As `differentiate`.
        """
        scores, row = self._position(label)
        tail = find_tail(self._graph, scores, self._contract.input)
        return self._pull_back(values, tail, (row, self._rows(label, against)), np.float32)

    def randomized(self, seed: int) -> DifferentiableModel:
        """A twin that is untrained behind the last feature map: random weights of the same spread, and no biases.

        An explanation that looks the same for it does not depend on what the model has learned [1]_.

        References
        ----------
        .. [1] Adebayo et al., "Sanity Checks for Saliency Maps", NeurIPS 2018, section 3.
        """
        twin = object.__new__(DifferentiableModel)
        twin.__dict__.update(self.__dict__)
        twin._constants, twin._random = {}, np.random.default_rng(seed)
        return twin

    def _pull_back(self, values: np.ndarray, tail: Tail, target: tuple[int, dict[int, float]],
                   dtype: type = np.float64) -> Differential:
        row, rows = target
        with self._lock:
            self._run(values)
            score = float(self._value(tail.scores).flat[row])
            check_numbers(score)
            leaves: dict[int, np.ndarray] = {index: self._value(index).astype(dtype, copy=False)
                                             for index in tail.leaves}
        replayed, tape = replay.forward(self._graph, tail.operations, leaves)
        if self._random is None:
            self._check(tail, float(replayed[tail.scores].flat[row]) - score)
        seed = np.zeros_like(replayed[tail.logits])
        for place, weight in rows.items():
            seed.flat[place] = weight
        gradient = replay.gradient(tape, {tail.logits: seed}, tail.feature_map)
        logit, layer = _weighted(replayed[tail.logits], rows), self._graph.tensors[tail.feature_map].name
        return Differential(float(replayed[tail.scores].flat[row]) if self._random else score, logit,
                            leaves[tail.feature_map][0], gradient[0], layer)

    def _position(self, label: str) -> tuple[int, int]:
        """The tensor that holds a label's score, and the row in it."""
        if label not in LABELS:
            raise Misuse(f"There is no label {label!r}.", f"Choose one of {', '.join(LABELS)}.")
        if label == SENSITIVE:
            return self._contract.sensitive, self._contract.positive
        return self._contract.shopping, self._contract.order[INTENT_LABELS.index(label)]

    def _rows(self, label: str, against: str) -> dict[int, float]:
        """Rows of the logits, and the weight of each: one label, or the difference of two."""
        scores, row = self._position(label)
        if not against:
            return {row: 1.0}
        other_scores, other = self._position(against)
        if other_scores != scores or other == row:
            raise Misuse(f"{label} cannot be compared with {against}: they must be two labels of one output.",
                         f"Choose two of {', '.join(INTENT_LABELS)}.")
        return {row: 1.0, other: -1.0}

    def _feature_map(self, scores: int, layer: str) -> int | None:
        if not layer:
            return None
        maps = {self._graph.tensors[index].name: index for index in self._graph.feature_maps(scores)}
        by_first_name = {name.partition(";")[0]: index for name, index in maps.items()}
        if layer not in maps and layer not in by_first_name:
            raise Misuse(f"{self._name} has no layer {layer[:80]!r} before this score.",
                         f"Its last layers are {', '.join(list(by_first_name)[-3:]) or 'not there'}.")
        return maps.get(layer, by_first_name.get(layer))

    def _run(self, values: np.ndarray) -> None:
        self._interpreter.set_tensor(self._contract.input, np.ascontiguousarray(values[None], np.float32))
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
        values = self._graph.tensors[source].real(self._interpreter.get_tensor(source))
        if self._random is not None:
            weighted = [op.inputs for op in self._graph.operations if op.kind in replay.WEIGHTED]
            if any(index in inputs[1:2] for inputs in weighted):
                values = self._random.normal(0.0, values.std(), values.shape)
            elif any(index in inputs[2:3] for inputs in weighted):
                values = np.zeros_like(values)
        self._constants[index] = values
        return values


def open_model(model: str | Path | DifferentiableModel, threads: int = 1) -> DifferentiableModel:
    """The model of a path; one that is open already stays as it is, so that several methods can share it."""
    return model if isinstance(model, DifferentiableModel) else DifferentiableModel(model, threads=threads)
