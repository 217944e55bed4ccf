"""Audits over REST, with real models, a real database and a shop on loopback."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import audits
from core.nouns.measures import Measures
from core.rules import check as ruling
from core.rules.rule_packs import packs
from tests.doors.api.waiting import wait_for

pytestmark = pytest.mark.slow


def test_json_starts_what_a_form_starts(client, shop, photos):
    wish = {"source": f"{shop}/{photos['bus'].name}", "rules": ["amazon"], "limit": 1, "columns": {"image": "photo"}}
    answer = client.post("/jobs", json=wish)
    assert answer.status_code == 201, answer.text
    options = answer.json()["options"]
    assert (options["rules"], options["limit"], options["columns"]) == (["amazon"], 1, {"picture": "photo"})
    for body in ('["a"]', "{", "3"):
        refused = client.post("/jobs", content=body, headers={"content-type": "application/json"})
        assert refused.status_code == 422 and "not a JSON object" in refused.json()["message"]


def test_columns_of_a_feed_are_previewed_and_corrected(client, tmp_path):
    text = b"Nr,Foto,Preis\nS-1,https://cdn.example/1.jpg,9\n"
    answer = client.post("/feeds/columns", files={"file": ("feed.csv", text)}, data={"columns": "sku=Nr"}).json()
    assert [(column["name"], column["field"], column["examples"]) for column in answer["columns"]] == [
        ("Nr", "sku", ["S-1"]), ("Foto", "picture", ["https://cdn.example/1.jpg"]), ("Preis", "price", ["9"])]
    assert (answer["rows"], answer["pictures"], answer["problem"]) == (1, 1, "")
    refused = client.post("/feeds/columns", files={"file": ("feed.csv", text)}, data={"columns": "smell=Nr"})
    assert refused.status_code == 422 and "unknown field" in refused.json()["message"]


def test_a_field_that_is_sent_twice_counts_twice(client, shop, photos):
    sent = {"source": f"{shop}/{photos['coffee'].name}", "rules": ["amazon", "google"],
            "columns": ["image=a", "price=b"]}
    answer = client.post("/jobs", data=sent)
    assert answer.status_code == 201, answer.text
    options = answer.json()["options"]
    assert options["rules"] == ["amazon", "google"] and options["columns"] == {"picture": "a", "price": "b"}


def test_a_job_counts_judged_and_failed(done):
    assert (done["state"], done["done"], done["failed"], done["total"]) == ("done", 2, 2, 4)
    assert done["counts"]["error"] == {"NotAPicture": 1, "NotFound": 1}


def test_results_come_in_pages_and_have_the_numbers_of_an_analysis(client, shop, done):
    address = f"/jobs/{done['job_id']}/results"
    first = client.get(address, params={"limit": 3}).json()
    second = client.get(address, params={"limit": 3, "offset": first["next"]}).json()
    rows = first["rows"] + second["rows"]
    assert first["total"] == 4 and first["next"] == 3 and second["next"] is None
    assert [row["product"]["sku"] for row in rows] == ["A1", "A2", "A3", "A4"]
    analysis = client.post("/analyses", data={"url": f"{shop}/bus.jpg"}).json()
    bus = rows[0]
    assert bus["kind"] == analysis["kind"] and bus["scores"] == pytest.approx(analysis["intent"]["scores"], abs=1e-4)
    assert bus["product"]["price"] == 10.5 and bus["product"]["currency"] == "EUR"
    assert set(bus["verdicts"]) == {"amazon", "google"} and bus["measures"]["width"] == 810
    assert rows[2]["error"] == "NotFound" and rows[2]["hint"]


def test_filters_narrow_the_results(client, done):
    failed = client.get(f"/jobs/{done['job_id']}/results", params={"error": "any"}).json()
    found = client.get(f"/jobs/{done['job_id']}/results", params={"text": "cup"}).json()
    assert failed["total"] == 2 and {row["error"] for row in failed["rows"]} == {"NotFound", "NotAPicture"}
    assert [row["product"]["sku"] for row in found["rows"]] == ["A2"]


def test_rows_by_a_broken_rule_are_those_whose_measures_break_it(client, done):
    """The bus is no packshot on white; which rules each picture breaks is asked of the rules once more."""
    rows = client.get(f"/jobs/{done['job_id']}/results", params={"error": "none"}).json()["rows"]
    counts = client.get(f"/jobs/{done['job_id']}").json()["counts"]["broken"]
    today = datetime.now(UTC).date()
    named = {name: pack for name, pack in packs().items() if name in rows[0]["verdicts"]}
    broken = {row["number"]: {f"{name}.{verdict.rule}" for name, pack in named.items()
                              for verdict in ruling.check(Measures.from_dict(row["measures"]), pack, today)
                              if verdict.outcome == "fail"} for row in rows}
    assert "amazon.white_background" in broken[1]
    assert {rule for rule in counts if "." in rule} == set().union(*broken.values())
    for rule in counts:
        found = client.get(f"/jobs/{done['job_id']}/results", params={"broken": rule}).json()
        wanted = [number for number, rules in broken.items() if rule in {part for name in rules for part in
                                                                         (name, name.partition(".")[0])}]
        assert [row["number"] for row in found["rows"]] == wanted and found["total"] == counts[rule] == len(wanted)


@pytest.mark.parametrize("form", sorted(audits.EXPORTS))
def test_exports_come_as_files(client, done, form):
    answer = client.get(f"/jobs/{done['job_id']}/export", params={"format": form})
    assert answer.status_code == 200 and f".{form}" in answer.headers["content-disposition"]
    starts = {"parquet": b"PAR1", "xlsx": b"PK", "html": b"<!", "jsonl": b"{", "csv": b"\xef\xbb\xbfuri,"}
    assert answer.content.lower().startswith(starts[form].lower())
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 4 and rows[1]["title"] == "'=Cup", "a spreadsheet must not run it"


def test_the_report_has_the_opportunity_with_its_interval(client, done):
    worth = client.get(f"/jobs/{done['job_id']}/report").json()["opportunity"]
    assert 0 <= worth["low"] <= worth["count"] <= worth["high"] <= 2 and worth["currency"] == "EUR"


def test_an_upload_is_audited_and_all_jobs_are_listed(client, shop, done):
    feed = f"image\n{shop}/bus.jpg\n".encode()
    started = client.post("/jobs", files={"file": ("../../feed.csv", feed)}).json()
    job = wait_for(client, started["job_id"])
    assert job["done"] == 1 and job["options"]["name"] == "../../feed.csv"
    assert Path(job["source"]).parent.parent.name == "uploads", "a stranger's name is no path"
    assert [found["job_id"] for found in client.get("/jobs").json()][:1] == [job["job_id"]]
