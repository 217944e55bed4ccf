"""Which pictures teach, and where the persons in them are: boxes of the pack, of two teachers, or none for certain."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.learning.persons import labels as module
from core.learning.persons.labels import Sample, hide_passers_by, is_dev, label_picture, merge_boxes, thing_pictures


def test_teachers_that_agree_make_a_box_and_a_lone_guess_a_doubt():
    person, guess = [0, 0, 50, 100], [200, 0, 230, 60]
    one = np.array([person, guess], np.float32), np.array([0.6, 0.3], np.float32)
    two = np.array([[2, 0, 52, 100]], np.float32), np.array([0.5], np.float32)
    sure, doubtful = merge_boxes(one, two)
    assert sure.tolist() == [[1, 0, 51, 100]]
    assert doubtful.tolist() == [guess]


def row(path: str, label: str = "", master: str = "", **more: str) -> dict[str, str]:
    return {"path": path, "block": path.partition("/")[0], "label": label, "master": master, "split": "train",
            "group": "", "width": "100", "height": "200", **more}


def teacher(boxes: list, scores: list[float]):
    return lambda image, floor: (np.array(boxes, np.float32).reshape(-1, 4), np.array(scores, np.float32))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for block in ("legs", "streetwear", "fashion", "other", "coco"):
        (tmp_path / block / "labels").mkdir(parents=True)
        cv2.imwrite(str(tmp_path / block / "1.png"), np.zeros((200, 100, 3), np.uint8))
    return tmp_path


def test_boxes_of_the_pack_are_relative_to_the_picture(data: Path) -> None:
    (data / "legs" / "labels" / "1.txt").write_text("0 0.5 0.5 0.2 0.5\n0 0.1 0.1 0.2 0.2\n")
    boxes = module.true_boxes(data, row("legs/1.png"))
    assert boxes is not None and boxes.tolist() == [[40, 50, 60, 150], [0, 0, 20, 40]]
    assert module.true_boxes(data, row("other/1.png")) is None
    (data / "legs" / "labels" / "1.txt").write_text("")
    empty = module.true_boxes(data, row("legs/1.png"))
    assert empty is not None and empty.shape == (0, 4), "nobody is in it, for certain"


def test_one_in_ten_groups_is_kept_from_training_whole() -> None:
    rows = [row(f"home/{number}.jpg", group=f"g{number // 4}") for number in range(4000)]
    flags = [is_dev(item) for item in rows]
    assert 0.06 < np.mean(flags) < 0.14
    assert all(len(set(flags[start:start + 4])) == 1 for start in range(0, 4000, 4))
    assert not any(is_dev({**item, "split": "val"}) for item in rows)


def test_a_sure_teacher_needs_nobody_and_two_unsure_ones_are_a_doubt() -> None:
    none = np.zeros((0, 4), np.float32), np.zeros(0, np.float32)
    box = np.array([[0, 0, 50, 100]], np.float32)
    assert merge_boxes((box, np.array([0.75])), none)[0].tolist() == box.tolist()
    sure, doubtful = merge_boxes((box, np.array([0.35])), (box, np.array([0.35])))
    assert not len(sure) and len(doubtful) == 2
    assert [len(boxes) for boxes in merge_boxes(none, none)] == [0, 0]
    assert [len(boxes) for boxes in merge_boxes((box, np.array([0.1])), none)] == [0, 0], "too weak even for a doubt"


def test_passers_by_are_painted_over() -> None:
    sure = np.array([[0, 0, 10, 10], [0, 0, 50, 90]], np.float32)
    main, hidden = hide_passers_by(sure, np.array([[60, 0, 70, 20]], np.float32))
    assert main.tolist() == [sure[1].tolist()] and hidden.tolist() == [[60, 0, 70, 20], sure[0].tolist()]


def test_pictures_without_persons_by_block() -> None:
    rows = [row("home/1.jpg"), row("home/2.jpg", "painting_x"), row("fashion/1.jpg", master="Accessories"),
            row("fashion/2.jpg", master="Apparel"), row("fashion/3.jpg"), row("nike/1.jpg"), row("streetwear/1.jpg")]
    things = thing_pictures(rows, {"fashion/3.jpg", "nike/1.jpg"})
    assert {block: [item["path"] for item in members] for block, members in things.items()} == {
        "home": ["home/1.jpg"], "fashion_goods": ["fashion/1.jpg"], "fashion_shoes": ["fashion/3.jpg"],
        "nike": ["nike/1.jpg"]}


def test_large_blocks_of_things_teach_a_fixed_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.THINGS, "home", 5)
    rows = [row(f"home/{number}.jpg") for number in range(50)]
    first, second = module.thing_rows(rows, set()), module.thing_rows(rows, set())
    assert first == second and len(first) == 5 and {role for _, role in first} == {"thing"}


def test_a_thing_that_looks_like_a_person_teaches_nothing(data: Path) -> None:
    quiet, loud = teacher([], []), teacher([[0, 0, 50, 100]], [0.5])
    item = row("other/1.png")
    assert label_picture(data, item, "thing", (quiet, quiet)) == Sample("other/1.png", "thing")
    assert label_picture(data, item, "thing", (loud, quiet)) is None


def test_the_packs_own_boxes_win_over_the_teachers(data: Path) -> None:
    (data / "legs" / "labels" / "1.txt").write_text("0 0.5 0.5 0.4 0.8\n")
    sure = teacher([[32, 24, 70, 178], [0, 0, 20, 60]], [0.9, 0.9])
    sample = label_picture(data, row("legs/1.png"), "legs", (sure, sure))
    assert sample is not None and sample.boxes == [[30, 20, 70, 180], [0, 0, 20, 60]]


def test_squeezed_shop_pictures_are_labeled_in_their_true_shape() -> None:
    widths = []

    def seen(image: np.ndarray, floor: float) -> tuple[np.ndarray, np.ndarray]:
        widths.append(image.shape[1])
        return np.array([[0, 0, image.shape[1], 100]], np.float32), np.array([0.9], np.float32)

    boxes, _ = module.teacher_boxes(seen, np.zeros((100, 100, 3), np.uint8), "fashion")  # type: ignore[arg-type]
    assert widths == [75] and boxes.round(3).tolist() == [[0, 0, 100, 100]]


def test_samples_are_read_as_they_were_written(tmp_path: Path) -> None:
    samples = [Sample("a/1.jpg", "legs", [[0, 1, 2, 3]], [[4, 5, 6, 7]]), Sample("b/2.jpg", "thing")]
    module.write_samples(samples, tmp_path / "samples.json")
    assert module.read_samples(tmp_path / "samples.json") == samples
