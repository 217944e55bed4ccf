"""Every explanation method keeps one contract: an image and a label go in, a map with agreed properties comes out."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from core.errors import Misuse, ModelMissing, WrongContract
from core.explain.contract import DEFAULT_METHOD, LABELS, METHODS, Explainer, open_explainer
from core.vision.intent.classifier import IntentModel
from tests.explain.pictures import BLUE, RED, TAILS, color_network, noise, patch


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=TAILS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return TAILS[request.param](tmp_path / "tiny.tflite")


@pytest.fixture
def colors(method: str, tmp_path: Path) -> Explainer:
    """A model for which red is apparel and blue is other."""
    return open_explainer(method, color_network(tmp_path / "colors.tflite"))


def test_the_default_is_one_of_the_methods() -> None:
    assert DEFAULT_METHOD in METHODS


def test_listing_the_methods_loads_no_model() -> None:
    heavy = {"ai_edge_litert", "cv2", "tensorflow", "torch", "openvino"}
    script = f"import sys, core.explain.contract, core.explain.request; print(*sorted(sys.modules.keys() & {heavy!r}))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "\n"


@pytest.mark.parametrize("size_wh, label", zip([(200, 300), (1, 1), (3, 500), (6, 6), (90, 90)], LABELS, strict=True))
def test_the_map_has_the_pictures_size_and_lies_in_0_to_1(method: str, path: Path, label: str, size_wh: tuple) -> None:
    image = noise(size_wh)
    before = image.copy()
    saliency = open_explainer(method, path).explain(image, label)
    assert saliency.map.shape == image.shape[:2] and saliency.map.dtype == np.float32
    assert saliency.coarse.ndim == 2 and saliency.coarse.dtype == np.float32
    assert np.isfinite(saliency.map).all() and np.isfinite(saliency.coarse).all()
    assert saliency.map.min() >= 0 and saliency.map.max() <= 1
    assert (saliency.label, saliency.method) == (label, method)
    assert (image == before).all()


@pytest.mark.parametrize("level, label", [(0, "apparel"), (127, "negative"), (255, "sensitive")])
def test_a_blank_picture_has_no_nan(method: str, path: Path, level: int, label: str) -> None:
    saliency = open_explainer(method, path).explain(np.full((40, 60, 3), level, np.uint8), label)
    assert np.isfinite(saliency.map).all() and np.isfinite(saliency.coarse).all()
    assert saliency.map.min() >= 0 and saliency.map.max() <= 1


def test_scores_that_are_no_numbers_are_an_error(method: str, tmp_path: Path) -> None:
    file = color_network(tmp_path / "damaged.tflite", gain=float("nan"))
    with pytest.raises(WrongContract, match="must be a number, but it is NaN"):
        open_explainer(method, file).explain(noise(), "apparel")


def test_the_score_is_that_of_the_model(method: str, path: Path) -> None:
    intent, explainer = IntentModel(path).classify(noise()), open_explainer(method, path)
    for label in LABELS:
        expected = intent.sensitive_score if label == "sensitive" else intent.shopping.score(label)
        assert explainer.explain(noise(), label).score == pytest.approx(expected, abs=1e-6)


def test_the_same_call_gives_the_same_numbers(method: str, path: Path) -> None:
    explainer = open_explainer(method, path)
    first = explainer.explain(noise(), "other")
    explainer.explain(noise((90, 40)), "apparel")
    for again in (explainer.explain(noise(), "other"), open_explainer(method, path).explain(noise(), "other")):
        assert again.score == first.score and (again.map == first.map).all() and (again.coarse == first.coarse).all()


def test_the_map_is_hot_where_the_evidence_is(colors: Explainer) -> None:
    image = patch(RED, (0, 0, 150, 300))
    image[:, 150:] = patch(BLUE, (0, 0, 150, 300))[:, :150]
    red, blue = colors.explain(image, "apparel"), colors.explain(image, "other")
    assert red.has_evidence and red.map[:, :150].sum() > 0.6 * red.map.sum()
    assert blue.has_evidence and blue.map[:, 150:].sum() > 0.6 * blue.map.sum()


def test_no_positive_evidence_is_all_zero_and_says_so(colors: Explainer) -> None:
    against = colors.explain(patch(RED, (0, 0, 300, 300)), "negative")
    assert not against.has_evidence and (against.map == 0).all()


def test_sensitive_is_the_positive_row_of_its_own_head(colors: Explainer) -> None:
    red = colors.explain(patch(RED, (0, 0, 300, 300)), "sensitive")
    assert red.label == "sensitive" and red.score < 0.5 and not red.has_evidence


def test_a_contrast_shows_what_speaks_for_the_first_label(colors: Explainer) -> None:
    image = patch(RED, (0, 0, 150, 300))
    image[:, 150:] = patch(BLUE, (0, 0, 150, 300))[:, :150]
    for label, against, part in (("apparel", "other", np.s_[:, :150]), ("other", "apparel", np.s_[:, 150:])):
        contrast = colors.explain(image, label, against=against)
        assert contrast.label == label and contrast.map[part].sum() > 0.6 * contrast.map.sum()
    for other in ("apparel", "sensitive"):
        with pytest.raises(Misuse, match="two labels of one output"):
            colors.explain(image, "apparel", against=other)


def test_an_unknown_label_is_refused(colors: Explainer) -> None:
    with pytest.raises(Misuse, match="no label 'shoes'") as caught:
        colors.explain(noise(), "shoes")
    assert "sensitive" in caught.value.hint


def test_a_missing_or_broken_model_is_refused(method: str, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        open_explainer(method, tmp_path / "none.tflite")
    (tmp_path / "page.tflite").write_bytes(b"<html>not found</html>")
    with pytest.raises(WrongContract, match=r"page\.tflite"):
        open_explainer(method, tmp_path / "page.tflite")


def test_threads_share_an_explainer(method: str, path: Path) -> None:
    explainer = open_explainer(method, path)
    images = [noise((50 + k, 60)) // (k + 1) for k in range(3)]
    expected = [explainer.explain(image, "other") for image in images]
    results: list = [None] * len(images)

    def work(k: int) -> None:
        for _ in range(2):
            results[k] = explainer.explain(images[k], "other")

    threads = [threading.Thread(target=work, args=(k,)) for k in range(len(images))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one, other in zip(expected, results, strict=True):
        assert one.score == other.score and (one.map == other.map).all()
