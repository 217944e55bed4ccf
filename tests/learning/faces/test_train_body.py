"""The rule for bodies is fitted on one part, measured on the other, and registered beside the second look."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from core.learning.faces import printed
from core.learning.faces import train_body as module
from core.models import store, versions
from core.models.manifest import Manifest
from core.settings import ROOT
from core.vision.faces.body import NUMBERS
from core.vision.faces.detector import Faces


def made_up(count: int = 600) -> pd.DataFrame:
    """Faces with a body and printed ones that differ in the first number."""
    rng = np.random.default_rng(4)
    is_printed = np.arange(count) % 3 == 0
    values = rng.normal(0, 1, (count, len(NUMBERS)))
    values[:, 0] += np.where(is_printed, -4.0, 4.0)
    table = pd.DataFrame(values, columns=list(NUMBERS))
    table["printed"], table["teacher"] = is_printed, 0.9
    table["kind"] = np.where(is_printed, "bag", "fashion")
    table["part"] = np.where(np.arange(count) < count / 2, "teach", "test")
    table["path"] = [f"{number // 2}.jpg" for number in range(count)]
    return table


def test_printed_faces_are_refused_and_true_ones_stay() -> None:
    _, figures = module.learn(made_up())
    for part in printed.PARTS:
        refused, kept = figures[part]["printed_refused"]["all"], figures[part]["true_kept"]["all"]
        assert refused["count"] / refused["of"] > 0.8 and kept["count"] / kept["of"] > 0.9
        assert figures[part]["printed_refused"]["bag"] == refused and kept["of"] == 200
        assert figures[part]["printed_refused"]["goods"] == refused
        assert figures[part]["printed_seen_by_yunet"]["count"] == 100


def test_what_tests_teaches_nothing() -> None:
    table = made_up()
    turned = table.assign(printed=np.where(table["part"] == "test", ~table["printed"], table["printed"]))
    here, there = module.learn(table)[0], module.learn(turned)[0]
    np.testing.assert_array_equal(here.weight, there.weight)
    assert here.bias == there.bias


def test_the_new_version_keeps_the_second_look(tmp_path: Path) -> None:
    entry = store.entry(ROOT / "models", "faces")
    for file in (entry.path, entry.card, ROOT / "models" / "manifest.json"):
        shutil.copy(file, tmp_path)
    rule, figures = module.learn(made_up())
    module.save(rule, figures, tmp_path, "faces_mtcnn_77")
    assert Manifest.read(tmp_path).current["faces"] == entry.name, "it waits for its promotion"
    versions.promote(tmp_path, "faces_mtcnn_77")
    new = store.entry(tmp_path, "faces")
    assert new.metrics["body"] == figures and new.metrics["val"] == entry.metrics["val"]
    assert "# Faces `faces_mtcnn_77`" in new.card.read_text() and "printed" in new.card.read_text()
    Faces(new)
