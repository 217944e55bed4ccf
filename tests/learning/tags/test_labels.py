"""Targets say what is known: exact types, vague categories, rare types, several goods, no product."""

from __future__ import annotations

from core.learning.tags.labels import NOTHING, build_targets, build_tree, learned_values
from core.tags import bundled
from tests.learning.tags.made_up_pictures import pictures, taught


def test_a_tree_of_what_has_enough_pictures() -> None:
    tree = build_tree(taught(), bundled())
    assert tree.nodes == ("fashion", "bottomwear", "topwear", "jeans", "shirt", NOTHING)
    assert tree.below[tree.nodes.index("shirt")].tolist() == [1, 0, 1, 0, 1, 0]
    assert learned_values(taught())["gender"] == ["men", "women"] and learned_values(taught())["material"] == []


def test_targets_know_what_is_unknown() -> None:
    tree = build_tree(taught(), bundled())
    rows = pictures(("fashion", "topwear", "tunic"), ("fashion", "topwear", ""), ("fashion", "", "shirt;jeans", "men"),
                    ("", "", ""))
    targets = build_targets(rows, bundled(), tree, {"gender": ["men", "women"]})
    names = [[tree.nodes[node] for node in row if node >= 0] for row in targets.nodes]
    assert names == [["topwear"], ["topwear"], ["shirt", "jeans"], [NOTHING]]
    assert targets.exact.tolist() == [True, False, True, True], "a tunic is surely no shirt; unknown topwear may be one"
    assert targets.values["gender"].tolist() == [[0, 0], [0, 0], [1, 0], [0, 0]]
