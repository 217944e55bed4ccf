"""One file explained in a worker process: map, overlay and their sizes."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import NotFound
from core.explain import tasks
from core.explain.request import Request
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


def test_a_file_that_changed_since_is_not_explained(settings: Settings, photo: str) -> None:
    with pytest.raises(NotFound, match="has changed since it was analyzed"):
        tasks.explain(settings, Request(photo, "apparel", picture_id="0" * 64))
