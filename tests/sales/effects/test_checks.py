"""Checks name what is wrong, stops first."""

from dataclasses import replace

import pandas as pd
import pytest

from core.sales.effects.checks import check
from core.sales.history import History, Omission
from core.sales.simulation import simulated_history


@pytest.fixture(scope="module")
def history():
    return simulated_history(1, products=20, weeks=20)[0]


def by_name(history, name):
    return [result for result in check(history) if result.name == name]


def test_an_empty_history_stops_with_its_reason():
    empty = History(pd.DataFrame({"kind": [], "product": []}), "units", rows_read=7,
                    omissions=(Omission("The date could not be read.", 7, (2,)),))
    first = check(empty)[0]
    assert first.level == "stop" and "None of the 7 rows" in first.sentence and "date" in first.sentence


def test_a_clean_shop_has_no_stop(history):
    assert {result.level for result in check(history)} <= {"good", "note"}


@pytest.mark.parametrize(("change", "name", "level"), [
    (lambda table: table.assign(units=0.0), "Sales", "stop"),
    (lambda table: table.drop(columns="price"), "Price", "warning"),
    (lambda table: table.assign(price=5.0), "Constant columns", "note"),
    (lambda table: table.assign(kind="model_face"), "Photo types", "stop"),
    (lambda table: table[table["product"] == "Product 1"], "Products", "stop"),
    (lambda table: table.assign(price=table["price"].where(table.index % 4 > 0)), "Missing values", "warning"),
    (lambda table: table[table.index % 7 > 0], "Missing weeks", "note")])
def test_each_problem_is_named(history, change, name, level):
    changed = replace(history, table=change(history.table.copy()))
    assert level in [result.level for result in by_name(changed, name)]


def test_an_outlier_is_named_with_its_product(history):
    table = history.table.copy()
    table.loc[3, "units"] = 1e6
    assert table.loc[3, "product"] in by_name(replace(history, table=table), "Outliers")[0].sentence
