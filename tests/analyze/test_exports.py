"""What leaves the house opens in a spreadsheet, and runs nothing there."""

import csv
import io
import json

import pytest

from core.analyze import exports
from core.nouns.failure import Failure
from tests.made_up import made_up_analysis


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_row_for_each_picture_and_each_failure():
    rows = rows_of(exports.csv_table([made_up_analysis(), Failure("x.jpg", "NotAPicture", "It is empty.", "Retry.")]))
    assert list(rows[0])[0] == "uri"
    assert rows[0]["kind"] == "model_face" and rows[0]["top_label"] == "apparel" and rows[0]["faces"] == "1"
    assert rows[1]["uri"] == "x.jpg" and rows[1]["error"] == "NotAPicture" and rows[1]["kind"] == ""


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_file_name_cannot_be_a_formula(name):
    assert rows_of(exports.csv_table([made_up_analysis(uri=name)]))[0]["uri"].startswith("'")


def test_names_with_commas_quotes_lines_and_umlauts_survive():
    name = 'größe "42",\nrot.jpg'
    assert rows_of(exports.csv_table([made_up_analysis(uri=name)]))[0]["uri"] == name


def test_json_is_the_public_schema():
    first, second = json.loads(exports.json_array([made_up_analysis(), Failure("x", "E", "m", "h")]))
    assert first["schema"] == 2 and first["intent"]["top"] == "apparel"
    assert second == {"schema": 2, "uri": "x", "error": "E", "message": "m", "hint": "h"}


def test_no_result_is_an_empty_table():
    assert rows_of(exports.csv_table([])) == []
