"""Files for trainers of detectors hold all boxes of the pictures that people looked at, and no name from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import corrections
from core.errors import Misuse
from core.settings import Settings
from core.site import Site
from tests.corrections.site_with_photos import FIRST, SECOND, with_photos


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path)) as opened:
        with_photos(opened)
        corrections.change_box(opened, FIRST, "faces", now=(0, 0, 50, 30))  # beside the model's 60, 20, 100, 70
        corrections.change_box(opened, SECOND, "faces", was=(60, 20, 100, 70))
        yield opened


def test_yolo_has_a_line_for_each_box_as_shares_of_the_picture(site: Site) -> None:
    assert {name: data.decode() for name, data in corrections.box_files(site, "yolo").items()} == {
        "faces/classes.txt": "face\n", f"faces/labels/{SECOND}.txt": "",
        f"faces/labels/{FIRST}.txt": "0 0.125000 0.050000 0.250000 0.100000\n0 0.400000 0.150000 0.200000 0.166667\n"}


def test_coco_has_pixels_and_pictures_without_a_box(site: Site) -> None:
    corrections.correct(site, FIRST, "persons", corrections.said(site.store.analysis(FIRST))["persons"])  # confirmed
    files = {name: json.loads(data) for name, data in corrections.box_files(site, "coco").items()}
    assert files.keys() == {"faces.json", "persons.json"}
    assert corrections.box_files(site, "coco", "persons").keys() == {"persons.json"}
    faces = files["faces.json"]
    assert [(image["file_name"], image["width"], image["height"]) for image in faces["images"]] == [
        (FIRST, 200, 300), (SECOND, 200, 300)]
    assert [(box["image_id"], box["bbox"], box["area"]) for box in faces["annotations"]] == [
        (1, [0, 0, 50, 30], 1500), (1, [60, 20, 40, 50], 2000)]
    assert [len(files["persons.json"][name]) for name in ("images", "annotations")] == [1, 1]


def test_nothing_to_write_is_said(site: Site) -> None:
    for picture_id in (FIRST, SECOND):
        corrections.correct(site, picture_id, "faces", "model")
    with pytest.raises(Misuse, match="Nobody has corrected"):
        corrections.box_files(site, "coco")
    with pytest.raises(Misuse, match="yolo or coco"):
        corrections.box_files(site, "voc")
    with pytest.raises(Misuse, match="faces or persons"):
        corrections.box_files(site, "coco", "label")
