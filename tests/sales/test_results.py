"""A sales study as a verb: joined to what the chain saw, kept over a restart, cancelled, refused."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core import sales
from core.errors import InputError, MerchlensError, Misuse, NotFound, Refused
from core.sales.simulation import simulate
from core.settings import Settings, read_settings
from core.site import Site

SHOP = {"seed": 3, "products": 24, "weeks": 40}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return read_settings(data_dir=tmp_path_factory.mktemp("site"), models_dir=Path("/nonexistent"))


@pytest.fixture(scope="module")
def office(settings: Settings) -> Iterator[Site]:
    with Site(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def study(office: Site) -> sales.SalesStudy:
    return sales.study(office, sales.start(office, "simulated", sales.StudyRequest(simulate=SHOP)),
                               wait=True)


def test_a_simulated_shop_is_studied_without_any_model(study):
    assert study.state == "done" and study.error is None
    assert study.report.facts["simulated"] and study.report.facts["products"] == 24
    overall = [effect for effect in study.report.effects if effect.product is None]
    assert {effect.dependent for effect in overall} == {"units", "revenue", "price"}
    assert all(effect.beta_low < effect.beta < effect.beta_high and effect.reasons for effect in overall)


def test_a_restart_finds_the_same_numbers(settings, study):
    with Site(settings) as again:
        found = sales.study(again, study.study_id)
        assert sales.report_values(found.report) == sales.report_values(study.report)
        assert found.progress.study_id in [one.study_id for one in sales.list_studies(again)]
        history = sales.read_history(again, study.study_id)
        assert history.simulated and len(history.table) == 24 * 40
        worth = sales.what_if_of(again, study.study_id, (), "model_face")
        assert all(one.low <= one.change <= one.high for one in worth.amounts)


def test_a_study_that_the_end_of_the_server_cut_off_says_so(settings, office, study):
    note = settings.data_dir / "sales" / "0123456789abcdef" / "study.json"
    note.parent.mkdir()
    note.write_text(json.dumps({"study_id": note.parent.name, "name": "Old table", "state": "running",
                                "estimated": True,
                                "created": "2026-11-01T10:00:00+00:00", "simulated": False, "pid": 2**22 + 1}), "utf-8")
    with Site(settings) as again:  # release 0.1 kept studies in folders alone: they are entered when the board opens
        found = sales.study(again, note.parent.name)
        assert sales.study(again, study.study_id).state == "done" and len(sales.list_studies(again)) == 2
    assert found.state == "failed" and "again" in found.error.hint


def test_a_cancel_leaves_no_report(office):
    study_id = sales.start(office, "simulated", sales.StudyRequest(simulate={**SHOP, "products": 900}))
    while sales.study(office, study_id).progress.fraction == 0:
        time.sleep(0.02)
    sales.cancel(office, study_id)
    found = sales.study(office, study_id)
    assert found.state == "cancelled"
    with pytest.raises(MerchlensError, match="canceled"):
        sales.export(office, study_id, "csv")


def test_kinds_come_from_judged_pictures(office, tmp_path):
    """A table that names pictures only, and what was seen in them."""
    table, _ = simulate(**SHOP)
    kinds = {f"https://shop.example/{name}": (kind, "apparel") for name, kind in
             zip(table["picture"], table["kind"], strict=True)}
    table.drop(columns="kind").to_csv(tmp_path / "sales.csv", index=False)
    wish = sales.StudyRequest(kinds=kinds, estimate=False)
    study_id = sales.start(office, tmp_path / "sales.csv", wish)
    assert sales.study(office, study_id, wait=True).state == "done"
    rows = sales.read_history(office, study_id).table.sort_values(["product", "period"])
    true = table.sort_values(["product", "date"])
    assert list(rows["kind"]) == list(true["kind"])


def test_pictures_are_compared_by_what_they_are_taken_for(office, tmp_path):
    table, _ = simulate(**SHOP)
    kinds = {name: ("product_only", "negative" if kind == "model_face" else "apparel") for name, kind in
             zip(table["picture"], table["kind"], strict=True)}
    table.to_csv(tmp_path / "sales.csv", index=False)  # with a column of kinds, which then stays out of it
    wish = sales.StudyRequest(kinds=kinds, by="intent", estimate=False)
    study_id = sales.start(office, tmp_path / "sales.csv", wish)
    assert sales.study(office, study_id, wait=True).state == "done"
    history = sales.read_history(office, study_id)
    assert history.kinds == ("apparel", "negative") and set(history.covariates) == {"category", "rating"}
    rows = history.table.sort_values(["product", "period"])
    true = table.sort_values(["product", "date"])
    assert list(rows["kind"] == "negative") == list(true["kind"] == "model_face")
    with pytest.raises(Misuse, match="needs analyzed pictures"):
        sales.start(office, tmp_path / "sales.csv", sales.StudyRequest(by="intent"))


def test_an_upload_is_looked_at_and_its_name_is_no_path(settings, office):
    table, _ = simulate(**SHOP)
    path = sales.save_upload(office, "../../evil.csv", io.BytesIO(table.to_csv(index=False).encode()))
    assert settings.data_dir / "uploads" in path.parents
    seen = sales.read_columns(office, path)
    assert seen.guess["product"] == "product" and seen.guess["date"] == "date" and seen.guess["units"] == "units"
    assert seen.sample[0][0] == "Product 1" and len(seen.columns) == len(seen.sample[0])


def test_files_are_safe_in_a_spreadsheet(office, tmp_path):
    table, _ = simulate(**SHOP)
    table["product"] = "=HYPERLINK(" + table["product"] + ")"
    table.to_csv(tmp_path / "sales.csv", index=False)
    study_id = sales.start(office, tmp_path / "sales.csv", sales.StudyRequest())
    assert sales.study(office, study_id, wait=True).error is None
    rows = list(csv.DictReader(io.StringIO(sales.export(office, study_id, "csv").decode("utf-8-sig"))))
    named = [row["product"] for row in rows if row["product"]]
    assert named and all(name.startswith("'=") for name in named)
    values = json.loads(sales.export(office, study_id, "json"))
    assert len(values["effects"]) == len(rows)


def test_what_cannot_be_used_is_said_in_a_sentence(office, tmp_path):
    (tmp_path / "poem.csv").write_text("roses\nare\nred\n")
    found = sales.study(office, sales.start(office, tmp_path / "poem.csv", sales.StudyRequest()),
                                wait=True)
    assert found.state == "failed" and isinstance(found.error, InputError) and found.error.hint
    short = tmp_path / "short.csv"
    pd.DataFrame({"product": ["a"] * 10, "date": pd.date_range("2024-01-01", periods=10, freq="7D"),
                  "units": range(10), "kind": ["model_face"] * 10}).to_csv(short, index=False)
    thin = sales.study(office, sales.start(office, short, sales.StudyRequest()), wait=True)
    assert thin.report is None or (thin.report.method is None and not thin.report.effects)


def test_what_does_not_fit_is_refused_before_anything_starts(office, tmp_path):
    start = sales.start
    with pytest.raises(NotFound):
        start(office, "/nowhere.csv", sales.StudyRequest())
    with pytest.raises(Refused):
        start(office, "/etc/passwd", sales.StudyRequest(), local=False)
    with pytest.raises(Misuse):
        start(office, "simulated", sales.StudyRequest(simulate={"weeks": 10**9}))
    with pytest.raises(NotFound):
        start(office, "simulated", sales.StudyRequest(audit="0" * 16))
    with pytest.raises(NotFound):
        sales.study(office, "../../etc")
    with pytest.raises(Misuse):
        sales.save_upload(office, "table.exe", io.BytesIO(b"MZ"))
