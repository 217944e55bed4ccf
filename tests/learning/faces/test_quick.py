"""The limit below which a quick search is enough: chosen on one part, counted on the other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd

from core.learning.faces import quick
from core.models import store, versions
from core.settings import ROOT
from core.vision.faces.detector import Faces


def test_val_pictures_choose_nothing() -> None:
    table = pd.DataFrame({"split": ["train", "val", "val"], "best": [0.5, 0.01, 0.01], "faces": [2, 1, 0]})
    assert quick.learn(table) == (0.05, {"val_with_a_face": 1, "val_with_a_face_below": 1, "val": 2, "val_below": 2})


def test_the_new_version_keeps_everything_else(tmp_path: Path) -> None:
    entry = store.entry(ROOT / "models", "faces")
    for file in (entry.path, entry.card, ROOT / "models" / "manifest.json"):
        shutil.copy(file, tmp_path)
    quick.save(0.03, {"val_with_a_face": 9, "val_with_a_face_below": 0, "val": 50, "val_below": 20}, tmp_path,
               "faces_mtcnn_77")
    versions.promote(tmp_path, "faces_mtcnn_77")
    new = store.entry(tmp_path, "faces")
    before, after = (json.loads(one.path.read_text("utf-8")) for one in (entry, new))
    assert {**after, "quick_body": 0, "quick_side": 0} == {**before, "quick_body": 0, "quick_side": 0}
    faces = Faces(new)
    assert (faces.quick_side, faces.longest_side, faces.closer_side) == (quick.SIDE, 512, 800)
    assert "9 `val` pictures with an accepted face 0 lie below it" in new.card.read_text("utf-8")
