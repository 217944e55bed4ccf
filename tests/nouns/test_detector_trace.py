"""Boxes are chosen by what became of them."""

import numpy as np

from core.nouns.detector_trace import FATES, Boxes


def test_rows_of_one_fate() -> None:
    fates = np.array([FATES.index(fate) for fate in ("kept", "low", "kept", "suppressed")], np.int8)
    boxes = Boxes(np.zeros((4, 4), np.float32), np.ones(4, np.float32), fates, np.zeros(4, np.float32), 0.5, {})
    assert len(boxes) == 4 and boxes.of("kept").tolist() == [0, 2] and boxes.of("other_size").tolist() == []
