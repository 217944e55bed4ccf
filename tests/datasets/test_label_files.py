"""Label files of YOLO and COCO: the same boxes whichever form; wrong lines and unknown classes are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core import datasets
from core.datasets.label_files import of_label_files
from core.errors import Misuse
from core.nouns.box_set import BoxSet
from core.settings import Settings
from core.site import Site
from tests.datasets.boxed_folders import coco_folder, yolo_folder
from tests.datasets.class_folders import class_folders, draw


def listed(folder: Path) -> dict[str, tuple]:
    found = of_label_files(folder)
    assert found is not None
    return {Path(item.name).name: (item.split, item.boxes.of((128, 128)) if item.boxes else None, item.problem)
            for item in found}


def test_yolo_and_coco_give_the_same_boxes(tmp_path: Path) -> None:
    yolo, coco = listed(yolo_folder(tmp_path / "yolo")), listed(coco_folder(tmp_path / "coco"))
    assert yolo["one.jpg"] == ("train", (("persons", BoxSet((128, 128), ((32, 0, 96, 128),))),), "")
    assert yolo["none.jpg"][1] == (("persons", BoxSet((128, 128))),), "an empty label file says that nothing is there"
    assert {name: coco[name][1] for name in ("one.jpg", "none.jpg", "two.jpg")} \
        == {name: yolo[name][1] for name in ("one.jpg", "none.jpg", "two.jpg")}
    assert yolo["two.jpg"][0] == "validation" and "1 box of other classes (dog)" in yolo["data.yaml"][2]
    assert "crowd" in coco["crowd.jpg"][2]
    again = of_label_files(tmp_path / "coco" / "annotations" / "instances.json")
    assert again is not None and len(again) == 5


def test_labels_may_lie_beside_or_below_and_class_folders_are_none(tmp_path: Path) -> None:
    draw(tmp_path / "flat" / "a.jpg", 1)
    draw(tmp_path / "flat" / "b.jpg", 2)
    draw(tmp_path / "flat" / "c.jpg", 3)
    (tmp_path / "flat" / "classes.txt").write_text("person\n")
    (tmp_path / "flat" / "a.txt").write_text("0 .5 .5 1 1")
    (tmp_path / "flat" / "labels").mkdir()
    (tmp_path / "flat" / "labels" / "b.txt").write_text("")
    found = listed(tmp_path / "flat")
    assert len(found["a.jpg"][1][0][1]) == 1 and len(found["b.jpg"][1][0][1]) == 0
    assert "no label file" in found["c.jpg"][2]
    assert of_label_files(class_folders(tmp_path / "classes")) is None


@pytest.mark.parametrize(("text", "words"), [
    ("0 .5 .5", "line 1: '0 .5 .5' is no box"), ("person .5 .5 1 1", "is no box"), ("7 .5 .5 1 1", "no class 7"),
    ("0 128 64 64 64", "lies outside the picture"), ("0 nan .5 1 1", "lies outside")])
def test_a_wrong_line_leaves_its_picture_out_with_the_reason(tmp_path: Path, text: str, words: str) -> None:
    draw(tmp_path / "a.jpg", 1)
    (tmp_path / "classes.txt").write_text("person\n")
    (tmp_path / "a.txt").write_text(text)
    assert words in listed(tmp_path)["a.jpg"][2]


def test_folders_that_cannot_be_read_so_are_refused(tmp_path: Path) -> None:
    for name, file, text, words in (
            ("a", "labels/a.txt", "0 .5 .5 1 1", "nothing says what their classes are"),
            ("b", "classes.txt", "dog\ncat\n", "classes dog, cat"), ("c", "data.yaml", "names: 7", "does not say"),
            ("d", "x.json", json.dumps({"images": [{}], "annotations": [],
                                        "categories": [{"id": 1, "name": "person"}]}), "no JSON of COCO: KeyError")):
        (tmp_path / name / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name / file).write_text(text)
        draw(tmp_path / name / "a.jpg", 1)
        with pytest.raises(Misuse, match=words):
            of_label_files(tmp_path / name)
    (tmp_path / "plain.json").write_text("[]")
    with pytest.raises(Misuse, match="no JSON of COCO"):
        of_label_files(tmp_path / "plain.json")


def test_a_dataset_of_boxes_has_one_hash_whatever_it_was_made_from(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path / "site", workers=1)) as site:
        made = datasets.make(site, str(yolo_folder(tmp_path / "yolo")))
        assert made.labels == {"nothing": 1, "person": 2} and made.boxes == {"persons": (3, 3)}
        assert [reason for _, reason in made.left_out] == [
            "1 box of other classes (dog) not used: boxes here are of persons, faces and products."]
        (tmp_path / "table.csv").write_bytes(datasets.samples_csv(made))
        assert datasets.make(site, str(tmp_path / "table.csv")).dataset_id == made.dataset_id
        (tmp_path / "yolo" / "labels" / "train" / "one.txt").write_text("1 0.5 0.5 0.5 0.9\n")
        assert datasets.make(site, str(tmp_path / "yolo")).dataset_id != made.dataset_id, "a box moved"
        (tmp_path / "yolo" / "labels" / "train" / "one.txt").write_text("1 0.9 0.5 0.5 0.9\n")
        left = dict(datasets.make(site, str(tmp_path / "yolo")).left_out)
        assert "lies outside the picture" in left[str(tmp_path / "yolo" / "images" / "train" / "one.jpg")]
