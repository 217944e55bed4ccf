"""One audit as one file: formats by their ending, whole files or none, flat memory."""

import io
import tracemalloc

import pytest

from core.audits.report import tables
from core.audits.report.files import FORMATS, MEDIA_TYPES, format_of, write
from core.audits.report.html_report import HtmlReport
from core.errors import Misuse
from core.nouns.product import Product
from tests.audits.made_up_rows import made_catalog, made_row, report_of
from tests.audits.report.exported_files import read_table, save


@pytest.mark.parametrize("form", FORMATS)
def test_strange_numbers_and_long_texts_are_no_error(tmp_path, form):
    row = made_row(1, product=Product(title="x" * 100_000, price=float("nan")), measures={"a": float("inf"), "b": [1]})
    path = tmp_path / f"report.{form}"
    assert save([row], path) == 1
    if form == "jsonl":
        assert read_table(path)[0]["measures"] == {"a": None, "b": [1]} and read_table(path)[0]["price"] is None


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows_are_a_file_too(tmp_path, form):
    path = tmp_path / f"empty.{form}"
    assert save([], path) == 0 and path.is_file()
    assert form in ("jsonl", "html") or read_table(path) == []


def test_a_stream_needs_a_format_and_a_path_an_ending(tmp_path):
    out = io.BytesIO()
    assert write([made_row(1)], out, "csv") == 1 and out.getvalue().startswith(b"\xef\xbb\xbfuri,")
    for target, form in ((io.BytesIO(), ""), (tmp_path / "report.csv", ""), (out, "doc")):
        with pytest.raises(Misuse, match="cannot be written as"):
            write([], target, form)
    for name in ("report", "report.doc", "report."):
        with pytest.raises(Misuse, match="cannot be written as"):
            format_of(tmp_path / name)
    assert format_of("A.HTM") == "html" and set(MEDIA_TYPES) == set(FORMATS)


def test_an_html_report_needs_its_page():
    with pytest.raises(TypeError, match="page"):
        write([made_row(1)], io.BytesIO(), "html")


def test_a_report_that_fails_leaves_the_old_one_alone(tmp_path):
    path = tmp_path / "report.csv"
    path.write_text("the old one")

    def broken():
        yield made_row(1)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        write(broken(), path, "csv")
    assert path.read_text() == "the old one" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(Misuse, match="Choose an existing folder"):
        write([], tmp_path / "none" / "report.csv", "csv")


@pytest.mark.parametrize("form", FORMATS)
def test_memory_does_not_grow_with_the_rows(tmp_path, form, monkeypatch):
    monkeypatch.setattr(tables, "CHUNK", 200)

    def peak(count):
        page = HtmlReport(report_of(made_catalog(600)), table_rows=100)
        tracemalloc.start()
        write(made_catalog(count), tmp_path / f"report.{form}", form, page=page)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(10)
    small, large = peak(600), peak(2400)
    assert large < small + 250_000, f"{large - small:,} bytes more for 1,800 more rows"
