"""Tasks of worker processes with the real models: an analysis leaves its preview, thumbnail and note."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.analyze import tasks
from core.catalog import pictures
from core.errors import NotAPicture, NotFound
from core.nouns.analysis import AnalysisOptions
from core.settings import read_settings


def image_at(path: Path) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def test_an_analysis_leaves_its_files(tmp_path: Path, photos: dict[str, Path]) -> None:
    settings = read_settings(data_dir=tmp_path)
    analysis = tasks.analyze(settings, str(photos["coffee"]), "coffee", AnalysisOptions("full", ("colors",)))
    name = analysis.picture_id
    assert analysis.uri == "coffee" and {"decode", "faces", "persons", "intent", "colors", "preview"} <= set(
        analysis.seconds)
    assert analysis.facts and analysis.models["colors"].startswith("colors") and "color" in analysis.fact_names
    assert max(image_at(pictures.preview(tmp_path, name)).shape) <= tasks.PREVIEW_SIDE
    assert max(image_at(pictures.thumbnail(tmp_path, name)).shape) <= tasks.THUMBNAIL_SIDE
    note = json.loads((tmp_path / "previews" / f"{name}.json").read_text("utf-8"))
    assert note == {"path": str(photos["coffee"]), "uri": "coffee"}
    assert pictures.original(tmp_path, name) == photos["coffee"]
    plain = tasks.analyze(settings, str(photos["coffee"]), "coffee")
    assert plain.facts == () and "colors" not in plain.models, "a stage runs only when it is asked for"


def test_boxes_are_drawn_on_the_preview(tmp_path: Path, photos: dict[str, Path]) -> None:
    settings = read_settings(data_dir=tmp_path)
    analysis = tasks.analyze(settings, str(photos["astronaut"]), "astronaut")
    assert len(analysis.faces)
    boxes = cv2.imdecode(np.frombuffer(tasks.annotate(settings, str(photos["astronaut"]), analysis), np.uint8), 1)
    preview = image_at(pictures.preview(tmp_path, analysis.picture_id))
    assert boxes.shape == preview.shape
    different = np.abs(boxes.astype(int) - preview).max(axis=2) > 60
    assert 0.001 < different.mean() < 0.2, "lines, not the whole picture"


def test_what_is_not_a_picture_leaves_nothing(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path)
    (tmp_path / "text.jpg").write_text("a text of some length " * 10)
    with pytest.raises(NotAPicture):
        tasks.analyze(settings, str(tmp_path / "text.jpg"), "text.jpg")
    with pytest.raises(NotFound):
        tasks.analyze(settings, str(tmp_path / "gone.jpg"), "gone.jpg")
    assert not (tmp_path / "previews").exists()
