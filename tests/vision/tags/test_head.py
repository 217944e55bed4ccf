"""Probabilities keep to the tree, thresholds decide what is shown, a damaged head says how to restore it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import SetupError
from core.vision.tags.head import read_head

NODES = ("fashion", "shoes", "sandal", "")
BELOW = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 1]], bool)  # rests, sandal, none


def head(path: Path, **changes: object) -> Path:
    """A head of four leaves and two genders on two features."""
    weights = np.zeros((2, 6), np.float16)
    weights[0, 2], weights[1, 3] = 4, 4
    values = {"network": np.array("n"), "nodes": np.array(NODES), "below": BELOW, "weights": weights,
              "values": np.array(["gender:men", "gender:women"]), "belongs": np.array(["gender:shoes"]),
              "bias": np.zeros(6, np.float32), "temperatures": np.array([1.0, 1.0]),
              "thresholds": np.array([0.5, 0.9, 0.9, 2.0, 0.4, 0.4])} | changes
    np.savez(path, **values)
    return path


def test_a_child_is_never_above_its_parent(tmp_path: Path) -> None:
    tags = read_head(head(tmp_path / "h.npz"))
    scores = tags.probabilities(tags.logits(np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)))["tag"]
    assert (scores[:, 0] >= scores[:, 1]).all() and (scores[:, 1] >= scores[:, 2]).all()
    assert np.allclose(scores[:, 0] + scores[:, 3], 1, atol=1e-5)


def test_what_is_sure_is_shown_with_its_parents(tmp_path: Path) -> None:
    tags = read_head(head(tmp_path / "h.npz"))
    found = tags.probabilities(tags.logits(np.float32([[1, 0], [0, 1], [0.8, 0.6]])))
    shown = tags.shown(found)
    assert shown["tag"][0].tolist() == [True, True, True, False], "a sandal is a shoe, whatever the shoe's threshold"
    assert not shown["tag"][1].any() and not shown["gender"][1].any(), "no product: no tag, no attribute"
    assert shown["gender"][0].all()


def test_unsure_of_the_child_the_parent_is_shown(tmp_path: Path) -> None:
    strict = read_head(head(tmp_path / "h.npz", thresholds=np.array([0.5, 0.5, 1.1, 2.0, 0.4, 0.4])))
    found = strict.probabilities(strict.logits(np.float32([[1, 0]])))
    assert strict.shown(found)["tag"][0].tolist() == [True, True, False, False]


@pytest.mark.parametrize("changes", [{"bias": np.zeros(5)}, {"thresholds": np.zeros(3)}, {"values": np.array(["men"])}])
def test_a_damaged_head_says_how_to_restore_it(tmp_path: Path, changes: dict) -> None:
    with pytest.raises(SetupError, match="cannot be read"):
        read_head(head(tmp_path / "h.npz", **changes))
    (tmp_path / "text.npz").write_text("no head")
    with pytest.raises(SetupError, match="cannot be read"):
        read_head(tmp_path / "text.npz")
