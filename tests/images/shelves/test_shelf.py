"""A shelf is the same each time, and its truth is what is seen."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import InputError
from core.images.shelves.layouts import LAYOUTS
from core.images.shelves.shelf import make_shelf
from tests.images.shelves.made import packshots


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_truth_lies_inside_the_photo(layout: str) -> None:
    shelf = make_shelf(packshots(), 3, layout=layout, size_wh=(800, 600), facings=70)
    assert shelf.image.shape == (600, 800, 3) and shelf.layout == layout
    assert 25 <= len(shelf.skus) == len(shelf.xyxy) == len(shelf.rows) <= 140 and len(shelf.price_tags)
    for boxes in (shelf.xyxy, shelf.price_tags, shelf.gaps):
        assert boxes.dtype == np.float32 and (boxes >= 0).all() and (boxes <= [800, 600, 800, 600]).all()
        assert (boxes[:, 2:] > boxes[:, :2]).all()
    assert sorted(set(shelf.rows.tolist())) == list(range(shelf.rows.max() + 1))
    middles = [shelf.xyxy[shelf.rows == row, 3].mean() for row in range(shelf.rows.max() + 1)]
    assert middles == sorted(middles), "rows are counted from the top"


def test_one_seed_is_one_shelf() -> None:
    one, again, other = (make_shelf(packshots(), seed, size_wh=(400, 300), facings=60) for seed in (7, 7, 8))
    assert (one.image == again.image).all() and one.truth() == again.truth()
    assert one.image.shape != other.image.shape or (one.image != other.image).any()


def test_a_product_has_its_color_where_its_box_is() -> None:
    products = packshots(2)
    shelf = make_shelf(products, 11, layout="pharmacy", size_wh=(800, 600), facings=30)
    colors = {each.sku: each.rgba[-5, 5, :3].astype(float) for each in products}
    right = 0
    for (x0, y0, x1, y1), sku in zip(shelf.xyxy, shelf.skus, strict=True):
        seen = shelf.image[round(y0 + 0.8 * (y1 - y0)) : round(y1) - 2, round(x0) + 2 : round(x1) - 2].mean((0, 1))
        right += min(colors, key=lambda each: np.abs(colors[each] - seen).sum()) == sku
    assert right >= 0.8 * len(shelf.skus)


def test_one_packshot_is_enough_and_none_is_an_error() -> None:
    assert set(make_shelf(packshots(1), 0, size_wh=(400, 300), facings=10).skus) == {"SKU-0"}
    with pytest.raises(InputError, match="at least one packshot"):
        make_shelf([], 0)
    with pytest.raises(InputError, match="A layout is one of gondola"):
        make_shelf(packshots(1), 0, layout="table")
