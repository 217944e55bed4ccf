"""Comparing products: a planted difference with and without a fact that explains it, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError
from core.sales.effects.cross_section import LEAST_PRODUCTS, compare
from core.sales.effects.panel import panel
from core.sales.history import History
from tests.sales.shops import exact_shop

TYPES = ("product_only", "model_face", "worn_no_face")


def shop(kind: Callable[[np.ndarray], np.ndarray], level: Callable[[np.ndarray], np.ndarray], *, products: int = 60,
         **facts: Callable[[np.ndarray], np.ndarray]) -> History:
    """Products of fixed photo types (numbers of `TYPES`) and log levels, with facts; units are exact."""
    base = exact_shop(products=products, periods=10, changes=0)
    number = base.table["product"].str[1:].astype(int).to_numpy()
    table = base.table.assign(kind=np.array(TYPES)[kind(number)], units=np.exp(2 + level(number)),
                              **{name: fact(number) for name, fact in facts.items()})
    return replace(base, table=table, covariates=tuple(facts))


def chance(number: np.ndarray, seed: int = 0) -> np.ndarray:
    """A number in [0, 1) of each product's own, without order."""
    return np.random.default_rng(seed).random(number.max() + 1)[number]


def half(number: np.ndarray) -> np.ndarray:
    return (chance(number, 1) < 0.5).astype(int)


def test_without_facts_it_is_the_difference_of_mean_levels():
    history = shop(half, lambda number: 0.3 * half(number) + 0.1 * chance(number))
    result = compare(panel(history, "units"), history)
    levels = np.log(history.table.groupby("product")["units"].first())
    means = levels.groupby(history.table.groupby("product")["kind"].first()).mean()
    assert result.fit.of("kind_0")[0] == pytest.approx(means["model_face"] - means["product_only"], abs=0.02)
    assert result.facts == () and result.r2 == 0.0 and result.overlap == {"model_face": 1.0}
    assert result.fit.df.tolist() == [58.0]


def test_a_fact_that_explains_both_is_taken_out():
    """Better products have more models and sell more; the photo itself adds 0.2."""
    def rating(number: np.ndarray) -> np.ndarray:
        return 1 + 4 * chance(number)

    def kind(number: np.ndarray) -> np.ndarray:
        return (chance(number, 2) < (rating(number) - 1) / 4).astype(int)

    history = shop(kind, lambda number: 0.2 * kind(number) + 0.5 * rating(number), products=200, rating=rating)
    adjusted = compare(panel(history, "units"), history)
    bare = replace(history, covariates=())
    beta, low, high = adjusted.fit.interval("kind_0")
    assert low < 0.2 < high and beta == pytest.approx(0.2, abs=0.1) and adjusted.r2 > 0.9
    assert compare(panel(bare, "units"), bare).fit.of("kind_0")[0] > 0.5, "this is what it guards against"
    assert adjusted.facts == ("rating",) and 0.3 < adjusted.overlap["model_face"] <= 1


def test_a_type_that_a_word_determines_is_not_estimated():
    history = shop(half, chance, category=lambda number: np.where(half(number), "shoes", "hats"))
    assert compare(panel(history, "units"), history).fit.names == ()


def test_a_type_that_no_product_mostly_has_leaves_the_others_in_their_place():
    history = shop(lambda number: 2 * half(number), lambda number: 0.3 * half(number))
    sixth = history.table["product"].isin(["P00", "P01"]) & (history.table.index % 10 == 5)
    history = replace(history, table=history.table.assign(kind=history.table["kind"].mask(sixth, "model_face")))
    columns = panel(history, "units")
    result = compare(columns, history)
    assert columns.kinds == ("model_face", "worn_no_face") and result.fit.names == ("kind_1",)
    assert result.fit.of("kind_1")[0] == pytest.approx(0.3, abs=0.01) and set(result.overlap) == {"worn_no_face"}
    assert np.isnan(result.fit.of("kind_0")).all()


def test_the_same_seed_gives_the_same_numbers():
    history = shop(half, chance, rating=lambda number: 5 * chance(number, 3))
    first, again, other = (compare(panel(history, "units"), history, seed).fit for seed in (0, 0, 1))
    assert first.of("kind_0") == again.of("kind_0") != other.of("kind_0")


def test_products_that_did_not_sell_are_not_compared():
    history = shop(half, chance)
    silent = history.table["product"] >= f"P{LEAST_PRODUCTS - 1:02}"
    few = replace(history, table=history.table.assign(units=history.table["units"].mask(silent, 0.0)))
    with pytest.raises(InputError, match=f"at least {LEAST_PRODUCTS} that sold; the table has {LEAST_PRODUCTS - 1}"):
        compare(panel(few, "units"), few)


@pytest.mark.parametrize(("even", "odd", "words"), [
    ("model_face", "model_face", "No product that sold has mostly photos of type “Product only”"),
    ("product_only", "product_only", "Every product that sold has mostly photos of type “Product only”")])
def test_without_a_counterpart_nothing_is_compared(even, odd, words):
    history = shop(half, chance)
    week = history.table.index % 10
    kinds = np.where(week == 9, "product_only" if even == "model_face" else "model_face",
                     np.where(week % 2, odd, even))
    history = replace(history, table=history.table.assign(kind=kinds))
    with pytest.raises(InputError, match=words):
        compare(panel(history, "units"), history)


def test_gaps_in_facts_are_no_fault():
    gaps = shop(half, chance, rating=lambda number: np.where(number % 7, 5 * chance(number, 3), np.nan),
                category=lambda number: np.where(number % 5, "a", None))
    assert np.isfinite(compare(panel(gaps, "units"), gaps).fit.beta).all()
    assert isinstance(gaps.table, pd.DataFrame)
