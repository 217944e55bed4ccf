"""A shift of the logits is written into a file without TensorFlow: the scores are those of the arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.models import store
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter
from core.models.tflite.logit_shift import find_ends, shifted
from core.models.tflite.metadata import read_metadata
from core.settings import ROOT
from tests.models.tiny_tflite import Recipe, write

BUNDLED = store.entry(ROOT / "models", "intent").path
RANDOM = np.random.default_rng(3)


def run(path: Path, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Vector, logits times beta, and the scores of each output."""
    graph = read_graph(path)
    ends = find_ends(graph, graph.outputs["shopping_intent"], path.name)
    interpreter = open_interpreter(path, threads=1, keep_tensors=True)
    interpreter.set_tensor(graph.inputs[0], picture)
    interpreter.invoke()
    read = {index: interpreter.get_tensor(index).reshape(-1).astype(np.float64) for index in
            (ends.vector, ends.logits, *graph.outputs.values())}
    return read[ends.vector], read[ends.logits] * ends.beta, {
        name: read[index] for name, index in graph.outputs.items()}


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


@pytest.mark.parametrize("made", [lambda folder: write(folder / "tiny.tflite"), lambda folder: BUNDLED],
                         ids=["float32", "bundled float16"])
def test_scores_are_those_of_the_arithmetic_and_a_second_shift_adds_to_the_first(made, tmp_path: Path) -> None:
    path, picture = made(tmp_path), RANDOM.normal(size=(1, 224, 224, 3)).astype(np.float32)
    vector, logits, before = run(path, picture)
    weights, bias = RANDOM.normal(size=(4, len(vector))) / np.sqrt(len(vector)), RANDOM.normal(size=4)
    output = read_graph(path).outputs["shopping_intent"]
    first, second = tmp_path / "first.tflite", tmp_path / "second.tflite"
    first.write_bytes(shifted(path, output, weights, bias, power=0.5))
    again, new_logits, after = run(first, picture)
    np.testing.assert_allclose(after["shopping_intent"], softmax(0.5 * (logits + weights @ vector + bias)), atol=1e-5)
    np.testing.assert_array_equal(again, vector)
    np.testing.assert_array_equal(after["sensitive"], before["sensitive"])
    second.write_bytes(shifted(first, read_graph(first).outputs["shopping_intent"], -weights / 2, -bias / 2,
                               power=2.0))
    np.testing.assert_allclose(run(second, picture)[2]["shopping_intent"], before["shopping_intent"], atol=1e-5)
    sizes = [len(read_graph(file).operations) for file in (path, first, second)]
    assert sizes == [sizes[0], sizes[0] + 2, sizes[0] + 2], "one layer, however often"
    third, other = tmp_path / "third.tflite", read_graph(second).outputs["sensitive"]
    third.write_bytes(shifted(second, other, weights[:2], bias[:2]))
    now, then = run(second, picture)[2], run(third, picture)[2]
    np.testing.assert_array_equal(then["shopping_intent"], now["shopping_intent"])
    assert np.abs(then["sensitive"] - now["sensitive"]).max() > 0, "each output has a shift of its own"
    assert read_metadata(second) == read_metadata(path), "labels and normalization hang on it as before"


def test_a_file_without_a_softmax_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "bare.tflite", Recipe(softmax=False))
    graph = read_graph(path)
    with pytest.raises(WrongContract, match="cannot be trained further: its scores come from no softmax"):
        find_ends(graph, graph.outputs["shopping_intent"], path.name)


def test_coarse_numbers_are_refused() -> None:
    graph = read_graph(BUNDLED)
    output = graph.outputs["shopping_intent"]
    logits = find_ends(graph, output, "").logits
    object.__setattr__(graph.tensors[logits], "dtype", "INT8")
    with pytest.raises(WrongContract, match="computes with int8"):
        find_ends(graph, output, "small.tflite")
