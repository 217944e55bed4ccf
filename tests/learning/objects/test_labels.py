"""Soft labels: two teachers' boxes become one, the pack's knowledge of persons counts, a stopped run goes on."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("openvino")

from core.learning.objects import labels  # noqa: E402
from core.learning.objects.detectors import Found  # noqa: E402
from core.learning.objects.labels import chosen, merge, read, read_labels, with_known_persons  # noqa: E402

CUP, PERSON = 41, 0


def found(*rows: tuple) -> Found:
    """Rows of left, top, right, bottom, class, score."""
    table = np.array(rows, np.float32).reshape(-1, 6)
    return Found(table[:, :4], table[:, 4].astype(np.int64), table[:, 5])


def test_one_thing_seen_four_times_is_one_box() -> None:
    looks = [found((0, 0, 10, 10, CUP, 0.8)), found((0, 0, 10, 12, CUP, 0.4)), found(), found((0, 0, 10, 10, CUP, 0.8))]
    one = merge(looks, (1.0, 1.0, 1.0, 1.0))
    assert one.classes.tolist() == [CUP] and one.scores[0] == pytest.approx(0.5)
    assert one.xyxy[0].tolist() == pytest.approx([0, 0, 10, 10.4]), "the sure looks weigh more"


def test_other_classes_and_places_stay_apart_and_flat_boxes_are_none() -> None:
    seen = found((0, 0, 10, 10, CUP, 0.9), (0, 0, 10, 10, 45, 0.8), (50, 0, 60, 10, CUP, 0.7), (5, 5, 5, 9, CUP, 0.9))
    assert sorted(merge([seen], (1.0,)).classes.tolist()) == [CUP, CUP, 45]
    assert len(merge([found()] * 4).scores) == 0


def test_true_persons_replace_the_teachers_and_a_thing_alone_has_none() -> None:
    seen = found((0, 0, 10, 20, PERSON, 0.7), (40, 0, 60, 20, PERSON, 0.5), (2, 2, 6, 6, CUP, 0.6))
    truth = np.array([[0, 0, 11, 20]], np.float32)
    known = with_known_persons(seen, truth, is_thing=False)
    assert known.scores[0] == 1 and known.xyxy[0].tolist() == [0, 0, 11, 20]
    assert known.classes.tolist() == [PERSON, PERSON, CUP], "the passer-by is as sure as the teachers are"
    assert with_known_persons(seen, None, is_thing=True).classes.tolist() == [CUP]


def test_the_test_set_and_the_validation_side_teach_nothing() -> None:
    rows = [{"path": f"{block}/{n}.jpg", "block": block, "split": split}
            for block in ("coco", "home") for split in ("train", "val") for n in range(3)]
    assert {(row["block"], row["split"]) for row in chosen(rows)} == {("home", "train")}
    assert chosen(rows) == chosen(rows), "in an order that is the same each time"


def test_a_stopped_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "footwear_alone", lambda data: set())
    rows = [{"path": f"home/{n}.jpg", "block": "home", "split": "train", "group": "", "label": "chair", "master": ""}
            for n in range(4)]
    (tmp_path / "home").mkdir()
    for row in rows:
        cv2.imwrite(str(tmp_path / row["path"]), np.zeros((10, 10, 3), np.uint8))
    calls = []
    teacher = lambda image, floor: calls.append(1) or found((0, 0, 10, 10, CUP, 0.9))  # noqa: E731
    file = tmp_path / "labels.jsonl"
    labels.label_pack(tmp_path, rows, (teacher, teacher), file=file, log=lambda line: None, most=2)
    file.write_text(file.read_text() + '["home/')  # killed while it wrote
    assert len(list(read_labels(file))) == 2
    file.write_text(file.read_text().rsplit("\n", 1)[0] + "\n")
    labels.label_pack(tmp_path, rows, (teacher, teacher), file=file, log=lambda line: None)
    entries = list(read_labels(file))
    assert sorted(entry.path for entry in entries) == sorted(row["path"] for row in rows) and len(calls) == 16
    assert all(entry.found.classes.tolist() == [CUP] for entry in entries)


def test_squeezed_shop_pictures_get_their_shape_back(tmp_path: Path) -> None:
    for block in ("fashion", "home"):
        (tmp_path / block).mkdir()
        cv2.imwrite(str(tmp_path / block / "1.png"), np.zeros((160, 160, 3), np.uint8))
    assert read(tmp_path, "fashion/1.png").shape == (160, 120, 3) and read(tmp_path, "home/1.png").shape[1] == 160
