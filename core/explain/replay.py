"""The tail of a network run again in numpy, and its gradient by the reverse mode [1]_.

Arrays are float64 and keep the shapes of the file, with its batch of one. Quantized tensors are real numbers here; the
gradient passes through their rounding unchanged.

References
----------
.. [1] Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, chapter 3: the reverse mode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import WrongContract
from core.explain.derivatives import SAME_NUMBERS, Array, Backward, step, unknown
from core.models.tflite.graph import Graph, Operation

Tape = list[tuple[Operation, Backward]]
_FINAL = ("SOFTMAX", "LOGISTIC")
WEIGHTED = ("FULLY_CONNECTED", "CONV_2D", "DEPTHWISE_CONV_2D")  # their second input is what training learned


@dataclass(frozen=True, eq=False)
class Tail:
    """The operations between the last feature map and one output.

    Attributes
    ----------
    feature_map : int
        Tensor of shape (1, rows, columns, channels) with more than one position.
    operations : tuple of Operation
        From the feature map to the scores, in the order in which they run.
    logits, scores : int
        Tensors before and after the final softmax; the same tensor without a softmax.
    leaves : tuple of int
        Tensors that the operations read and none of them writes: the feature map, weights, and values from elsewhere.
    """

    feature_map: int
    operations: tuple[Operation, ...]
    logits: int
    scores: int
    leaves: tuple[int, ...]


def find_tail(graph: Graph, scores: int, feature_map: int | None = None) -> Tail:
    """The operations between a feature map and an output.

    Parameters
    ----------
    graph : Graph
    scores : int
        The output's tensor.
    feature_map : int, optional
        One of the graph's feature maps, or the picture; the last feature map by default.

    Returns
    -------
    Tail

    Raises
    ------
    WrongContract
        When the output depends on no feature map.
    """
    maps = graph.feature_maps(scores) if feature_map is None else [feature_map]
    if not maps:
        raise WrongContract(
            "An explanation needs a feature map of more than one position, but the output "
            f"{graph.tensors[scores].name} depends on none.",
            "Use a convolutional network; other networks can score a picture, but not explain it.",
        )
    behind = graph.downstream([maps[-1]]) - {maps[-1]}
    operations = tuple(op for op in graph.upstream(scores)
                       if op.outputs[0] in behind and graph.tensors[op.outputs[0]].is_real)
    outputs = {index for op in operations for index in op.outputs}
    inputs = {index for op in operations for index in op.inputs if index >= 0}
    return Tail(maps[-1], operations, logits_of(graph, scores), scores, tuple(sorted(inputs - outputs)))


def logits_of(graph: Graph, scores: int) -> int:
    """The tensor before the final softmax, reached through operations that change no numbers."""
    at = scores
    for operation in reversed(graph.upstream(scores)):
        if at not in operation.outputs:
            continue
        if operation.kind in _FINAL:
            return operation.inputs[0]
        if operation.kind not in SAME_NUMBERS:
            break
        at = operation.inputs[0]
    return scores


def forward(
    graph: Graph, operations: Sequence[Operation], leaves: Mapping[int, Array]
) -> tuple[dict[int, Array], Tape]:
    """Run operations again from the values of their leaves.

    Parameters
    ----------
    graph : Graph
    operations : sequence of Operation
        In the order in which they run.
    leaves : mapping of int to ndarray of float64
        Tensor -> value, for every tensor that they read and none of them writes.

    Returns
    -------
    values : dict of int to ndarray of float64
        Tensor -> value, leaves and computed ones.
    tape : list of (Operation, backward step)
        For `gradient`.

    Raises
    ------
    WrongContract
        When an operation has no derivative; names the first one.
    """
    values, tape = dict(leaves), []
    for operation in operations:
        _check_weights(operation, leaves)
        inputs = [values[index] for index in operation.inputs if index >= 0]
        target = operation.outputs[0]
        try:
            output, backward = step(operation, inputs)
            values[target] = output.reshape(graph.tensors[target].shape)
        except (ValueError, IndexError, KeyError):
            raise unknown(f"{operation.kind} on these shapes") from None
        tape.append((operation, backward))
    return values, tape


def gradient(tape: Tape, seed: Mapping[int, Array], source: int) -> Array:
    """Pull the gradient of one number back to a tensor.

    Parameters
    ----------
    tape : list of (Operation, backward step)
        From `forward`.
    seed : mapping of one int to ndarray of float64
        Tensor -> gradient of the number with respect to it.
    source : int
        The tensor to pull back to.

    Returns
    -------
    ndarray of float64
        Of the shape of `source`.

    Raises
    ------
    WrongContract
        When the number does not depend on `source`.
    """
    gradients = dict(seed)
    for operation, backward in reversed(tape):
        above = gradients.get(operation.outputs[0])
        if above is None:
            continue
        inputs = [index for index in operation.inputs if index >= 0]
        for index, part in zip(inputs, backward(above), strict=False):
            if part is not None:
                gradients[index] = gradients.get(index, 0.0) + part
    if source not in gradients:
        raise unknown("a score that depends on the shape of the feature map only")
    return gradients[source]


def _check_weights(operation: Operation, leaves: Mapping[int, Array]) -> None:
    has_weights = operation.kind in WEIGHTED
    if has_weights and any(index >= 0 and index not in leaves for index in operation.inputs[1:]):
        raise unknown(f"{operation.kind} with weights that depend on the picture")
