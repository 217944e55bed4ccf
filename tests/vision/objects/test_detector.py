"""Everyday things are found where they are on real photos; persons are left to their model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.images.decode import read_picture
from core.models import store
from core.nouns.detections import overlaps
from core.settings import ROOT, Settings
from core.vision.objects.detector import open_objects, suppressed
from tests.made_up import made_up_analysis

ENTRY = store.entry(ROOT / "models", "objects")


@pytest.mark.parametrize(("name", "thing", "where"), [
    ("coffee", "cup", (140, 60, 420, 330)), ("bus", "bus", (10, 225, 805, 755)),
])
def test_things_are_found_where_they_are(photos: dict[str, Path], name: str, thing: str, where: tuple) -> None:
    picture = read_picture(photos[name], name, Settings())
    facts = open_objects(ENTRY)(picture.image, made_up_analysis())
    assert [fact.score for fact in facts] == sorted((fact.score for fact in facts), reverse=True)
    assert {fact.name for fact in facts} == {"object"} and {fact.model for fact in facts} == {ENTRY.name}
    boxes = np.array([fact.xyxy for fact in facts if fact.value == thing])
    assert len(boxes) and overlaps(boxes, np.array(where)).max() > 0.5
    height, width = picture.image.shape[:2]
    assert all(0 <= f.xyxy[0] < f.xyxy[2] <= width and 0 <= f.xyxy[1] < f.xyxy[3] <= height for f in facts)


def test_persons_are_left_to_their_model(photos: dict[str, Path]) -> None:
    image = read_picture(photos["zidane"], "zidane", Settings()).image
    values = [fact.value for fact in open_objects(ENTRY)(image, made_up_analysis())]
    assert "person" not in values, "two men fill the photo"
    assert "person" in ENTRY.labels and len(ENTRY.labels) == 80


def test_nothing_is_no_fact() -> None:
    run = open_objects(ENTRY)
    assert run(np.full((40, 300, 3), 255, np.uint8), made_up_analysis()) == ()
    assert run(np.zeros((1, 1, 3), np.uint8), made_up_analysis()) == ()


def test_only_a_box_of_the_same_class_gives_way() -> None:
    box = [50.0, 50, 20, 20]
    columns = np.array([[*box, 0.6, 0.0], [*box, 0.9, 0.0], [*box, 0.0, 0.7], [200, 50, 20, 20, 0.55, 0.0],
                        [*box, 0.4, 0.0]], np.float32).T  # fmt: skip
    boxes, classes, scores = suppressed(columns, 0.5, 0.6)
    assert scores.tolist() == pytest.approx([0.9, 0.7, 0.55]) and classes.tolist() == [0, 1, 0]
    assert boxes[0].tolist() == [40, 40, 60, 60]


def test_another_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongContract, match=r"must have an input \[1,3,416,416\] and an output \[1,7,positions\]"):
        open_objects(replace(ENTRY, labels=("a", "b", "c")))
    (tmp_path / ENTRY.path.name).write_bytes(b"nonsense")
    broken = replace(ENTRY, files=tuple(replace(file, path=tmp_path / file.path.name) for file in ENTRY.files))
    with pytest.raises(WrongContract, match="not an OpenVINO model"):
        open_objects(broken)
