"""Reading an audit: rows and counts under a filter, what changed, and files that carry no path of the server."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import audits
from core.errors import Misuse, NotFound
from core.flip.searches import Searches
from core.nouns.flip import Edit
from core.settings import Settings
from core.site import Site
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import failed_row, made_catalog, made_row
from tests.audits.report.exported_files import TABLES, read_table
from tests.flip.flip_rows import flip_row


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path)) as opened:
        yield opened


@pytest.fixture
def job_id(site: Site) -> str:
    return finished_audit(site.store, [made_row(1), made_row(2, "negative"), failed_row(3), made_row(4, "home_decor")])


def test_rows_come_in_order_by_page_and_by_filter(site: Site, job_id: str) -> None:
    def numbers(*arguments, **options) -> list[int]:
        return [row.number for row in audits.rows(site, job_id, *arguments, **options)]

    assert numbers() == [1, 2, 3, 4] and numbers(order="-number", limit=2) == [4, 3] and numbers(offset=3) == [4]
    assert numbers(audits.RowFilter(error="any")) == [3] and numbers(audits.RowFilter(shoppable=False)) == [2]


def test_counts_are_those_of_the_rows(site: Site, job_id: str) -> None:
    assert audits.count(site, job_id) == 4 and audits.count(site, job_id, audits.RowFilter(error="none")) == 3
    counts = audits.counts(site, job_id)
    assert counts["error"] == {"FetchFailed": 1} and counts["shoppable"] == {"true": 2, "false": 1}


def test_the_first_audit_of_a_source_has_nothing_to_compare_with(site: Site, job_id: str) -> None:
    with pytest.raises(NotFound, match="first finished audit"):
        audits.compare(site, job_id)


def test_two_audits_of_a_source_are_compared(site: Site, job_id: str) -> None:
    second = finished_audit(site.store, [made_row(1), made_row(2), made_row(5)])
    changes = {change.uri.rpartition("/")[2]: change.what for change in audits.compare(site, second, job_id)}
    assert changes["2.jpg"] == "changed verdict" and changes["5.jpg"] == "new" and changes["4.jpg"] == "gone"
    assert "1.jpg" not in changes


def test_tables_have_every_row(site: Site, job_id: str, tmp_path: Path) -> None:
    assert audits.export(site, job_id, tmp_path / "report.csv") == 4
    rows = list(csv.DictReader((tmp_path / "report.csv").open(encoding="utf-8-sig")))
    assert [row["error"] for row in rows] == ["", "", "FetchFailed", ""]
    out = io.BytesIO()
    assert audits.export(site, job_id, out, "jsonl") == 4 and out.getvalue().count(b"\n") == 4


def test_the_html_report_shows_the_numbers_of_the_dashboard(site: Site) -> None:
    job_id = finished_audit(site.store, made_catalog(300))
    report, out = audits.read_report(site, job_id), io.BytesIO()
    assert audits.export(site, job_id, out, "html") == 300
    html = out.getvalue().decode()
    assert report.opportunity.sentence in html and report.first.head(20).sentence in html
    assert "https://shop.example/feed.xml" in html


def test_every_file_has_the_smallest_edit_and_the_score_after_it(site: Site, job_id: str, tmp_path: Path) -> None:
    helped, lost = list(audits.rows(site, job_id))[:2]
    assert (helped.smallest_edit, helped.score_after_edit) == ("", None), "before a search the cells are empty"
    row = flip_row("1.jpg", Edit("crop", 0.12, "left"))
    Searches(site, job_id).add("1.jpg", replace(row.search, picture_id=helped.picture_id))
    Searches(site, job_id).add("2.jpg", replace(flip_row("2.jpg").search, picture_id=lost.picture_id))
    for form in TABLES:
        audits.export(site, job_id, tmp_path / f"report.{form}")
        table = read_table(tmp_path / f"report.{form}")
        assert table[0]["smallest_edit"] == "Crop 12 % from the left" and float(table[0]["score_after_edit"]) == 0.6
        assert not table[1]["smallest_edit"] and not table[1]["score_after_edit"], "no edit is enough"
    out = io.BytesIO()
    audits.export(site, job_id, out, "html")
    assert b"One edit that helps many" in out.getvalue() and b"crop from the left by 12 %" in out.getvalue()


def test_the_html_report_of_an_upload_names_the_file_and_no_folder_of_the_server(site: Site, monkeypatch) -> None:
    job_id = finished_audit(site.store, [made_row(1)], source=str(site.settings.data_dir / "uploads" / "0.csv"))
    job = replace(site.store.job(job_id), options={"name": "spring.csv"})
    monkeypatch.setattr(site.store, "job", lambda job_id: job)
    out = io.BytesIO()
    audits.export(site, job_id, out, "html")
    assert b"spring.csv" in out.getvalue() and str(site.settings.data_dir).encode() not in out.getvalue()


@pytest.mark.parametrize(("target", "form"), [("report.doc", ""), ("report", ""), ("report.csv", "doc")])
def test_unknown_formats_are_refused(site: Site, job_id: str, tmp_path: Path, target: str, form: str) -> None:
    with pytest.raises(Misuse, match="cannot be written as"):
        audits.export(site, job_id, tmp_path / target, form)


def test_an_ending_is_checked_before_an_audit_starts() -> None:
    audits.check_export("report.parquet")
    with pytest.raises(Misuse):
        audits.check_export("report.docx")


def test_an_unknown_picture_and_an_unknown_audit_are_sentences(site: Site) -> None:
    with pytest.raises(NotFound, match="no analysis of this photo"):
        audits.picture_detail(site, "0" * 64)
    with pytest.raises(NotFound):
        audits.export(site, "0" * 16, io.BytesIO(), "csv")
