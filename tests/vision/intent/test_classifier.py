"""The right rows of the right outputs, for the input that the file asks for; and a clear no to anything else."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelMissing, WrongContract
from core.models.store import bare
from core.nouns.intent import INTENT_LABELS
from core.nouns.label_set import LabelSets
from core.vision.intent.classifier import IntentModel, apply_rule
from tests.models.tiny_tflite import Recipe, weights_of, write

# The runtime sums 50,176 pixels in float32.
CLOSE = 2e-4
RED = np.broadcast_to(np.array([255, 0, 51], np.uint8), (90, 160, 3)).copy()


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max())
    return powers / powers.sum()


def _expected(color: np.ndarray, width: int) -> np.ndarray:
    """What the tiny model must say of a picture of one color, computed here."""
    kernel, bias = weights_of(width)
    return _softmax(kernel @ color + bias)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny.tflite")


def test_scores_are_those_of_the_network(tiny: Path) -> None:
    verdict = IntentModel(tiny).classify(RED)
    color = (RED[0, 0] - 127.5) / 127.5
    assert verdict.shopping.labels == INTENT_LABELS
    assert verdict.shopping.scores == pytest.approx(_expected(color, 4), abs=CLOSE)
    assert verdict.sensitive_score == pytest.approx(_expected(color, 2)[1], abs=CLOSE)


@pytest.mark.parametrize("names_in_graph", [True, False])
@pytest.mark.parametrize("reverse", [False, True])
def test_outputs_are_found_whatever_their_order_and_names(tmp_path: Path, reverse: bool, names_in_graph: bool) -> None:
    heads = dict(sorted({"shopping_intent": 4, "sensitive": 2}.items(), reverse=reverse))
    labels = {} if not names_in_graph else Recipe().labels
    path = write(tmp_path / "m.tflite", Recipe(heads=heads, names_in_graph=names_in_graph, labels=labels))
    color = (RED[0, 0] - 127.5) / 127.5
    verdict = IntentModel(path).classify(RED)
    assert verdict.shopping.scores == pytest.approx(_expected(color, 4), abs=CLOSE)
    assert verdict.sensitive_score == pytest.approx(_expected(color, 2)[1], abs=CLOSE)


def test_the_name_wins_where_two_outputs_are_as_wide(tmp_path: Path) -> None:
    path = write(tmp_path / "m.tflite", Recipe(heads={"landmarks": 4, "sensitive": 2, "shopping_intent": 4}))
    verdict = IntentModel(path).classify(RED)
    assert verdict.shopping.scores == pytest.approx(_expected((RED[0, 0] - 127.5) / 127.5, 4), abs=CLOSE)


@pytest.mark.parametrize("mean, std", [((0.0,), (255.0,)), ((123.7, 116.3, 103.5), (58.4, 57.1, 57.4))])
def test_the_input_is_normalized_as_the_file_says(tmp_path: Path, mean: tuple, std: tuple) -> None:
    path = write(tmp_path / "m.tflite", Recipe(mean=mean, std=std))
    color = (RED[0, 0] - np.array(mean)) / np.array(std)
    assert IntentModel(path).classify(RED).shopping.scores == pytest.approx(_expected(color, 4), abs=CLOSE)


def test_labels_in_another_order_are_put_right(tmp_path: Path) -> None:
    labels = {
        "shopping_intent": tuple(f"shopping_intent:{name}" for name in ("other", "negative", "apparel", "home_decor")),
        "sensitive": ("sensitive:positive", "sensitive:negative"),
    }
    verdict = IntentModel(write(tmp_path / "m.tflite", Recipe(labels=labels))).classify(RED)
    color = (RED[0, 0] - 127.5) / 127.5
    raw = _expected(color, 4)
    assert verdict.shopping.score("other") == pytest.approx(raw[0], abs=CLOSE)
    assert verdict.shopping.score("negative") == pytest.approx(raw[1], abs=CLOSE)
    assert verdict.sensitive_score == pytest.approx(_expected(color, 2)[0], abs=CLOSE)


@pytest.mark.parametrize(
    "scores, sensitive, top, shoppable",
    [
        ((0.1, 0.7, 0.1, 0.1), 0.2, "apparel", True),
        ((0.1, 0.7, 0.1, 0.1), 0.5, "apparel", False),  # sensitive must be below, not at
        ((0.0, 0.5, 0.5, 0.0), 0.0, "apparel", False),  # the score must be above, not at
        ((0.4, 0.3, 0.2, 0.1), 0.0, "negative", False),
        ((0.2, 0.4, 0.3, 0.1), 0.0, "apparel", False),  # top label is a product and yet not shoppable
    ],
)
def test_both_verdicts(scores: tuple, sensitive: float, top: str, shoppable: bool) -> None:
    verdict = apply_rule(np.float32(scores), sensitive, 0.5, 0.5)
    assert (verdict.shopping.top, verdict.shoppable) == (top, shoppable)
    assert verdict.shoppable_score == pytest.approx(max(scores[1:]))


def test_thresholds_are_those_of_the_entry(tiny: Path) -> None:
    verdict = IntentModel(tiny).classify(RED)
    assert verdict.shoppable == (verdict.shoppable_score > 0.5 and verdict.sensitive_score < 0.5)
    for limit, shoppable in ((1.0, True), (0.0, False)):
        entry = replace(bare(tiny, "intent"), thresholds={"shoppable": 0.0, "sensitive": limit})
        assert IntentModel(entry).classify(RED).shoppable is shoppable


@pytest.mark.parametrize(
    "recipe, words",
    [
        (Recipe(shape=(1, 192, 192, 3)), "one input float32 [1, 224, 224, 3], but it has float32 [1, 192, 192, 3]"),
        (Recipe(heads={"shopping_intent": 4}), "an output sensitive float32 [1, 2], but its outputs are"),
        (Recipe(heads={"sensitive": 2, "classes": 1000}), "an output shopping_intent float32 [1, 4]"),
        (Recipe(heads={"a": 4, "b": 4, "sensitive": 2}), "an output shopping_intent float32 [1, 4]"),
        (Recipe(heads={"shopping_intent": 3, "sensitive": 2}), "shopping_intent float32 [1, 3]"),
        (Recipe(softmax=False), "must be probabilities that sum to 1, but it is"),
        (Recipe(bias=float("nan")), "must be probabilities that sum to 1, but it is nan"),
        (Recipe(metadata=False), "must say how its input is normalized"),
        (Recipe(mean=(0.0,), std=(-1.0,)), "must say how its input is normalized"),
        (Recipe(labels={"shopping_intent": ("cat", "dog", "cow", "pig")}), "but they are cat, dog, cow, pig"),
    ],
)
def test_a_wrong_contract_says_what_was_expected_and_found(tmp_path: Path, recipe: Recipe, words: str) -> None:
    with pytest.raises(WrongContract) as caught:
        IntentModel(write(tmp_path / "wrong.tflite", replace(recipe, labels=_fitting(recipe))))
    assert words in caught.value.message and "wrong.tflite" in caught.value.message
    assert caught.value.hint


def _fitting(recipe: Recipe) -> dict[str, tuple[str, ...]]:
    return {name: labels for name, labels in recipe.labels.items() if recipe.heads.get(name) == len(labels)}


def test_files_that_are_no_model(tmp_path: Path, tiny: Path) -> None:
    whole = tiny.read_bytes()
    for number, data in enumerate((b"", b"<html>", b"\x00\x00\x00\x00TFL3", whole[: len(whole) // 3])):
        path = tmp_path / f"{number}.tflite"
        path.write_bytes(data)
        with pytest.raises(WrongContract, match=path.name):
            IntentModel(path)
    with pytest.raises(ModelMissing):
        IntentModel(tmp_path / "nowhere.tflite")


def test_an_operation_that_the_runtime_lacks(tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def __init__(self, **options: object) -> None:
            raise RuntimeError("Encountered unresolved custom op: Magic.\nSee more")

    monkeypatch.setattr("ai_edge_litert.interpreter.Interpreter", Refusing)
    with pytest.raises(WrongContract, match="LiteRT cannot run tiny.tflite: Encountered unresolved custom op"):
        IntentModel(tiny)


def test_threads_that_share_a_model_get_their_own_scores(tiny: Path) -> None:
    model = IntentModel(tiny)
    pictures = [np.full((60, 60, 3), shade, np.uint8) for shade in range(0, 256, 16)]
    alone = [model.classify(picture).shopping.scores for picture in pictures]
    wrong: list[int] = []

    def ask(start: int) -> None:
        for turn in range(24):
            number = (start + turn) % len(pictures)
            if not np.array_equal(model.classify(pictures[number]).shopping.scores, alone[number]):
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_bundled_model_keeps_the_contract() -> None:
    from core.models import store
    from core.settings import ROOT

    if not (ROOT / "models" / "manifest.json").is_file():
        pytest.skip("models/manifest.json is not there yet")
    if "intent" not in store.Manifest.read(ROOT / "models").current:
        pytest.skip("models/manifest.json has no intent model yet")
    model = IntentModel(store.entry(ROOT / "models", "intent"))
    verdict = model.classify(np.full((300, 200, 3), 255, np.uint8))
    assert float(verdict.shopping.scores.sum()) == pytest.approx(1, abs=1e-3)


def test_a_calibrated_model_names_the_labels_that_remain_possible(tmp_path: Path) -> None:
    entry = bare(write(tmp_path / "a.tflite"), "intent")
    scores = IntentModel(entry).classify(RED).shopping
    second = float(np.sort(scores.scores)[-2])
    intent = IntentModel(replace(entry, label_sets=LabelSets(second - 1e-6, 0.9, 50))).classify(RED)
    order = np.argsort(-scores.scores)[:2]
    assert intent.label_set == tuple(INTENT_LABELS[k] for k in order) and intent.label_set_coverage == 0.9
    assert IntentModel(entry).classify(RED).label_set == ()  # a file that nobody calibrated
