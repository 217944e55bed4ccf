"""Strangers' weights: which class is a person, which side they want, and what is refused and why."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.errors import WrongContract
from core.learning.persons import conversion
from core.learning.persons.conversion import person_row, product_rows


@pytest.mark.parametrize(("names", "row"), [
    ({0: "person", 1: "car"}, (0, "person")), (["car", " People "], (1, " People ")),
    ({"3": "Pedestrian"}, (3, "Pedestrian")), (["mannequin"], (0, "mannequin")), ({7: "worker"}, (7, "worker"))])
def test_the_class_that_is_a_person(names: Any, row: tuple[int, str]) -> None:
    assert person_row(names, "x.pt") == row


@pytest.mark.parametrize("names", [["car", "bus"], {0: "cat", 1: "dog"}, [f"class {number}" for number in range(80)]])
def test_a_model_of_other_things_lists_them(names: Any) -> None:
    with pytest.raises(WrongContract) as caught:
        person_row(names, "x.pt")
    assert "must have the class person" in caught.value.message and len(caught.value.message) < 400


@pytest.mark.parametrize(("names", "rows"), [
    (["object"], [[0]]), ({0: "can", 1: "jar"}, [[0, 1]]), ({"0": "price_tag", "1": "Product"}, [[1], [0]]),
    ({2: "Price Tag"}, [[2]])])
def test_all_classes_are_products_but_price_tags(names: Any, rows: list[list[int]]) -> None:
    assert product_rows(names) == rows


@pytest.mark.parametrize(("arguments", "side"), [
    ({"imgsz": 640}, 640), ({"imgsz": 350}, 352), ({"imgsz": [320, 480]}, 480), ({"imgsz": 5000}, 640),
    ({"imgsz": "x"}, 640), ({"imgsz": 0}, 640), ({"imgsz": []}, 640), ({}, 640), (None, 640)])
def test_the_side_is_a_multiple_of_32(arguments: Any, side: int) -> None:
    assert conversion._side(arguments) == side


def test_what_is_no_checkpoint_is_refused_in_one_line_of_json(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.pt").write_bytes(b"not a zip")
    assert conversion.main([str(tmp_path / "x.pt"), str(tmp_path)]) == 1
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer["error"] == "WrongContract" and "must be a PyTorch checkpoint" in answer["message"] and answer["hint"]


@pytest.mark.parametrize(("wanted", "words"), [
    (["posix.system", "torch.nn.Conv2d"], "it asks for posix.system"), (["models.yolo.Model"], "first YOLOv5 program"),
    (["ultralytics.nn.tasks.DetectionModel"], "cannot be opened as ultralytics weights (ValueError: odd)"),
    ([], "cannot be opened")])
def test_a_refusal_names_its_reason(monkeypatch: pytest.MonkeyPatch, wanted: list[str], words: str) -> None:
    monkeypatch.setattr(conversion, "_named_globals", lambda path: wanted)
    error = conversion._refusal(Path("x.pt"), ValueError("odd\nmore"))
    assert words in error.message and error.hint.endswith(".") and "\n" not in error.message


def test_names_in_a_pickle_are_read_without_running_it(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    with zipfile.ZipFile(tmp_path / "x.pt", "w") as archive:
        archive.writestr("x/data.pkl", b"cposix\nsystem\n.")
        archive.writestr("x/version", b"3\n")
    assert "posix.system" in conversion._named_globals(tmp_path / "x.pt")
    (tmp_path / "y.pt").write_bytes(b"")
    assert conversion._named_globals(tmp_path / "y.pt") == []
