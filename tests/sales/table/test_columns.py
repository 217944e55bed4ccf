"""Roles of columns: guessed from names and contents, corrected by the user, named where missing."""

import pandas as pd
import pytest

from core.errors import Misuse
from core.sales.table.columns import assign_roles, fact_name, guess, kind_of, simple

TABLE = pd.DataFrame({"SKU": ["a"], "Week": ["2024-W01"], "Qty sold": [1], "Photo type": ["model"], "Other": [2]})


def test_no_column_has_no_role():
    assert guess(pd.DataFrame()) == {}


def test_content_tells_types_and_dates():
    table = pd.DataFrame({"x": ["legs", "model"], "y": ["2024-01-01", "2024-01-08"]})
    assert guess(table) == {"kind": "x", "date": "y"}


def test_the_users_choice_wins_and_an_empty_one_takes_a_role_away():
    assert assign_roles(TABLE, {"units": "Other"})["units"] == "Other"
    with pytest.raises(Misuse, match="units or revenue"):
        assign_roles(TABLE, {"units": ""})


@pytest.mark.parametrize(("columns", "words"), [({"size": "SKU"}, "no role 'size'"), ({"units": "x"}, "no column 'x'")])
def test_unknown_roles_and_columns_are_named(columns, words):
    with pytest.raises(Misuse, match=words):
        assign_roles(TABLE, columns)


def test_the_hint_names_a_column_that_has_no_role_yet():
    with pytest.raises(Misuse, match="recognized as date") as caught:
        assign_roles(pd.DataFrame({"SKU": ["a"], "Qty sold": [1], "Other": [2]}), {})
    assert caught.value.hint == "Name the column, such as date=Other."
    with pytest.raises(Misuse) as caught:
        assign_roles(pd.DataFrame({"SKU": ["a"], "Week": ["2024-W01"]}), {})
    assert caught.value.hint == "Add a column with the units or revenue."


def test_names():
    assert simple("Units_Sold (net)") == "units sold net" and kind_of("Category1") == "model_face"
    assert fact_name("price", ()) == "price_"
