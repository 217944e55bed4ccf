"""What is painted: who covers what, backs of packages, things before the shelf."""

from __future__ import annotations

import numpy as np

from core.images.shelves.arrangement import Facing, arrange
from core.images.shelves.drawing import Painted, as_it_stands, back_side, paint, stand_before
from core.images.shelves.layouts import LAYOUTS
from tests.images.shelves.made import packshots


def test_each_product_and_price_tag_is_where_it_was_planned() -> None:
    products, rng = packshots(), np.random.default_rng(5)
    plan = arrange(products, LAYOUTS["gondola"], (800, 600), facings=40, rng=rng)
    painted = paint(plan, products, LAYOUTS["gondola"], rng)
    assert painted.image.shape == (600, 800, 3) and len(painted.areas) == len(plan.facings) + len(plan.price_tags)
    seen = 0
    for number, facing in enumerate(plan.facings, 1):
        y, x = np.nonzero(painted.owner == number)
        left, top, right, bottom = facing.xyxy
        seen += len(x) > 0
        assert not len(x) or (x.min() >= left - 3 and x.max() <= right + 3 and y.min() >= top - 3)
    assert seen >= 0.95 * len(plan.facings)
    assert all((painted.owner == number).any() for number in
               range(len(plan.facings) + 1, len(painted.areas) + 1)), "price tags are drawn last"


def test_a_turned_product_keeps_its_outline_and_loses_its_label() -> None:
    rgba = packshots()[1].rgba
    back = back_side(rgba, np.random.default_rng(0))
    assert back.shape == rgba.shape and (back[:, ::-1, 3] == rgba[..., 3]).all()
    assert not np.allclose(back[..., :3], rgba[..., :3])
    facing = Facing(0, 0, (10.0, 10.0, 50.0, 110.0), is_back_turned=True)
    assert as_it_stands(rgba, facing, np.random.default_rng(0)).shape[0] == 100


def test_what_stands_before_the_shelf_covers_products() -> None:
    covered = []
    for seed in range(60):
        painted = Painted(np.full((300, 400, 3), 9, np.uint8), np.ones((300, 400), np.int32), np.array([120000.0]))
        changed = stand_before(painted, np.random.default_rng(seed))
        covered.append(float((changed.owner == 0).mean()))
        assert ((changed.image == 9).all(2) | (changed.owner == 0)).mean() > 0.97
    assert 0.05 < np.mean(np.array(covered) > 0.01) < 0.5 and max(covered) < 0.5
