"""The page Explore: its views of a set, and what it says without one."""

from __future__ import annotations

import pytest

from core import analyze, explore, jobs
from core.explore.pictures import from_rows
from tests.explore.made_up_rows import row
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import MadeUpJob, open_site, page, picture

PAGE, JOB = "pages/explore.py", "0123456789abcdef"
ROWS = [row(number, label="other" if number < 9 else "apparel", background="busy" if number < 9 else "plain")
        for number in range(1, 31)]


def show(monkeypatch: pytest.MonkeyPatch, rows: list, **address: str):
    site, pictures = open_site(monkeypatch), from_rows(rows)
    measure, found = explore.slices(pictures)
    site.jobs[JOB] = MadeUpJob([made_up_analysis()])
    monkeypatch.setattr(jobs, "list_jobs", lambda opened, kind: [site.jobs[JOB].job] if kind == "analyze" else [])
    monkeypatch.setattr(analyze, "thumbnail", lambda opened, picture_id: picture())
    monkeypatch.setattr(explore.verbs, "stored_pictures", lambda opened, job_id: pictures)
    monkeypatch.setattr(explore, "stored_pictures", lambda opened, job_id: pictures)
    opened = type("Opened", (), {"store": type("Store", (), {"job": staticmethod(lambda name: site.jobs[JOB].job)})})
    real = explore.verbs.answer
    monkeypatch.setattr(explore, "answer", lambda _, job_id: real(opened, job_id))
    return page(PAGE, job=JOB, **address)


def test_labels_are_set_against_the_shops(monkeypatch: pytest.MonkeyPatch) -> None:
    test = show(monkeypatch, ROWS)
    assert not test.exception and "labels" in test.query_params["view"]
    assert any("differs for 8" in item.value for item in test.markdown)
    assert test.dataframe[0].value.iloc[1]["Other product"] == 8


def test_the_worst_slice_is_the_first_row(monkeypatch: pytest.MonkeyPatch) -> None:
    test = show(monkeypatch, ROWS, view="slices")
    assert test.dataframe[0].value.iloc[0]["Worse"] == "Yes"


def test_hard_photos_link_to_explain_and_an_empty_set_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(show(monkeypatch, ROWS, view="photos").get("page_link")) >= 8 + 24
    for view in ("labels", "photos", "slices"):
        assert not show(monkeypatch, [], view=view).exception


def test_without_a_job_the_page_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(monkeypatch)
    monkeypatch.setattr(jobs, "list_jobs", lambda opened, kind: [])
    assert "Nothing to explore yet" in [item.value for item in page(PAGE).subheader]
