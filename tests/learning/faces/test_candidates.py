"""What counts as a face, which pictures are looked at, and how a second detector agrees."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

from core.errors import SetupError
from core.learning.faces import candidates as module
from core.learning.faces.candidates import truth


def test_what_counts_as_a_face() -> None:
    rows = [
        ("streetwear/1.jpg", "streetwear", "", 0.9, 0.9, 1),
        ("streetwear/2.jpg", "streetwear", "", 0.9, 0.5, -1),  # the teacher is unsure
        ("home/1.jpg", "home", "chair", 0.9, 0.1, 0),
        ("home/2.jpg", "home", "chair", 0.9, 0.9, -1),  # a face on a picture frame, perhaps
        ("other/gs_1.jpg", "other", "Apple", 0.9, 0.8, 0),  # whatever the teacher says
        ("negative2/1.jpg", "negative2", "monkey_n", 0.9, 0.95, 0),
        ("negative/1.jpg", "negative", "pet_dog", 0.9, 0.95, -1),  # its owner, perhaps
        ("home/3.jpg", "home", "chair", np.nan, np.nan, -1),  # no candidate
    ]
    table = pd.DataFrame(rows, columns=["path", "block", "label", "score", "teacher", "expected"])
    assert truth(table).tolist() == table["expected"].tolist()


def test_an_agreement_is_the_best_score_of_what_overlaps() -> None:
    box = np.array([0, 0, 10, 10], float)
    others = np.array([[0, 0, 10, 10, 0.4], [2, 2, 10, 10, 0.9], [9, 9, 30, 30, 0.99]])
    assert module.agreement(box, others) == 0.9
    assert module.agreement(box, others[2:]) == 0 and module.agreement(box, np.zeros((0, 5))) == 0


def test_pictures_are_sampled_up_to_a_limit_for_each_part() -> None:
    rows = [{"block": block, "split": split, "label": label, "path": f"{block}{number}"}
            for block, label in (("home", "chair"), ("other", "receipt_1"), ("coco", ""))
            for split in ("train", "val") for number in range(20)]
    sample = module._sample(list(rows), {"home": (5, 2), "other": (4, 4)}, 0, without=("receipt",))
    counts = pd.DataFrame(sample).groupby(["block", "split"]).size().to_dict()
    assert counts == {("home", "train"): 5, ("home", "val"): 2}
    assert sample == module._sample(list(rows), {"home": (5, 2), "other": (4, 4)}, 0, without=("receipt",))


def test_pictures_are_enlarged_to_their_longest_side(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((30, 60, 3), (255, 0, 0), np.uint8))
    assert module._read(tmp_path / "a.png", 0).shape == (30, 60, 3)
    enlarged = module._read(tmp_path / "a.png", 640)
    assert enlarged.shape == (320, 640, 3) and (enlarged[0, 0] == (0, 0, 255)).all(), "RGB"


class Teacher:
    """Sees one face at a place of its square."""

    def __init__(self, xywh: tuple[int, int, int, int] | None) -> None:
        self.xywh, self.inputs = xywh, []

    def detect(self, square: np.ndarray) -> tuple[int, np.ndarray | None]:
        self.inputs.append(square)
        return 1, None if self.xywh is None else np.array([[*self.xywh, *[0] * 10, 0.8]], np.float32)


def test_the_teachers_boxes_come_in_the_pictures_frame() -> None:
    image = np.zeros((160, 80, 3), np.uint8)
    image[..., 0] = 200  # red
    teacher = Teacher((20, 40, 60, 80))
    boxes = module.teacher_boxes(teacher, image)  # type: ignore[arg-type]
    assert boxes == pytest.approx(np.array([[10, 20, 40, 60, 0.8]]))
    (square,) = teacher.inputs
    assert square.shape == (320, 320, 3) and square[0, 0].tolist() == [0, 0, 200], "BGR, in the corner"
    assert not square[:, 160:].any()
    assert module.teacher_boxes(Teacher(None), image).shape == (0, 5)  # type: ignore[arg-type]


def test_a_missing_teacher_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=module.TEACHER) as caught:
        module.open_teacher(tmp_path)
    assert "--weights" in caught.value.hint
