"""Boxes sorted by what became of them, and who suppresses whom."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from core.detectors.boxes import heat_of, of_cascade, of_persons
from core.nouns.detector_trace import FATES
from core.vision.faces.canvas import Tile
from core.vision.faces.mtcnn import Candidates, Proposals, Search
from core.vision.faces.suppression import Round, all_pass

BOXES = np.array([[0, 0, 10, 10, 0.95], [1, 0, 11, 10, 0.9], [40, 40, 60, 60, 0.3], [2, 0, 12, 10, 0.85]])


def test_fates_of_a_cascade_in_the_frame_of_the_picture() -> None:
    tile = Tile(0, 0, 30, 30, 0.6)
    maps = np.full((10, 10, 5), -9.0, np.float32)
    maps[2, 3, 0] = 0.0  # a score of 0.5: below the threshold, near enough to be shown
    alone = all_pass(BOXES[[0, 1, 3]], 0.5)
    proposals = Proposals((0, 0, 50, 50), [tile], (64, 64), maps, (alone,), all_pass(alone.boxes[alone.kept], 0.7))
    one = Round(BOXES, np.array([0, 1, 3]), np.array([0]))
    none = Candidates(np.zeros((0, 4)), np.zeros(0), np.zeros((0, 5, 2)))
    nets = of_cascade(Search(proposals, one, one, none), (100, 100), (200, 100))
    first, second = nets["pnet"], nets["rnet"]
    assert first.counts == {"kept": 1, "suppressed": 2, "other_size": 0, "low": 10 * 10 - 3}
    assert first.scores[first.of("low")].tolist() == [0.5]
    assert second.counts == {"kept": 1, "suppressed": 2, "other_size": 0, "low": 1}
    assert second.xyxy[0].tolist() == [0, 0, 20, 10] and [FATES[fate] for fate in second.fates] == [
        "kept", "suppressed", "suppressed", "low"]
    assert second.rivals.tolist() == pytest.approx([0, 0.95, 0.9, 0])  # one that is suppressed suppresses too


def test_persons_and_the_box_that_suppresses_them() -> None:
    search = SimpleNamespace(xyxy=BOXES[:, :4].astype(np.float32), scores=np.float32([0.95, 0.9, 0.3, 0.2]),
                             kept=np.array([0, 2]), findings=SimpleNamespace(threshold=0.49))
    boxes = of_persons(search, 0.6)
    assert boxes.of("kept").tolist() == [0, 2] and boxes.rivals.tolist() == pytest.approx([0, 0.95, 0, 0.95])
    assert boxes.threshold == 0.49 and len(boxes) == 4


def test_heat_lies_in_the_middle_of_its_window() -> None:
    maps = np.full((10, 10, 5), -9.0, np.float32)
    maps[2, 3, 0] = 9.0  # the window from (6, 4), 12 pixels wide: its middle is (12, 10)
    nothing = all_pass(np.zeros((0, 5)), 0.7)
    proposals = Proposals((0, 0, 50, 50), [Tile(0, 0, 30, 30, 0.6)], (32, 32), maps, (), nothing)
    heat = heat_of(proposals, (32, 32))
    rows, columns = np.nonzero(heat > 0.5)
    assert heat.shape == (32, 32) and (columns.mean() + 0.5, rows.mean() + 0.5) == (12, 10)
