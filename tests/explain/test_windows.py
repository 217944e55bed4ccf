"""Windows lie where TensorFlow puts them; derivatives are tested with all others in test_derivatives."""

from __future__ import annotations

import numpy as np
import pytest

from core.explain.windows import average_pool, convolution, depthwise, max_pool, windows
from core.models.tflite.graph import Operation

X = np.random.default_rng(4).normal(size=(1, 7, 6, 3))


def operation(kind: str, stride: int, padding: int, **options: int) -> Operation:
    return Operation(kind, (0, 1), (2,), {"strideH": stride, "strideW": stride, "padding": padding, **options})


@pytest.mark.slow
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("padding, name", [(0, "SAME"), (1, "VALID")])
def test_values_are_tensorflows(stride: int, padding: int, name: str) -> None:
    import tensorflow as tf

    random = np.random.default_rng(5)
    kernel, each = random.normal(size=(4, 3, 2, 3)), random.normal(size=(1, 3, 2, 6))
    steps = [1, stride, stride, 1]
    pool = {"filterHeight": 3, "filterWidth": 2}
    for output, expected in (
        (convolution(operation("CONV_2D", stride, padding), [X, kernel])[0],
         tf.nn.conv2d(X, kernel.transpose(1, 2, 3, 0), steps, name)),
        (depthwise(operation("DEPTHWISE_CONV_2D", stride, padding), [X, each])[0],
         tf.nn.depthwise_conv2d(X, each[0].reshape(3, 2, 3, 2), steps, name)),
        (average_pool(operation("AVERAGE_POOL_2D", stride, padding, **pool), [X])[0],
         tf.nn.avg_pool2d(X, (3, 2), stride, name)),
        (max_pool(operation("MAX_POOL_2D", stride, padding, **pool), [X])[0],
         tf.nn.max_pool2d(X, (3, 2), stride, name)),
    ):
        assert output == pytest.approx(expected.numpy())


def test_padding_puts_the_odd_row_at_the_bottom() -> None:
    placed = windows(operation("CONV_2D", 2, 0), (1, 6, 6, 1), (3, 3))
    assert (placed.before, placed.after, placed.places) == ((0, 0), (1, 1), (3, 3))
    assert placed.unpad(placed.pad(X[:, :6])).tolist() == X[:, :6].tolist()
