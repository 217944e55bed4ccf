"""Each operation's closed-form derivative against central differences in float64, and its known traps."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import WrongContract
from core.explain.derivatives import operations, step
from core.models.tflite.graph import Operation

STEP = 1e-6
RANDOM = np.random.default_rng(3)
ROW, OTHER, MAP = RANDOM.normal(size=(1, 6)), RANDOM.normal(size=(1, 6)) + 3, RANDOM.normal(size=(1, 3, 4, 6))
WEIGHTS, BIAS = RANDOM.normal(size=(5, 6)), RANDOM.normal(size=5)
WINDOW = RANDOM.normal(size=(5, 3, 4, 6))
SLICE = {"beginMask": 1, "endMask": 1, "ellipsisMask": 0, "newAxisMask": 0, "shrinkAxisMask": 0}
POOL = {"filterHeight": 3, "filterWidth": 4, "strideH": 1, "strideW": 1, "padding": 1}
SAME = {"strideH": 1, "strideW": 1, "padding": 0}
AXES = np.array([1.0, 2.0])
RELU, RELU6, TANH = 1, 3, 4

CASES = {
    "MEAN": ([MAP, AXES], {"keepDims": False}),
    "AVERAGE_POOL_2D": ([MAP], POOL),
    "AVERAGE_POOL_2D same": ([MAP], {**POOL, "filterHeight": 9, "strideH": 4, "strideW": 5, "padding": 0}),
    "FULLY_CONNECTED": ([ROW, WEIGHTS, BIAS], {"fusedActivationFunction": RELU6}),
    "FULLY_CONNECTED without bias": ([ROW, WEIGHTS], {"fusedActivationFunction": TANH}),
    "FULLY_CONNECTED of a map": ([MAP[:, :1, :1], WEIGHTS, BIAS], {}),
    "AVERAGE_POOL_2D many": ([MAP], {**POOL, "filterHeight": 2, "filterWidth": 3, "padding": 0}),
    "MAX_POOL_2D": ([MAP], {**POOL, "filterHeight": 2, "filterWidth": 2, "strideW": 2, "padding": 0}),
    "PAD": ([MAP, np.array([[0.0, 0.0], [0.0, 1.0], [2.0, 0.0], [0.0, 0.0]])], {}),
    "CONV_2D many": ([MAP, RANDOM.normal(size=(5, 2, 3, 6)), BIAS], {"fusedActivationFunction": TANH, **SAME}),
    "CONV_2D strided": ([MAP, RANDOM.normal(size=(5, 2, 2, 6)), BIAS], {**SAME, "padding": 1, "strideW": 2}),
    "CONV_2D dilated": ([MAP, RANDOM.normal(size=(5, 2, 2, 6))], {**SAME, "padding": 1, "dilationWFactor": 2}),
    "DEPTHWISE_CONV_2D": ([MAP, RANDOM.normal(size=(1, 3, 3, 6)), RANDOM.normal(size=6)],
                          {"fusedActivationFunction": TANH, **SAME, "strideH": 2, "strideW": 2}),
    "DEPTHWISE_CONV_2D twice": ([MAP, RANDOM.normal(size=(1, 2, 2, 12))], {**SAME, "padding": 1}),
    "CONV_2D": ([MAP, WINDOW, BIAS], {"fusedActivationFunction": RELU, **SAME, "padding": 1}),
    "CONV_2D 1x1": ([MAP[:, :1, :1], WEIGHTS[:, None, None]], SAME),
    "CONCATENATION": ([ROW, OTHER, ROW[:, :2]], {"axis": -1}),
    "STRIDED_SLICE": ([ROW, np.array([0.0, 1.0]), np.array([0.0, 5.0]), np.array([1.0, 2.0])], SLICE),
    "STRIDED_SLICE one": ([ROW, np.array([0.0, -1.0]), np.array([0.0, 0.0]), np.ones(2)],
                          {**SLICE, "shrinkAxisMask": 2}),
    "SOFTMAX": ([ROW], {"beta": 0.7}),
    "ADD": ([MAP, ROW], {"fusedActivationFunction": RELU6}),
    "SUB": ([ROW, MAP], {}),
    "MUL": ([MAP, MAP[:, :1, :1]], {}),
    "MUL by a scalar": ([ROW, np.array(0.3)], {}),
    "DIV": ([ROW, OTHER], {}),
    "MAXIMUM": ([ROW, ROW[:, ::-1].copy()], {}),
    "MINIMUM": ([ROW, np.array(0.1)], {}),
    "RELU": ([ROW], {}), "RELU6": ([ROW * 5], {}), "RELU_N1_TO_1": ([ROW], {}),
    "LOGISTIC": ([ROW * 3], {}), "TANH": ([ROW], {}), "HARD_SWISH": ([ROW * 4], {}),
    "RESHAPE": ([MAP, np.array([1.0, 72.0])], {}),
    "SQUEEZE": ([MAP], {}), "EXPAND_DIMS": ([MAP], {}), "QUANTIZE": ([ROW], {}), "DEQUANTIZE": ([ROW], {}),
}


def operation(name: str, options: dict) -> Operation:
    return Operation(name.split()[0], (0, 1, 2), (3,), options)


@pytest.mark.parametrize("name", CASES)
def test_derivative_equals_central_differences(name: str) -> None:
    inputs, options = CASES[name]
    output, backward = step(operation(name, options), list(inputs))
    direction = np.random.default_rng(0).normal(size=output.shape)
    checked = 0
    for position, slope in enumerate(backward(direction)):
        if slope is None:
            continue
        assert slope.shape == inputs[position].shape
        for place in list(np.ndindex(inputs[position].shape))[::7] or [()]:
            ends = []
            for sign in (1, -1):
                moved = [part.copy() for part in inputs]
                moved[position][place] += sign * STEP
                ends.append((step(operation(name, options), moved)[0] * direction).sum())
            assert slope[place] == pytest.approx((ends[0] - ends[1]) / (2 * STEP), abs=1e-7)
            checked += 1
    assert checked


def test_every_known_operation_has_a_case() -> None:
    assert {name.split()[0] for name in CASES} == set(operations())


def test_large_numbers_do_not_overflow() -> None:
    with np.errstate(over="raise", invalid="raise"):
        for kind in ("LOGISTIC", "TANH", "SOFTMAX", "HARD_SWISH"):
            output, backward = step(operation(kind, {}), [np.array([[-1e4, 0.0, 1e4]])])
            assert np.isfinite(output).all()
            assert np.isfinite(backward(np.ones((1, 3)))[0]).all()


@pytest.mark.parametrize("kind, inputs, options, words", [
    ("BATCH_MATMUL", [ROW, WEIGHTS], {}, "the operation BATCH_MATMUL"),
    ("CUSTOM Convolve", [ROW], {}, "the operation CUSTOM Convolve"),
    ("FULLY_CONNECTED", [ROW, WEIGHTS], {"fusedActivationFunction": 5}, "SIGN_BIT"),
    ("CONV_2D", [MAP, WINDOW[..., :3]], SAME, "CONV_2D with groups of channels"),
    ("STRIDED_SLICE", [ROW, *[np.ones(2)] * 3], {**SLICE, "newAxisMask": 1}, "STRIDED_SLICE with an ellipsis"),
])
def test_unknown_operation_is_named(kind: str, inputs: list, options: dict, words: str) -> None:
    with pytest.raises(WrongContract) as caught:
        step(Operation(kind, (0, 1, 2), (3,), options), inputs)
    assert words in caught.value.message
    assert "HARD_SWISH" in caught.value.hint
