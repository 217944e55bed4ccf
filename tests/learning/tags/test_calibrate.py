"""What is true is known as far as labels say; temperatures mend heads that are too sure."""

from __future__ import annotations

import numpy as np

from core.learning.tags.calibrate import right_nodes, temperature
from core.learning.tags.labels import build_targets, build_tree
from core.tags import bundled
from tests.learning.tags.made_up_pictures import pictures, taught


def test_below_a_vague_label_nothing_is_known() -> None:
    tree = build_tree(taught(), bundled())
    rows = pictures(("fashion", "topwear", "tunic"), ("fashion", "topwear", ""), ("fashion", "", "shirt;jeans", "men"),
                    ("", "", ""))
    targets = build_targets(rows, bundled(), tree, {"gender": ["men", "women"]})
    right, known = right_nodes(targets, tree)
    shirt, jeans = tree.nodes.index("shirt"), tree.nodes.index("jeans")
    assert known[0, shirt] and not right[0, shirt]
    assert not known[1, shirt] and known[1, jeans], "of vague topwear nothing below is known"
    assert right[2, shirt] and right[2, jeans] and not right[3, :-1].any()


def test_a_head_that_is_too_sure_is_cooled() -> None:
    chance = np.random.default_rng(0)
    shares = np.eye(2, dtype=np.float32)[chance.integers(0, 2, 400)]
    logits = 6 * np.where(chance.random(400)[:, None] < 0.8, shares, 1 - shares).astype(np.float32)
    assert temperature(logits, shares) > 2
