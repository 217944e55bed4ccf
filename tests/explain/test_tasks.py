"""One file explained in a worker process: map, overlay and their sizes."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import NotFound
from core.explain import tasks
from core.explain.differentiable import DifferentiableModel
from core.explain.request import BenchmarkPicture, Request
from core.explain.trust import measure_rivals
from core.models.versions import register
from core.nouns.trust import Faithfulness
from core.settings import Settings
from tests.explain.pictures import RED, color_network, patch


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", intent_model=str(color_network(tmp_path / "colors.tflite")))


@pytest.fixture
def photo(tmp_path: Path) -> str:
    """Red on its left half, so the evidence for apparel lies there."""
    path = tmp_path / "photo.png"
    Image.fromarray(patch(RED, (0, 0, 800, 900), (1600, 900))).save(path)
    return str(path)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_page_gets_a_small_map_and_a_jpeg(settings: Settings, photo: str) -> None:
    explanation = tasks.explain(settings, Request(photo, "apparel"))
    saliency, overlay = explanation.saliency, opened(explanation.overlay)
    assert saliency.map.shape == (126, 224) and saliency.coarse.shape == (7, 7) and saliency.has_evidence
    assert saliency.map[:, :70].min() > 0.9 and saliency.map[:, 150:].max() < 0.1
    assert overlay.format == "JPEG" and overlay.size == (1280, 720)


def test_the_full_map_and_the_png_have_the_pictures_size(settings: Settings, photo: str) -> None:
    explanation = tasks.explain(settings, Request(photo, "apparel", file_format="png", full_map=True))
    overlay = opened(explanation.overlay)
    assert explanation.saliency.map.shape == (900, 1600) and explanation.saliency.map.dtype == np.float32
    assert overlay.format == "PNG" and overlay.size == (1600, 900)


def test_no_opacity_gives_the_photo_alone(settings: Settings, photo: str) -> None:
    explanation = tasks.explain(settings, Request(photo, "apparel", file_format="png", opacity=0.0))
    assert (np.asarray(opened(explanation.overlay)) == np.asarray(Image.open(photo))).all()


def test_no_evidence_survives_the_small_map(settings: Settings, photo: str) -> None:
    saliency = tasks.explain(settings, Request(photo, "negative")).saliency
    assert not saliency.has_evidence and (saliency.map == 0).all()


def test_two_photos_on_one_scale_are_colored_by_their_raw_values(settings: Settings, photo: str) -> None:
    request = Request(photo, "apparel", file_format="png", opacity=1.0, colors="gray")
    alone = tasks.explain(settings, request)
    peak = float(alone.saliency.coarse.max())
    brightest = [np.asarray(opened(tasks.explain(settings, replace(request, peak=value)).overlay))[450, 100, 1]
                 for value in (peak, 2 * peak)]
    assert np.asarray(opened(alone.overlay))[450, 100, 1] == brightest[0] == 255
    assert brightest[1] == pytest.approx(0.5 * 127.5 + 0.5 * 0, abs=2), "half as strong: half the gray, half the cover"


def test_a_second_registered_model_explains_by_its_own_scores(settings: Settings, photo: str, tmp_path: Path) -> None:
    color_network(tmp_path / "weak_1.tflite", gain=1.0)
    facts = {"role": "intent", "origin": "made", "license": "CC0-1.0",
             "thresholds": {"shoppable": 0.5, "sensitive": 0.5}}
    register(tmp_path / "models", "weak_1", facts, ["weak_1.tflite"], source=tmp_path)
    both = settings.model_copy(update={"models_dir": tmp_path / "models"})
    used, other = (tasks.explain(both, Request(photo, "apparel", model=name)).saliency.score for name in ("", "weak_1"))
    assert other < used - 0.05 and tasks.layers(both, "apparel", "weak_1") == tasks.layers(both, "apparel")


def test_a_model_file_that_was_replaced_is_opened_again(settings: Settings, photo: str) -> None:
    before = tasks.explain(settings, Request(photo, "apparel")).saliency.score
    color_network(Path(settings.intent_model), gain=1.0)
    assert tasks.explain(settings, Request(photo, "apparel")).saliency.score < before - 0.05


def test_a_file_that_changed_since_is_not_explained(settings: Settings, photo: str) -> None:
    with pytest.raises(NotFound, match="has changed since it was analyzed"):
        tasks.explain(settings, Request(photo, "apparel", picture_id="0" * 64))


def test_the_maps_that_know_nothing_are_measured_once_a_photo_and_label(
        settings: Settings, photo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []

    def counted(model: DifferentiableModel, values: np.ndarray, label: str) -> tuple[Faithfulness, Faithfulness]:
        measured.append(label)
        return measure_rivals(model, values, label)

    monkeypatch.setattr(tasks, "measure_rivals", counted)
    both = [tasks.explain(settings, Request(photo, "apparel", method, trust=True)).trust
            for method in ("hires-cam", "occlusion")]
    assert measured == ["apparel"] and both[0].center == both[1].center and both[0].map != both[1].map
    tasks.explain(settings, Request(photo, "other", trust=True))
    assert measured == ["apparel", "other"]


def test_a_benchmark_explains_the_top_label_and_points_to_the_planted_patch(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "corner.png"
    Image.fromarray(patch(RED, (0, 0, 110, 110))).save(path)
    picture = BenchmarkPicture("corner.png", "c", str(path))
    rows = tasks.benchmark(settings, picture, "top", ("hires-cam", "occlusion"))
    assert [(row.method, row.label, row.pointing[:2]) for row in rows] == [
        ("hires-cam", "apparel", (True, False)), ("occlusion", "apparel", (True, False))]
    assert all(row.trust.map.deletion < row.trust.center.deletion and row.milliseconds > 0 for row in rows)
    assert rows[0].trust.center == rows[1].trust.center
    person = BenchmarkPicture("corner.png", "c", str(path), ((200.0, 200.0, 300.0, 300.0),))
    assert tasks.benchmark(settings, person, "apparel", ("hires-cam",))[0].pointing[0] is False
