"""The page Sales: from nothing to a simulated shop's report, each section, and tables that cannot be studied."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core import sales
from core.sales.simulation import simulate
from core.settings import read_settings
from core.site import Site
from pages.sales.report import SECTIONS
from tests.pages.made_up_site import page

SALES = "pages/sales.py"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Site:
    monkeypatch.setenv("MERCHLENS_DATA_DIR", str(tmp_path))
    site = Site(read_settings())
    monkeypatch.setattr("pages.ui.state.site", lambda: site)
    return site


def words(test: AppTest) -> str:
    parts = [*test.markdown, *test.caption, *test.subheader, *test.info, *test.warning]
    return "\n".join(part.value for part in parts) + "".join(part.body for part in test.get("html"))


def studied(office: Site, table: pd.DataFrame | None = None) -> str:
    if table is None:
        simulation = {"seed": 1, "products": 40, "weeks": 40}
        found = sales.start(office, sales.SIMULATED, sales.StudyRequest(simulate=simulation))
    else:
        path = sales.save_upload(office, "t.csv", io.BytesIO(table.to_csv(index=False).encode()))
        found = sales.start(office, path, sales.StudyRequest("t.csv"))
    for _ in range(600):
        if sales.study(office, found).state != "running":
            break
        time.sleep(0.1)
    return found


@pytest.mark.slow
def test_from_nothing_to_each_section(office: Site) -> None:
    empty = page(SALES)
    assert not empty.exception and "No studies yet" in words(empty) and "simulated shop" in words(empty)
    empty.button(key="simulated").click().run()
    started = sales.list_studies(office)[0]
    assert empty.query_params["study"] in ([started.study_id], started.study_id)
    sales.cancel(office, started.study_id)
    study = studied(office)
    test = page(SALES, study=study)
    assert not test.exception and "simulated" in words(test) and "Grade" in words(test)
    for section in SECTIONS:
        shown = page(SALES, study=study, section=section)
        assert not shown.exception and "ml-error" not in "".join(
            part.body for part in shown.get("html") if "<style" not in part.body), section


@pytest.mark.slow
def test_a_table_that_cannot_be_studied_says_why(office: Site) -> None:
    table = simulate(1, products=10, weeks=10)[0]
    without = page(SALES, study=studied(office, table.drop(columns=["units", "revenue"])))
    assert "units or revenue" in words(without) and "could not be studied" in words(without)
    single = page(SALES, study=studied(office, table[table["product"] == "Product 1"]))
    assert "The study stopped" in words(single) and "1 product" in words(single)
    unknown = page(SALES, study="nothing")
    assert not unknown.exception and "This did not work" in words(unknown)
