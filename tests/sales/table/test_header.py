"""Column names are found below titles, in two lines, and under merged cells; data are never taken for names."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.errors import InputError
from core.sales.table.header import find_header, is_unnamed, unique_names

NAMES, DATA = ["SKU", "Week", "Photo type", "Sold"], ["A", "2024-W01", "model", "3"]


@pytest.mark.parametrize("above", [[], [["Sales of May"]], [["Sales", "of", "May"], ["", ""]], [["# ---"], ["# Shop"]],
                                   [["Store", "Berlin"], ["From", "2024-01-01"], []]])
def test_titles_and_comments_stand_above(above):
    header = find_header([*above, NAMES, DATA, DATA])
    assert (header.first, header.last, list(header.names)) == (len(above), len(above), NAMES)


def test_names_without_roles_are_the_first_wide_line():
    assert find_header([["a", "b"], ["1", "2"]]).names == ("a", "b")
    assert find_header([["title"], ["a", "b"], ["1", "2"], ["3", "4"]]).first == 1
    assert find_header([]).names == ()


def test_names_in_two_lines_are_joined():
    rows = [["SKU", "Photo", "Units", ""], ["", "type", "sold", "returned"], ["A", "model", "3", "1"]]
    assert find_header(rows).names == ("SKU", "Photo type", "Units sold",
    "Units returned") and find_header(rows).last == 1


@pytest.mark.parametrize("following", [
    DATA, ["A", "", "", "3"], ["A", "soon", "model", "sold out"], ["A", "", "", ""], ["", "", "", ""]])
def test_data_are_not_names(following):
    assert find_header([NAMES, following, DATA]).last == 0


def test_units_below_the_names_are_joined_where_they_make_a_column_known():
    rows = [["SKU", "Week", "Net", "Photo"], ["", "", "sales", "type"], ["A", "2024-W01", "3", "model"]]
    assert find_header(rows).names == ("SKU", "Week", "Net sales", "Photo type")


def test_group_names_tell_repeated_names_apart():
    rows = [["", "", "Online", "", "Store", ""], ["SKU", "Week", "Units", "Sales", "Units", "Sales"],
            ["A", "2024-W01", "3", "9", "1", "3"]]
    assert find_header(rows).names[2:] == ("Online Units", "Online Sales", "Store Units", "Store Sales")
    alone = [["", "", "Shop", ""], ["SKU", "Week", "Units", "Sales"], ["A", "2024-W01", "3", "9"]]
    assert find_header(alone).names == ("SKU", "Week", "Units", "Sales")


def test_cells_of_workbooks_have_types():
    rows = [("SKU", "Kind", datetime(2024, 1, 1), datetime(2024, 1, 8)), ("A", None, 3, 4.5)]
    assert find_header(rows).names == ("SKU", "Kind", "2024-01-01 00:00:00", "2024-01-08 00:00:00")


def test_names_are_unique_and_few():
    assert unique_names(["a", "a", "", None]) == ["a", "a (2)", "column 3", "column 4"] and is_unnamed("column 4")
    with pytest.raises(InputError, match="more than 500 columns"):
        unique_names([""] * 501)
