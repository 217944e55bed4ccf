"""Operations of a .tflite that slide a window over a map, in numpy, each with its derivative in closed form.

Each offset inside the window is one strided view of the padded map: a convolution is then one matrix product for each
offset, and its derivative to the map adds the transposed product back at the same places. Padding follows the file:
SAME puts the odd row or column at the bottom and right, and padding never counts in a pool [1]_.

References
----------
.. [1] TensorFlow, "Neural network: padding algorithms", tf.nn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.models.tflite.graph import Operation

Array = np.ndarray
Backward = Callable[[Array], "Sequence[Array | None]"]


class Unsupported(Exception):
    """A form of an operation without a derivative; says which."""


@dataclass(frozen=True)
class Windows:
    """Where the windows of one operation lie on a map of shape (batch, rows, columns, channels).

    Attributes
    ----------
    size, stride, dilation : tuple of int
        Rows and columns.
    before, after : tuple of int
        Padding above and left of the map, and below and right of it.
    places : tuple of int
        Rows and columns of the output.
    """

    size: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    before: tuple[int, int]
    after: tuple[int, int]
    places: tuple[int, int]

    def pad(self, x: Array, value: float = 0.0) -> Array:
        """The map with its padding."""
        return np.pad(x, ((0, 0), *zip(self.before, self.after, strict=True), (0, 0)), constant_values=value)

    def unpad(self, wide: Array) -> Array:
        """The map without its padding."""
        rows, columns = (slice(begin, length - end) for begin, length, end in
                         zip(self.before, wide.shape[1:3], self.after, strict=True))
        return wide[:, rows, columns]

    def offsets(self) -> Iterator[tuple[int, int, tuple[slice, ...]]]:
        """Each row and column in the window, and the places of the padded map that it meets."""
        for row in range(self.size[0]):
            for column in range(self.size[1]):
                yield row, column, (slice(None), *(
                    slice(at * step, at * step + (count - 1) * stride + 1, stride) for at, step, count, stride in
                    zip((row, column), self.dilation, self.places, self.stride, strict=True)))


def windows(operation: Operation, shape: tuple[int, ...], size: tuple[int, int]) -> Windows:
    """Place the windows of an operation.

    Parameters
    ----------
    operation : Operation
        With strides, padding and maybe a dilation in its options.
    shape : tuple of int
        (batch, rows, columns, channels) of the map.
    size : tuple of int
        Rows and columns of the window.

    Examples
    --------
    >>> options = {"strideH": 2, "strideW": 2, "padding": schema.Padding.SAME}
    >>> placed = windows(Operation("CONV_2D", (0,), (1,), options), (1, 5, 4, 1), (3, 3))
    >>> placed.places, placed.before, placed.after
    ((3, 2), (1, 0), (1, 1))
    """
    options = operation.options
    stride = options["strideH"], options["strideW"]
    dilation = options.get("dilationHFactor", 1) or 1, options.get("dilationWFactor", 1) or 1
    before, after, places = [], [], []
    for length, width, step, spread in zip(shape[1:3], size, stride, dilation, strict=True):
        reach = (width - 1) * spread + 1
        if options["padding"] == schema.Padding.SAME:
            count = -(-length // step)
            missing = max(0, (count - 1) * step + reach - length)
        else:
            count, missing = (length - reach) // step + 1, 0
        before.append(missing // 2)
        after.append(missing - missing // 2)
        places.append(count)
    first, last, count_hw = (before[0], before[1]), (after[0], after[1]), (places[0], places[1])
    return Windows(size, stride, dilation, first, last, count_hw)


def convolution(operation: Operation, inputs: list[Array]) -> tuple[Array, Backward]:
    """CONV_2D: each output channel is a weighted sum over a window and all input channels."""
    x, kernel = inputs[0], inputs[1]
    filters, rows, columns, channels = kernel.shape
    if x.shape[3] != channels:
        raise Unsupported("CONV_2D with groups of channels")
    placed = windows(operation, x.shape, (rows, columns))
    padded = placed.pad(x)
    output = np.zeros((*x.shape[:1], *placed.places, filters), x.dtype)
    for row, column, at in placed.offsets():
        output += padded[at] @ kernel[:, row, column].T
    if len(inputs) > 2:
        output += inputs[2]

    def backward(above: Array) -> tuple[Array]:
        below = np.zeros_like(padded)
        for row, column, at in placed.offsets():
            below[at] += above @ kernel[:, row, column]
        return (placed.unpad(below),)

    return output, backward


def depthwise(operation: Operation, inputs: list[Array]) -> tuple[Array, Backward]:
    """DEPTHWISE_CONV_2D: each input channel has its own windows, one for each of its output channels."""
    x, kernel = inputs[0], inputs[1][0]
    multiplier = kernel.shape[2] // x.shape[3]
    placed = windows(operation, x.shape, kernel.shape[:2])
    padded = placed.pad(x)
    output = np.zeros((*x.shape[:1], *placed.places, kernel.shape[2]), x.dtype)
    for row, column, at in placed.offsets():
        output += np.repeat(padded[at], multiplier, axis=3) * kernel[row, column] if multiplier > 1 else (
            padded[at] * kernel[row, column])
    if len(inputs) > 2:
        output += inputs[2]

    def backward(above: Array) -> tuple[Array]:
        below = np.zeros_like(padded)
        for row, column, at in placed.offsets():
            part = above * kernel[row, column]
            below[at] += part.reshape(*part.shape[:3], -1, multiplier).sum(axis=4) if multiplier > 1 else part
        return (placed.unpad(below),)

    return output, backward


def average_pool(operation: Operation, inputs: list[Array]) -> tuple[Array, Backward]:
    """AVERAGE_POOL_2D: the mean of each window; padding does not count."""
    x, options = inputs[0], operation.options
    placed = windows(operation, x.shape, (options["filterHeight"], options["filterWidth"]))
    padded, inside = placed.pad(x), placed.pad(np.ones((1, *x.shape[1:3], 1), x.dtype))
    places = list(placed.offsets())
    count = np.sum([inside[at] for _, _, at in places], axis=0)

    def backward(above: Array) -> tuple[Array]:
        below = np.zeros_like(padded)
        for _, _, at in places:
            below[at] += above / count
        return (placed.unpad(below),)

    return np.sum([padded[at] for _, _, at in places], axis=0) / count, backward


def max_pool(operation: Operation, inputs: list[Array]) -> tuple[Array, Backward]:
    """MAX_POOL_2D: the largest of each window; among equals the first takes the gradient."""
    x, options = inputs[0], operation.options
    placed = windows(operation, x.shape, (options["filterHeight"], options["filterWidth"]))
    padded = placed.pad(x, -np.inf)
    places = list(placed.offsets())
    output = np.max([padded[at] for _, _, at in places], axis=0)

    def backward(above: Array) -> tuple[Array]:
        below, left = np.zeros_like(padded), np.ones(output.shape, bool)
        for _, _, at in places:
            takes = left & (padded[at] == output)
            below[at] += above * takes
            left &= ~takes
        return (placed.unpad(below),)

    return output, backward


def pad(operation: Operation, inputs: list[Array]) -> tuple[Array, Backward]:
    """PAD: zeros around the map, as many as the second input says."""
    x, amounts = inputs[0], inputs[1].astype(int)
    inside = tuple(slice(begin, begin + length) for (begin, _), length in zip(amounts, x.shape, strict=True))
    return np.pad(x, amounts), lambda above: (above[inside],)
