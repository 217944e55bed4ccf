"""Starting a study: what is refused before anything runs, and where photo types come from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import sales
from core.errors import Misuse, NotFound, Refused
from core.nouns.product import Product
from core.settings import Settings
from core.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path / "data", workers=1)) as opened:
        yield opened


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What studies were ordered; none of them runs."""
    made: list[dict[str, Any]] = []
    studies = SimpleNamespace(start=lambda order: made.append(order) or "0" * 16)
    monkeypatch.setattr(import_module("core.sales.start"), "open_studies", lambda site: studies)
    return made


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text("product,date,units,kind\n")
    return path


def test_an_order_is_complete_and_absolute(site, orders, table, monkeypatch):
    monkeypatch.chdir(table.parent)
    request = sales.StudyRequest(columns={"units": "sold"}, controls=("weather",), priors=({"kind": "x"},))
    assert sales.start(site, "sales.csv", request) == "0" * 16
    order, = orders
    assert order["source"] == str(table) and order["name"] == "sales.csv" and order["simulate"]["products"] == 120
    assert (order["columns"], order["controls"], order["priors"]) == ({"units": "sold"}, ["weather"], [{"kind": "x"}])
    assert order["by"] == "kind" and order["estimate"] and order["kinds"] == {}


def test_a_name_of_any_length_is_cut_and_a_simulated_shop_has_one(site, orders, table):
    sales.start(site, table, sales.StudyRequest(name="x" * 5000))
    sales.start(site, "simulated", sales.StudyRequest())
    assert len(orders[0]["name"]) == 200 and orders[1]["name"] == "Simulated shop"


@pytest.mark.parametrize(("request_", "words"), [
    (sales.StudyRequest(simulate={"seed": 1}), "Only a simulated shop"),
    (sales.StudyRequest(columns={"units": 3}), "Column names are text"),  # type: ignore[dict-item]
    (sales.StudyRequest(controls=(3,)), "Column names are text"),  # type: ignore[arg-type]
    (sales.StudyRequest(priors=("x",)), "A prior is the readout"),  # type: ignore[arg-type]
    (sales.StudyRequest(by="color"), "not by 'color'"),
    (sales.StudyRequest(by="intent"), "needs analyzed pictures")])
def test_a_request_that_makes_no_sense_orders_nothing(site, orders, table, request_, words):
    with pytest.raises(Misuse, match=words) as error:
        sales.start(site, table, request_)
    assert error.value.hint and not orders


@pytest.mark.parametrize("simulate", [
    {"color": "red"}, {"design": "odd"}, {"confounding": "odd"}, {"seed": -1}, {"seed": 2**32}, {"products": 1},
    {"weeks": 9}, {"products": 100_000, "weeks": 100}])
def test_a_simulated_shop_has_limits(site, orders, simulate):
    with pytest.raises(Misuse):
        sales.start(site, "simulated", sales.StudyRequest(simulate=simulate))
    assert not orders


def test_files_of_the_server_are_for_its_own_machine_and_uploads_for_all(site, orders, table):
    with pytest.raises(Refused, match="cannot be read from other machines"):
        sales.start(site, str(table), sales.StudyRequest(), local=False)
    sales.start(site, table, sales.StudyRequest(), local=False)
    assert len(orders) == 1
    with pytest.raises(NotFound, match="does not exist"):
        sales.start(site, table.with_name("none.csv"), sales.StudyRequest())


def test_photo_types_come_from_an_audit_and_from_values(site, orders, table, monkeypatch):
    rows = [SimpleNamespace(uri="a.jpg", kind="model_face", top_label="apparel", product=Product(sku="A")),
            SimpleNamespace(uri="broken.jpg", kind="", top_label="", product=Product()),
            SimpleNamespace(uri="b.jpg", kind="product_only", top_label="other", product=Product())]
    monkeypatch.setattr(site.store, "job", lambda job_id: None)
    monkeypatch.setattr(site.store, "rows", lambda job_id: iter(rows))
    assert sales.audit_kinds(site, "1") == {"a.jpg": ("model_face", "apparel", "A"),
                                            "b.jpg": ("product_only", "other", "")}
    request = sales.StudyRequest(audit="1", kinds={"b.jpg": ("worn_no_face", "apparel")}, by="intent")
    sales.start(site, table, request)
    assert orders[0]["kinds"] == {"a.jpg": ("model_face", "apparel", "A"), "b.jpg": ("worn_no_face", "apparel")}
    rows[:] = rows[1:2]
    with pytest.raises(Misuse, match="no analyzed pictures"):
        sales.audit_kinds(site, "1")


def test_an_audit_says_which_photos_of_a_table_it_has(site, table, monkeypatch):
    table.write_text("sku,week,sold,photo\nA,2024-W01,3,a.jpg\nB,2024-W01,3,b.jpg\n")
    monkeypatch.setattr(import_module("core.sales.start"), "audit_kinds",
                        lambda site, audit: {"shop/a.jpg": ("model_face", "apparel", "")})
    assert sales.match_pictures(site, table, {}, "1") == [
        "1 of 2 photos of the table is among the analyzed ones: 1 by file name.",
        "1 photo of the table is not among the analyzed ones, such as 'b.jpg'."]


def test_an_unknown_audit_and_an_unknown_folder_are_said(site, tmp_path):
    with pytest.raises(NotFound):
        sales.audit_kinds(site, "f" * 16)
    with pytest.raises(NotFound, match="does not exist"):
        sales.analyze_folder(site, tmp_path / "none")


@pytest.mark.parametrize("name", ["sales.CSV", "C:\\x\\sales.xlsx", "../../etc/sales.parquet", "sales.tar.tsv"])
def test_an_upload_keeps_only_the_ending_of_its_name(site, name):
    path = sales.save_upload(site, name, io.BytesIO(b"a,b\n"))
    assert path.is_relative_to(site.settings.data_dir / "uploads") and path.suffix == Path(name).suffix.lower()
    assert "sales" not in path.name and path.read_bytes() == b"a,b\n"


@pytest.mark.parametrize("name", ["sales.exe", "sales", "", ".csv/evil", "sales.csv "])
def test_what_does_not_end_like_a_table_is_not_kept(site, name):
    with pytest.raises(Misuse, match="A sales table is a file that ends in"):
        sales.save_upload(site, name, io.BytesIO(b"a,b\n"))


def test_columns_are_read_in_another_process(site, table):
    table.write_text("sku,week,sold,photo type\nA,2024-W01,3,packshot\n")
    seen = sales.read_columns(site, table)
    assert seen.columns == ("sku", "week", "sold", "photo type") and seen.guess["units"] == "sold"
    assert seen.sample == (("A", "2024-W01", "3", "packshot"),)
