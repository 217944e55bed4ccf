"""Levels of products: exact shops, gaps, prices that all share, and products that never sold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyfixest
import pytest

from core.errors import InputError
from core.sales.effects.levels import product_levels
from core.sales.effects.panel import panel
from tests.sales.shops import exact_panel, exact_shop


@pytest.mark.parametrize("family", ["poisson", "log-linear"])
@pytest.mark.parametrize("price", [None, "of the week", "of the row"])
def test_levels_of_products_are_what_they_sell_beside_the_week(price, family):
    shop = exact_shop(changes=0)
    table = shop.table.assign(kind=np.where(shop.table["product"] < "P06", "model_face", "product_only"))
    if price:
        number = table.groupby("period").ngroup() if price == "of the week" else table.index % 5
        table["price"] = 5.0 + number
        table["units"] *= table["price"] ** (-0.5 if price == "of the row" else 0.0)
    columns = replace(panel(replace(shop, table=table), "units"), family=family)
    assert np.allclose(np.diff(product_levels(columns)), 0.1, atol=1e-4)


def test_levels_with_gaps_are_those_of_pyfixest():
    shop = exact_shop(noise=0.3)
    table = shop.table.assign(price=5.0 + shop.table.index % 7)[shop.table.index % 3 > 0]
    columns = panel(replace(shop, table=table), "units")
    effects = pyfixest.fepois("y ~ log_price | product + period", columns.table).fixef()["C(product)"]
    theirs = pd.Series({int(name): value for name, value in effects.items()}).sort_index()
    ours = product_levels(columns)
    assert np.allclose(ours - ours[0], theirs - theirs[0], atol=1e-5)


def test_a_product_that_never_sold_has_no_level():
    columns = exact_panel()
    silent = columns.table.assign(y=columns.table["y"].where(columns.table["product"] != 3, 0.0))
    assert product_levels(replace(columns, table=silent)).index.tolist() == [0, 1, 2, *range(4, 12)]
    with pytest.raises(InputError, match="no product has sales"):
        product_levels(replace(columns, table=silent.head(1)))
