"""The fit of the second look: separates what can be separated, keeps the agreed share of faces, trusts no fruit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import SetupError
from core.learning.faces.card import card
from core.learning.faces.data import truth
from core.learning.faces.train import LOSS, fit, learn, save
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


def test_the_card_has_the_figures() -> None:
    rule, figures = learn(made_up())
    numbers = {name: {"mean": 1, "deviation": 2, "weight": 0.25} for name in FEATURES}
    values = {"features": numbers, "bias": 0.5, "longest_side": 640, "mtcnn_sha256": {"pnet": "ab" * 32}}
    text = card("faces_7", values, figures)
    kept = figures["val"]["true_faces"]
    assert f"{kept['count']} of {kept['of']}" in text and "ab" * 32 in text and "| score | 1 | 2 | 0.25 |" in text


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
