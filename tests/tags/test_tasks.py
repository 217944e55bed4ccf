"""Where a photo speaks for a tag: on the thing, by two methods, and what is left without it; tags from examples."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import Misuse
from core.settings import ROOT, Settings
from core.tags import tasks
from core.tags.prototype import Prototype
from core.tags.tasks import evidence_box, features, learn, why

PHOTOS = ROOT / "demo" / "photos"
PHOTO = PHOTOS / "tsm-01_1.jpg"


@pytest.mark.parametrize("method", ["grad-cam", "occlusion"])
def test_the_evidence_lies_on_the_product(method: str) -> None:
    found = why(Settings(), str(PHOTO), ("tag", "t-shirt"), method)
    for data in (found.picture, found.crop):
        assert cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) is not None
    left, top, right, bottom = found.box
    assert 0 <= left < 0.6 < right <= 1 and 0 <= top < bottom <= 1
    if method == "grad-cam":
        assert found.covered < found.score, "without it the tag is less sure"
    else:  # no part of this photo carries the shirt alone: its evidence is weak, and that is said
        assert 0 < found.covered <= 1 and found.is_weak


def test_an_unknown_tag_is_a_sentence() -> None:
    with pytest.raises(Misuse, match="knows no tag 'unicorn'"):
        why(Settings(), str(PHOTO), ("tag", "unicorn"), "grad-cam")


def test_without_evidence_the_box_is_the_picture() -> None:
    assert evidence_box(np.zeros((4, 4), np.float32)) == (0, 0, 1, 1)
    assert Path(PHOTO).is_file()


def test_a_tag_is_learned_from_files_and_broken_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "b.jpg").write_text("no photo")
    paths = sorted(PHOTOS.glob("soc-*.jpg"))
    others = np.array([features(Settings(), str(path), "") for path in sorted(PHOTOS.glob("*.jpg"))
                       if not path.name.startswith("soc")])
    others = np.concatenate([others, others[::-1]])
    learned, problems = learn(Settings(), [(str(path), path.name) for path in (*paths, tmp_path / "b.jpg")], others)
    assert isinstance(learned, Prototype) and learned.examples == len(paths)
    assert len(problems) == 1 and problems[0].startswith("b.jpg: ")
    mug, sock = (features(Settings(), str(PHOTOS / name), "") @ learned.direction + learned.offset
                 for name in ("mug-01_1.jpg", "soc-01_1.jpg"))
    assert mug < 0 < sock
    why_not, problems = learn(Settings(), [(str(tmp_path / "b.jpg"), "b.jpg")], others)
    assert "these are 0" in why_not and len(problems) == 1
    assert tasks.logistic(0) == 0.5
