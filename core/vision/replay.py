"""The tail of a network run again in numpy, and its gradient by the reverse mode [1]_.

Arrays are float64 and keep the shapes of the file, the batch of one included. Quantised tensors are real
numbers here; their rounding is passed straight through.

References
----------
.. [1] Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, chapter 3: the reverse mode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.vision.derivatives import Array, Backward, step, unknown
from core.vision.tflite_graph import Graph, Operation

Tape = list[tuple[Operation, Backward]]


def forward(
    graph: Graph, operations: Sequence[Operation], given: Mapping[int, Array]
) -> tuple[dict[int, Array], Tape]:
    """Run operations again from given values.

    Parameters
    ----------
    graph : Graph
    operations : sequence of Operation
        In the order in which they run.
    given : mapping of int to ndarray of float64
        Tensor -> value, for every tensor that they read and none of them writes.

    Returns
    -------
    values : dict of int to ndarray of float64
        Tensor -> value, those given and those computed.
    tape : list of (Operation, backward step)
        For `gradient`.

    Raises
    ------
    WrongContract
        Naming the first operation that has no derivative here.
    """
    values, tape = dict(given), []
    for operation in operations:
        _check_weights(operation, given)
        inputs = [values[index] for index in operation.inputs if index >= 0]
        target = operation.outputs[0]
        output, backward = step(operation, inputs)
        values[target] = output.reshape(graph.tensors[target].shape)
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
    """
    gradients = dict(seed)
    for operation, backward in reversed(tape):
        above = gradients.get(operation.outputs[0])
        if above is None:
            continue
        read = [index for index in operation.inputs if index >= 0]
        for index, part in zip(read, backward(above), strict=False):
            if part is not None:
                gradients[index] = gradients.get(index, 0.0) + part
    return gradients[source]


def _check_weights(operation: Operation, given: Mapping[int, Array]) -> None:
    has_weights = operation.kind in ("FULLY_CONNECTED", "CONV_2D")
    if has_weights and any(index >= 0 and index not in given for index in operation.inputs[1:]):
        raise unknown(f"{operation.kind} with weights that depend on the picture")
