"""The second look: squares around a candidate, six features, and a rule that faces pass and shoes do not."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import WrongContract
from core.models import store
from core.models.manifest import Entry
from core.settings import ROOT
from core.vision.faces.mtcnn import Candidates
from core.vision.faces.second_look import (
    FEATURES,
    LOOKS,
    MARGIN,
    REASONS,
    FaceRule,
    features,
    look_squares,
    measure,
    read_file,
)


@pytest.fixture(scope="module")
def entry() -> Entry:
    return store.entry(ROOT / "models", "faces")


def test_the_looks_surround_the_face() -> None:
    squares = look_squares(np.array([[10.0, 20.0, 50.0, 80.0]]))
    assert squares.shape == (1, len(LOOKS), 4)
    sides = squares[0, :, 2:] - squares[0, :, :2]
    np.testing.assert_allclose(sides[:, 0], sides[:, 1])
    np.testing.assert_allclose(sides[:, 0], [60 * look[0] for look in LOOKS])
    np.testing.assert_allclose(squares[0, 0], [0, 20, 60, 80])


def test_what_stays_a_face_from_everywhere_scores_above_what_does_not(entry: Entry) -> None:
    rule = FaceRule.read(read_file(entry.path), entry.path)
    steady, fickle = np.full(len(LOOKS), 0.99), np.array([0.2, 0.1, 0.6, 0.3, 0.05])
    rows = features(np.array([0.95, 0.95]), np.stack([steady, fickle]))
    scores = rule.scores(rows)
    assert scores[0] > 0.5 > scores[1]
    assert (rule.weight > 0).all()  # each number speaks for a face when it is high
    assert set(rule.reasons(rows)) <= set(REASONS.values())


def test_a_certain_look_is_no_infinity(entry: Entry) -> None:
    rule = FaceRule.read(read_file(entry.path), entry.path)
    extremes = features(np.array([1.0, 0.0]), np.stack([np.ones(len(LOOKS)), np.zeros(len(LOOKS))]))
    assert np.isfinite(extremes).all()
    assert np.isfinite(rule.scores(extremes)).all()


def test_each_reason_names_the_feature_that_is_lowest(entry: Entry) -> None:
    rule = FaceRule.read(read_file(entry.path), entry.path)
    rows = np.tile(rule.mean, (len(FEATURES), 1))
    rows[np.diag_indices(len(FEATURES))] -= 100
    assert rule.reasons(rows) == [REASONS[name] for name in FEATURES]


def test_scores_rise_with_every_feature(entry: Entry) -> None:
    rule = FaceRule.read(read_file(entry.path), entry.path)
    base = rule.scores(rule.mean[None])[0]
    for place in range(len(FEATURES)):
        higher = rule.mean.copy()
        higher[place] += rule.deviation[place]
        assert rule.scores(higher[None])[0] > base


def test_the_mirrored_look_is_the_mirrored_one(entry: Entry) -> None:
    """The cascade is asked for one mirrored square and four plain ones of each candidate; nothing is mixed up."""
    calls = []

    def look(pixels: np.ndarray, squares: np.ndarray, *, mirrored: bool) -> SimpleNamespace:
        calls.append((mirrored, len(squares)))
        return SimpleNamespace(scores=np.full(len(squares), 0.1 if mirrored else 0.9, np.float32))

    boxes = np.float32([[0, 0, 10, 10], [50, 50, 80, 90]])
    candidates = Candidates(boxes, np.float32([0.5, 0.5]), np.zeros((2, 5, 2), np.float32))
    rows = measure(SimpleNamespace(look=look), np.zeros((100, 100, 3), np.float32), candidates)
    assert calls == [(False, 8), (True, 2)] and rows.shape == (2, len(FEATURES))
    assert rows[:, FEATURES.index("mirrored")] == pytest.approx(np.log(0.1 / 0.9), abs=1e-5)
    assert rows[:, FEATURES.index("close")] == pytest.approx(np.log(0.9 / 0.1), abs=1e-5)


def test_no_candidate_has_no_features() -> None:
    assert features(np.zeros(0), np.zeros((0, len(LOOKS)))).shape == (0, len(FEATURES))
    assert look_squares(np.zeros((0, 4))).shape == (0, len(LOOKS), 4)


def test_a_score_is_clipped_on_both_sides() -> None:
    rows = features(np.array([0.0, 1.0]), np.array([[0.0] * 5, [1.0] * 5]))
    assert rows[0] == pytest.approx(-rows[1]) and rows[1, 0] == pytest.approx(np.log((1 - MARGIN) / MARGIN))


@pytest.mark.parametrize("text, words", [("{", "not readable JSON"), ("[1]", "must hold a JSON object")])
def test_a_file_without_an_object_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "faces.json").write_text(text)
    with pytest.raises(WrongContract, match=words):
        read_file(tmp_path / "faces.json")


def test_a_rule_without_one_feature_names_it(entry: Entry, tmp_path: Path) -> None:
    values = json.loads(entry.path.read_text())
    del values["features"]["wide"]
    with pytest.raises(WrongContract, match="wide"):
        FaceRule.read(values, tmp_path / "faces.json")
