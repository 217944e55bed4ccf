"""The fit of the second look: separates what can be separated, keeps the agreed share of faces, trusts no fruit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import SetupError
from core.learning.faces import train as module
from core.learning.faces.candidates import truth
from core.learning.faces.train import LOSS, cross_scores, fit, learn, metrics, save
from core.models import store, versions
from core.models.manifest import Manifest
from core.vision.faces.second_look import FEATURES, FaceRule, read_file


def made_up(count: int = 600, seed: int = 0) -> pd.DataFrame:
    """Faces in street photos and false ones in homes, whose numbers lie apart but overlap."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        face = number % 4 != 0
        numbers = random.normal(6 if face else 0, 2, len(FEATURES))
        rows.append(
            {
                "path": f"{'streetwear' if face else 'home'}/{number}.jpg",
                "block": "streetwear" if face else "home",
                "split": "val" if number % 5 == 0 else "train",
                "label": "",
                "group": f"group{number // 2}",
                "enlarged": False,
                "score": 0.9,
                "teacher": 0.95 if face else 0.0,
                **dict(zip(FEATURES, numbers, strict=True)),
            }
        )
    return pd.DataFrame(rows)


def test_the_fit_separates() -> None:
    table = made_up()
    features, is_face = table[list(FEATURES)].to_numpy(), truth(table) == 1
    scores = fit(features, is_face).scores(features)
    assert scores[is_face].mean() > 0.9 and scores[~is_face].mean() < 0.1


def test_a_score_of_one_half_keeps_the_agreed_share() -> None:
    _, figures = learn(made_up())
    train, val = figures["train_cross_validated"], figures["val"]
    lost = 1 - train["true_faces"]["count"] / train["true_faces"]["of"]
    assert lost == pytest.approx(LOSS, abs=0.005)
    assert val["false_faces"]["count"] < 0.2 * val["false_faces"]["of"]
    low, high = val["true_faces"]["interval"]
    assert low <= val["true_faces"]["count"] / val["true_faces"]["of"] <= high


def test_a_fit_is_registered_and_waits_for_its_promotion(tmp_path: Path) -> None:
    rule, figures = learn(made_up())
    save(rule, figures, tmp_path, "faces_mtcnn_7")
    manifest = Manifest.read(tmp_path)
    entry = manifest.entries["faces_mtcnn_7"]
    assert manifest.current == {} and entry.role == "faces" and entry.metrics == figures
    assert entry.card is not None and "# Faces `faces_mtcnn_7`" in entry.card.read_text()
    versions.promote(tmp_path, "faces_mtcnn_7")
    read = FaceRule.read(read_file(store.entry(tmp_path, "faces").path), entry.path)
    assert read.weight == pytest.approx(rule.weight, abs=1e-4) and read.bias == pytest.approx(rule.bias, abs=1e-4)
    with pytest.raises(SetupError, match="never overwritten"):
        save(fit(np.eye(6), np.arange(6) < 3), figures, tmp_path, "faces_mtcnn_7")


def test_no_row_is_scored_by_a_rule_that_saw_its_group(monkeypatch: pytest.MonkeyPatch) -> None:
    table = made_up(100)
    features, is_face = table[list(FEATURES)].to_numpy(), truth(table) == 1
    groups = table["group"].to_numpy()
    sizes = []

    def spying(rows: np.ndarray, labels: np.ndarray) -> FaceRule:
        sizes.append(len(rows))
        return fit(rows, labels)

    monkeypatch.setattr(module, "fit", spying)
    logits = cross_scores(features, is_face, groups)
    assert len(sizes) == module.FOLDS and all(0 < size < 100 for size in sizes)
    assert np.isfinite(logits).all() and (logits[is_face].mean() > logits[~is_face].mean())
    for group in set(groups):
        assert len({float(value) for value in logits[groups == group]}) == 2, "each of its rows has a score of its own"


def test_pictures_are_counted_once_before_and_after() -> None:
    table = made_up(40)
    table.loc[:, "path"] = ["home/1.jpg" if block == "home" else f"streetwear/{number}.jpg"
                            for number, block in enumerate(table["block"])]
    nothing = metrics(table, np.zeros(40, bool), "train")["product_only_pictures"]["as_they_are"]
    everything = metrics(table, np.ones(40, bool), "train")["product_only_pictures"]["as_they_are"]
    assert nothing["before"]["count"] == nothing["before"]["of"] == 1 and nothing["after"]["count"] == 0
    assert everything["after"] == everything["before"]


def test_the_command_reads_candidates_that_were_collected_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                                 capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(module, "collect_candidates", lambda data, weights: made_up(200))
    common = ["--data", "none", "--weights", "none", "--out", str(tmp_path), "--table", str(tmp_path / "table.csv")]
    module.main([*common, "--name", "faces_mtcnn_8"])
    monkeypatch.setattr(module, "collect_candidates", lambda data, weights: pytest.fail("collected again"))
    module.main([*common, "--promote"])
    assert Manifest.read(tmp_path).current == {"faces": "faces_mtcnn_9"}
    assert "promote faces_mtcnn_8" in capsys.readouterr().out
