"""The list of what should stand on a shelf."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Misuse
from core.shelf.planogram import Planned, check, read_planogram, read_planogram_file
from tests.shelf.readings import facing, reading


def test_each_line_is_told_how_it_agrees() -> None:
    shelf = reading(facing(0, 0, "A"), facing(60, 0, "A"), facing(0, 1, "B"), facing(60, 1, "C"), facing(120, 1, "X"))
    plan = read_planogram("\ufeffSKU,facings,row\nA,2,1\nB,2,2\nC,1,1\nD,,\n\nC,3,\n")
    assert plan[0] == Planned("A", 2, 0) and plan[3] == Planned("D", 1, None)
    assert [(line.sku, line.planned, line.there, line.outcome) for line in check(shelf, plan)] == [
        ("A", 2, 2, "as planned"), ("B", 2, 1, "too few"), ("C", 1, 0, "wrong row"), ("D", 1, 0, "missing"),
        ("C", 3, 1, "too few"), ("X", 0, 1, "not planned")]


@pytest.mark.parametrize(("text", "says"), [
    ("name,facings\nA,1\n", "no column sku"), ("", "no column sku"), ("sku\n", "lists nothing"),
    ("sku,facings\nA,1\n,2\n", "Line 3 of the planogram names no SKU"),
    ("sku,facings\nA,many\n", "Line 2 of the planogram: facings is a number from 1 to 999, not 'many'"),
    ("sku,row\nA,0\n", "row is a number"), ("sku,row\nA,99999999999999\n", "row is a number"),
    ("sku,facings\nA,٣\n", "facings is a number")])
def test_a_list_that_cannot_be_read_says_where(text: str, says: str) -> None:
    with pytest.raises(Misuse, match=says):
        read_planogram(text)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="cannot be read: No such file"):
        read_planogram_file(tmp_path / "plan.csv")
    (tmp_path / "plan.csv").write_bytes(b"\xff\xfes\x00k\x00u\x00")
    with pytest.raises(Misuse, match="no text in UTF-8"):
        read_planogram_file(tmp_path / "plan.csv")
