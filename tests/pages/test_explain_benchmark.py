"""The part of Explain that compares methods on a set of photos."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from core import analyze, explain, jobs
from core.errors import NotFound
from core.explain.summary import summarize
from core.nouns.job import Job
from tests.explain.benchmark_rows import row
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import MadeUpJob, html, open_site, page, picture

PAGE = "pages/explain.py"
ROWS = [row(f"{k}.jpg", value, method=method) for k, value in enumerate(np.linspace(0.1, 0.3, 12))
        for method in ("grad-cam", "rise")]
DONE = Job("bb", "", "analysis", {}, "done", 1, 1, 1, 0, 0, datetime(2026, 1, 1, tzinfo=UTC), kind="explain-benchmark",
           fraction=1.0)


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> dict:
    """The state of the benchmark bb, and what was started."""
    site = open_site(monkeypatch)
    site.jobs["0123456789abcdef"] = MadeUpJob([made_up_analysis()])
    state: dict = {"job": DONE, "rows": ROWS, "failures": [], "started": [], "cancelled": []}

    def job(opened, job_id: str) -> Job:
        if job_id != "bb":
            raise NotFound("There is no benchmark of explanations at this address.", "Start it again.")
        return state["job"]

    def read(opened, job_id: str) -> explain.BenchmarkState:
        return explain.BenchmarkState(state["job"], summarize(state["rows"], state["failures"]))

    def start(opened, source, request) -> str:
        state["started"].append((source, request))
        return "bb"

    def cancel(opened, job_id: str) -> None:
        state["job"] = replace(state["job"], state="cancelled")

    monkeypatch.setattr(jobs, "list_jobs", lambda opened, kind: [item.job for item in site.jobs.values()])
    monkeypatch.setattr(analyze, "thumbnail", lambda opened, picture_id: picture())
    for name, double in {"benchmark_job": job, "benchmark": read, "start_benchmark": start, "cancel_benchmark": cancel,
                         "benchmark_csv": lambda opened, job_id: b"uri", "benchmark_html": lambda opened, job_id: b"h",
                         }.items():
        monkeypatch.setattr(explain, name, double)
    return state


def test_a_finished_job_is_chosen_and_the_address_leads_to_the_result(benchmarks: dict) -> None:
    test = page(PAGE)
    test.selectbox(key="benchmark-source").select("0123456789abcdef")
    test.multiselect(key="benchmark-methods").set_value(["rise"])
    test.number_input(key="benchmark-limit").set_value(7)
    next(button for button in test.button if button.label == "Compare").click().run()
    assert benchmarks["started"] == [("0123456789abcdef", explain.BenchmarkRequest(("rise",), "top", 7))]
    assert test.query_params["benchmark"] == "bb" and not test.exception


def test_the_result_has_a_finding_a_chart_and_a_table_with_intervals(benchmarks: dict) -> None:
    benchmarks["failures"] = [("x.txt", "This is plain text.")]
    test = page(PAGE, benchmark="bb")
    assert any("Grad-CAM, RISE beat the center blob" in item.value for item in test.markdown) and not test.exception
    table = test.dataframe[0].value
    assert list(table["Method"]) == ["Grad-CAM", "RISE", "Center blob", "Random map"] and " to " in table["Deletion"][0]
    assert len(test.get("plotly_chart")) == 1 and [item.label for item in test.get("download_button")] == [
        "Rows (CSV)", "Chart (HTML)"]
    assert "1 photo left out" in [item.label for item in test.expander]


def test_a_running_benchmark_shows_progress_and_can_be_canceled(benchmarks: dict) -> None:
    benchmarks["job"] = replace(DONE, state="running", step="3 of 12 photos measured", fraction=0.3, seconds_left=40.0)
    test = page(PAGE, benchmark="bb")
    assert "3 of 12 photos measured · about 40 s left" in str(test.get("progress")[0].proto)
    test.button(key="cancel").click().run()
    assert any("Canceled after 12 photos" in item.value for item in test.info)


def test_one_photo_says_that_it_has_no_interval(benchmarks: dict) -> None:
    benchmarks["rows"] = ROWS[:1]
    test = page(PAGE, benchmark="bb")
    assert any("no interval" in item.value for item in test.markdown) and not test.exception


def test_a_benchmark_that_is_not_there_is_one_card(benchmarks: dict) -> None:
    test = page(PAGE, benchmark="gone")
    assert "Start it again" in html(test) and not test.exception
