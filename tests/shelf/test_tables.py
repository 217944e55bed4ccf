"""Counts of shelves as CSV."""

from __future__ import annotations

import csv
import io

from core.shelf.tables import counts_csv
from tests.shelf.readings import facing, reading


def test_each_product_of_each_photo_is_a_line_and_no_cell_runs_as_a_formula() -> None:
    text = counts_csv([reading(facing(0, 0, "=A"), facing(60, 1, "=A")), reading(facing(0, 0, "B"))])
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [(row["sku"], row["facings"], row["rows"]) for row in rows] == [("'=A", "2", "1 2"), ("B", "1", "1")]
    assert rows[0]["read"] == "1970-01-01T00:00:00+00:00" and rows[0]["share_of_shelf"] == "1.0"
