"""What a report counts stands in the brief rows as in the whole ones, and what it shows is looked up."""

from dataclasses import replace

from core.catalog import report_rows
from core.catalog.report_rows import brief_rows, whole_rows
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import made_catalog
from tests.made_up import made_up_measures


def shop(count: int = 60):
    """Every third picture is measured, with a stranger's text that reads like a hash; some have label sets."""
    for row in made_catalog(count):
        if row.error or row.number % 3:
            yield replace(row, measures={})
            continue
        digits = f"{row.number:016x}" if row.number % 9 else ""  # none where a picture is too small
        measures = made_up_measures(hash=digits, text_read=('"hash": "feedfacefeedface"',)).to_dict()
        yield replace(row, measures=measures, label_set=("apparel", "other")[:1 + row.number % 2],
                      verdicts={"amazon": "fail"})


def test_brief_rows_say_all_that_is_counted(store, monkeypatch) -> None:
    job_id = finished_audit(store, shop())
    monkeypatch.setattr(report_rows, "PAGE", 7)
    whole, brief = list(store.rows(job_id)), list(brief_rows(store, job_id))
    hashes = [{"hash": row.measures["hash"]} if row.measures else {} for row in whole]
    assert sum(map(bool, hashes)) > 15 and len({row.label_set for row in whole}) == 3
    assert brief == [replace(row, uri="", origin="", width=0, height=0, hint="", measures=one)
                     for row, one in zip(whole, hashes, strict=True)]


def test_the_rows_of_no_job_are_none(store) -> None:
    assert list(brief_rows(store, "0" * 16)) == [] and whole_rows(store, "0" * 16, [1]) == {}


def test_whole_rows_are_found_by_their_numbers_however_many(store, monkeypatch) -> None:
    job_id = finished_audit(store, shop())
    monkeypatch.setattr(report_rows, "LOOKED_UP", 4)
    rows = {row.number: row for row in store.rows(job_id)}
    wanted = [59, 3, 3, *range(10, 30), 999]
    assert whole_rows(store, job_id, wanted) == {number: rows[number] for number in set(wanted) - {999}}
