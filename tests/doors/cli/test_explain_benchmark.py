"""The command `explain-benchmark`, with the real models."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def folder(photos, tmp_path: Path) -> Path:
    place = tmp_path / "set"
    place.mkdir()
    for name in ("coffee", "astronaut", "rocket"):
        shutil.copy(photos[name], place)
    (place / "broken.jpg").write_text("no picture")
    return place


@pytest.mark.slow
def test_a_folder_is_measured_and_what_cannot_be_read_is_named(run, folder, tmp_path):
    out = tmp_path / "out"
    done = run("explain-benchmark", folder, "--methods", "grad-cam,layer-cam", "--out", out)
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split("  ")[0] for line in lines[1:5]] == ["Grad-CAM", "LayerCAM", "Center blob", "Random map"]
    assert " to " in lines[1] and "broken.jpg: This is plain text" in done.stderr
    assert "3 measured, 1 left out" in done.stderr
    rows = list(csv.DictReader((out / "rows.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 6 and {row["method"] for row in rows} == {"grad-cam", "layer-cam"}
    assert all(0 <= float(row[name]) <= 1 for row in rows for name in ("deletion", "center_deletion", "insertion"))
    for uri in {row["uri"] for row in rows}:
        assert len({row["center_deletion"] for row in rows if row["uri"] == uri}) == 1, "the rivals are the picture's"
    person = next(row for row in rows if "astronaut" in row["uri"])
    assert person["pointing"] in ("0.0", "1.0") and float(person["milliseconds"]) > 0
    assert "Center blob" in (out / "chart.html").read_text("utf-8")


def test_what_cannot_be_measured_is_one_sentence(run, tmp_path):
    (tmp_path / "empty").mkdir()
    for arguments, words in (((tmp_path / "empty",), "contain no pictures"),
                             ((tmp_path / "gone",), "There is no folder and no analysis"),
                             ((tmp_path / "empty", "--methods", "tea-leaves"), "must be one of grad-cam"),
                             ((tmp_path / "empty", "--limit", "-3"), "must be 1 or more")):
        done = run("explain-benchmark", *arguments)
        assert done.returncode != 0 and words in done.stderr and "Traceback" not in done.stderr, done.stderr
