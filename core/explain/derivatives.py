"""Operations of a .tflite in numpy, each with its derivative in closed form.

`step` returns the output of an operation and a function, its vector-Jacobian product [1]_, that turns the gradient of
the output into the gradients of the inputs.

References
----------
.. [1] Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.errors import WrongContract
from core.explain import windows
from core.explain.windows import Array, Backward
from core.models.tflite.graph import Operation

Step = tuple[Array, Backward]
Layer = Callable[[Operation, "list[Array]"], Step]
# Operations that change the shape or the storage, not the numbers.
SAME_NUMBERS = ("RESHAPE", "SQUEEZE", "EXPAND_DIMS", "QUANTIZE", "DEQUANTIZE")
_ACTIVATIONS = {code: name for name, code in vars(schema.ActivationFunctionType).items() if name[0] != "_"}


def step(operation: Operation, inputs: list[Array]) -> Step:
    """Run one operation.

    Parameters
    ----------
    operation : Operation
    inputs : list of ndarray of float64
        Its present inputs, in their order.

    Returns
    -------
    output : ndarray of float64
    backward : callable
        Gradient of the output -> gradients of the first inputs; sizes, axes and weights get none.

    Raises
    ------
    WrongContract
        When there is no derivative for the operation; names it.

    Examples
    --------
    The gradient of the first of two equal probabilities with respect to both logits: p (1 - p) and -p p.

    >>> output, backward = step(Operation("SOFTMAX", (0,), (1,), {}), [np.zeros((1, 2))])
    >>> output.tolist(), backward(np.array([[1.0, 0.0]]))[0].tolist()
    ([[0.5, 0.5]], [[0.25, -0.25]])
    """
    kind = operation.kind
    if kind in SAME_NUMBERS:
        shape = inputs[0].shape
        return inputs[0], lambda above: (above.reshape(shape),)
    if kind in _CURVES:
        output, slope = _CURVES[kind](inputs[0])
        return output, lambda above: (above * slope,)
    if kind in _LAYERS:
        try:
            output, backward = _LAYERS[kind](operation, inputs)
        except windows.Unsupported as error:
            raise unknown(str(error)) from None
        return _activate(operation, output, backward)
    raise unknown(f"the operation {kind}")


def _activate(operation: Operation, plain: Array, backward: Backward) -> Step:
    """Append the activation that is fused into an operation."""
    name = _ACTIVATIONS.get(operation.options.get("fusedActivationFunction", 0), "of an unknown kind")
    if name == "NONE":
        return plain, lambda above: backward(above.reshape(plain.shape))
    if name not in _CURVES:
        raise unknown(f"the activation {name} (in {operation.kind})")
    output, slope = _CURVES[name](plain)
    return output, lambda above: backward(above.reshape(plain.shape) * slope)


def operations() -> list[str]:
    """Names of the operations with a derivative, in alphabetical order."""
    return sorted([*SAME_NUMBERS, *_CURVES, *_LAYERS])


def unknown(what: str) -> WrongContract:
    """The error for an operation without a derivative."""
    return WrongContract(
        f"There is no derivative for {what}, which lies between the explained layer and the scores.",
        f"Supported operations: {', '.join(operations())}.",
    )


# Curves work on each number alone: value and derivative. At a kink the derivative is TensorFlow's (the flat side).


def _logistic(x: Array) -> tuple[Array, Array]:
    y = 0.5 * (1 + np.tanh(0.5 * x))  # the same as 1 / (1 + exp(-x)), without its overflow
    return y, y * (1 - y)


def _tanh(x: Array) -> tuple[Array, Array]:
    y = np.tanh(x)
    return y, 1 - y * y


def _hard_swish(x: Array) -> tuple[Array, Array]:
    middle = (x > -3) & (x < 3)
    return x * np.clip(x + 3, 0, 6) / 6, np.where(middle, (2 * x + 3) / 6, x >= 3)


def _clipped(low: float, high: float) -> Callable[[Array], tuple[Array, Array]]:
    return lambda x: (np.clip(x, low, high), ((x > low) & (x < high)).astype(x.dtype))


_CURVES: dict[str, Callable[[Array], tuple[Array, Array]]] = {
    "RELU": _clipped(0, np.inf),
    "RELU6": _clipped(0, 6),
    "RELU_N1_TO_1": _clipped(-1, 1),
    "LOGISTIC": _logistic,
    "TANH": _tanh,
    "HARD_SWISH": _hard_swish,
}


# Layers: output and backward step, before a fused activation.


def _mean(operation: Operation, inputs: list[Array]) -> Step:
    x, axes = inputs[0], tuple(int(axis) for axis in inputs[1].ravel())
    output = x.mean(axis=axes, keepdims=True)
    share = output.size / x.size
    return output, lambda above: (np.broadcast_to(above.reshape(output.shape) * share, x.shape),)


def _dense(operation: Operation, inputs: list[Array]) -> Step:
    x, weights = inputs[0], inputs[1]
    output = x.reshape(-1, weights.shape[1]) @ weights.T
    if len(inputs) > 2:
        output = output + inputs[2]
    return output, lambda above: ((above @ weights).reshape(x.shape),)


def _concatenation(operation: Operation, inputs: list[Array]) -> Step:
    axis = operation.options["axis"]
    borders = np.cumsum([part.shape[axis] for part in inputs])[:-1]
    return np.concatenate(inputs, axis), lambda above: np.split(above, borders, axis)


def _strided_slice(operation: Operation, inputs: list[Array]) -> Step:
    x, options = inputs[0], operation.options
    if options["ellipsisMask"] or options["newAxisMask"]:
        raise unknown("STRIDED_SLICE with an ellipsis or a new axis")
    begins, ends, strides = (np.ravel(numbers).astype(int) for numbers in inputs[1:4])
    part = []
    for axis, (begin, end, stride) in enumerate(zip(begins, ends, strides, strict=True)):
        bit = 1 << axis
        if options["shrinkAxisMask"] & bit:
            part.append(slice(begin, begin + 1 or None))
        else:
            part.append(
                slice(
                    None if options["beginMask"] & bit else begin,
                    None if options["endMask"] & bit else end,
                    stride,
                )
            )
    index = tuple(part)

    def backward(above: Array) -> tuple[Array]:
        below = np.zeros_like(x)
        below[index] = above
        return (below,)

    return x[index], backward


def _softmax(operation: Operation, inputs: list[Array]) -> Step:
    beta = operation.options.get("beta", 1.0)
    powers = np.exp(beta * (inputs[0] - inputs[0].max(axis=-1, keepdims=True)))
    y = powers / powers.sum(axis=-1, keepdims=True)
    return y, lambda above: (beta * y * (above - (above * y).sum(axis=-1, keepdims=True)),)


def _pairwise(rule: Callable[[Array, Array], tuple[Array, Array, Array]]) -> Layer:
    """An operation on two arrays that broadcast; `rule` gives the value and both partial derivatives."""

    def layer(operation: Operation, inputs: list[Array]) -> Step:
        a, b = inputs
        value, by_a, by_b = rule(a, b)
        return value, lambda above: (_sum_to(above * by_a, a.shape), _sum_to(above * by_b, b.shape))

    return layer


def _sum_to(wide: Array, shape: tuple[int, ...]) -> Array:
    """Sum over the axes that broadcasting added or lengthened."""
    extra = wide.ndim - len(shape)
    wide = wide.sum(axis=tuple(range(extra)))
    long = tuple(axis for axis, size in enumerate(shape) if size == 1 and wide.shape[axis] > 1)
    return wide.sum(axis=long, keepdims=True)


_ONE = np.ones(())
_LAYERS: dict[str, Layer] = {
    "MEAN": _mean,
    "AVERAGE_POOL_2D": windows.average_pool,
    "FULLY_CONNECTED": _dense,
    "CONV_2D": windows.convolution,
    "DEPTHWISE_CONV_2D": windows.depthwise,
    "MAX_POOL_2D": windows.max_pool,
    "PAD": windows.pad,
    "CONCATENATION": _concatenation,
    "STRIDED_SLICE": _strided_slice,
    "SOFTMAX": _softmax,
    "ADD": _pairwise(lambda a, b: (a + b, _ONE, _ONE)),
    "SUB": _pairwise(lambda a, b: (a - b, _ONE, -_ONE)),
    "MUL": _pairwise(lambda a, b: (a * b, b, a)),
    "DIV": _pairwise(lambda a, b: (a / b, 1 / b, -a / (b * b))),
    "MAXIMUM": _pairwise(lambda a, b: (np.maximum(a, b), (a >= b) * _ONE, (a < b) * _ONE)),
    "MINIMUM": _pairwise(lambda a, b: (np.minimum(a, b), (a <= b) * _ONE, (a > b) * _ONE)),
}
