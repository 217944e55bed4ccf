"""Page, REST, command line and exports name the same photos as having several possible labels, and the coverage."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
import streamlit as st
from starlette.testclient import TestClient

from core import audits, cards
from core.doors.api import app
from core.doors.cli.audits import _summarize
from core.settings import Settings
from core.site import Site
from core.words.model_card import share_words
from pages.ui import state
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import made_row
from tests.audits.report.exported_files import TABLES, read_table
from tests.doors.api.waiting import HERE
from tests.pages.made_up_site import page

ONE, TWO = ("apparel",), ("apparel", "other")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Site]:
    st.cache_resource.clear()
    st.cache_data.clear()
    with Site(Settings(data_dir=tmp_path / "site")) as opened:
        monkeypatch.setattr(state, "open_site", lambda settings: opened)
        monkeypatch.setattr(state, "local", lambda: True)
        yield opened


def test_all_doors_say_the_same(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """2 by its label set, 3 by the margin of a verdict without one; 1 is a close call with one possible label."""
    job_id = finished_audit(site.store, [made_row(1, score=0.55, label_set=ONE), made_row(2, score=0.8, label_set=TWO),
                                         made_row(3, score=0.55), made_row(4)])
    queues = audits.read_report(site, job_id).queues
    measured = cards.model_card(site.settings, "shopping_intent_1").measures.coverage[0].share
    assert sorted(item.row.number for item in queues.ambiguous.items) == [2, 3]
    assert (queues.with_sets, queues.without_sets, queues.coverage.measured) == (2, 2, measured)
    assert share_words(measured) in queues.why_ambiguous and "2 photos were analyzed without" in queues.why_ambiguous

    client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url=HERE)
    answer = client.get(f"/jobs/{job_id}/report").json()["queues"]
    assert sorted(item["row"]["number"] for item in answer["ambiguous"]["items"]) == [2, 3]
    assert (answer["with_sets"], answer["coverage"]["measured"]["hits"]) == (2, measured.hits)
    rows = client.get(f"/jobs/{job_id}/results").json()["rows"]
    assert [row["label_set"] for row in rows] == [list(ONE), list(TWO), [], []]

    _summarize(site, audits.job(site, job_id))
    assert f"Several labels possible: 2. {queues.why_ambiguous}" in capsys.readouterr().err

    for form in TABLES:
        audits.export(site, job_id, tmp_path / f"report.{form}")
        table = read_table(tmp_path / f"report.{form}")
        assert [row["finding"] or "" for row in table] == ["", "ambiguous", "ambiguous", ""]
        assert [row["label_set"] or "" for row in table] == ["apparel", "apparel, other", "", ""]
    out = io.BytesIO()
    audits.export(site, job_id, out, "html")
    assert escape(queues.why_ambiguous) in out.getvalue().decode()

    shown = page("pages/audits.py", job=job_id, view="ambiguous")
    assert not shown.exception
    assert queues.why_ambiguous in [caption.value for caption in shown.caption]
    assert [label for table in shown.dataframe for label in table.value["name"]] == ["Linen shirt"] * 2
