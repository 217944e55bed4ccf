"""The noun: photo types in order, and facts of a product that do not change."""

import pandas as pd
import pytest

from core.sales.history import History, varies_within


@pytest.mark.parametrize(("kinds", "order"), [
    (["product_only"], ("product_only",)), (["worn", "product_only", "drone"], ("product_only", "drone", "worn"))])
def test_the_reference_comes_first(kinds, order):
    assert History(pd.DataFrame({"kind": kinds}), "units").kinds == order


@pytest.mark.parametrize(("values", "varies"), [([1, 1, 2, 2], False), ([1, 1, 2, 2.5], True),
                                                ([1, 1 + 1e-12, 2, 2], False), ([None] * 4, False)])
def test_numbers_that_change_within_a_product(values, varies):
    assert varies_within(pd.Series(values, dtype=float), pd.Series(["a", "a", "b", "b"])) is varies
