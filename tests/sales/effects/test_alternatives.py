"""The other methods beside the chosen one: which ones, and close to it where nothing confounds."""

from __future__ import annotations

import pytest

from core.sales.effects.alternatives import DIFFERENCES, LOG_LINEAR, NAIVE, NEGATIVE_BINOMIAL, alternatives
from core.sales.effects.panel import panel
from core.sales.effects.regression import fit, fit_with_means


@pytest.fixture(scope="module")
def within(changing):
    history = changing[0]
    columns = panel(history, "units")
    return alternatives(history, columns, fit_with_means(columns)[1], "within")


def test_within_products_four_methods_stand_beside_it(within):
    assert {row.method for row in within} == {name for name, _ in (NAIVE, LOG_LINEAR, NEGATIVE_BINOMIAL, DIFFERENCES)}
    assert all(row.beta_low < row.beta < row.beta_high and row.note for row in within)


@pytest.mark.parametrize("method", [LOG_LINEAR[0], NEGATIVE_BINOMIAL[0]])
def test_other_families_agree_with_the_poisson_regression(changing, within, method):
    columns = panel(changing[0], "units")
    chosen = fit(columns)
    for row in within:
        if row.method == method:
            beta, error = chosen.of(f"kind_{columns.kinds.index(row.kind)}")
            assert abs(row.beta - beta) < 3 * error


def test_a_cross_section_is_compared_with_the_naive_regression_only(fixed):
    history = fixed[0]
    rows = alternatives(history, panel(history, "units"), None, "between")
    assert {row.method for row in rows} == {NAIVE[0]} and len(rows) == 2
