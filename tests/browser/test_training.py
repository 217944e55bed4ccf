"""Corrections become a version in a real browser: retrain, look at what got better, promote, roll back."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
import urllib.request
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.settings import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
PHOTOS = sorted(path for kind in ("je", "ts", "dre") for path in (ROOT / "demo" / "photos").glob(f"{kind}*.jpg"))
JEANS = ROOT / "demo" / "photos" / "jew-02_1.jpg"


def asked(server: str, route: str, **values: str) -> dict[str, Any]:
    """The answer of REST to a posted object, or to a question without one."""
    body = json.dumps(values).encode() if values else None
    request = urllib.request.Request(f"{server}/api{route}", body, {"content-type": "application/json"})
    answer: dict[str, Any] = json.load(urllib.request.urlopen(request))
    return answer


def corrected_audit(server: str, folder: Path) -> None:
    """Photos of the demo shop, analyzed; a person says that jeans are no apparel here, and confirms the others."""
    folder.mkdir()
    for path in PHOTOS:
        shutil.copy(path, folder)
    job_id = asked(server, "/jobs", source=str(folder))["job_id"]
    for _ in range(900):
        if asked(server, f"/jobs/{job_id}")["state"] == "done":
            break
        time.sleep(0.5)
    for path in PHOTOS:
        asked(server, "/corrections", picture_id=hashlib.sha256(path.read_bytes()).hexdigest(), name="label",
              value="other" if path.name.startswith("je") else "apparel")


def verdict(server: str) -> str:
    """The label that the running site gives a pair of jeans."""
    answer = httpx.post(f"{server}/api/analyses", files={"file": (JEANS.name, JEANS.read_bytes())}, timeout=300)
    return str(answer.json()["intent"]["top"])


def test_corrections_change_the_verdict_and_a_roll_back_undoes_it(tab: Any, server: str, tmp_path: Path) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    corrected_audit(server, tmp_path / "photos")
    assert verdict(server) == "apparel"
    tab.goto("/training")
    tab.get_by_text(f"{len(PHOTOS)} new corrections").wait_for()
    tab.get_by_role("button", name="Retrain").click()
    tab.get_by_role("heading", name=re.compile("own_intent_1 beside shopping_intent_")).wait_for()
    better = tab.get_by_text(re.compile(r"On your photos: \d+ photos? got better"))
    expect(better).to_be_visible()
    expect(tab.locator(".ml-figures img").first).to_be_visible()
    tab.get_by_role("button", name="Promote own_intent_1").click()
    tab.get_by_text("own_intent_1 is in use.").wait_for()
    assert verdict(server) == "other", "the site that runs uses the new version"
    tab.get_by_role("button", name=re.compile("Roll back to shopping_intent_")).click()
    tab.get_by_role("button", name="Promote own_intent_1").wait_for()
    assert verdict(server) == "apparel"


def test_the_model_learns_from_a_table_what_is_restricted(tab: Any, server: str, tmp_path: Path) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    table = tmp_path / "goods.csv"
    lines = [f"{path},{'other' if path.name.startswith('je') else 'apparel'},"
             f"{'yes' if path.name.startswith('je') else 'no'}" for path in PHOTOS]
    table.write_text("\n".join(["path,label,sensitive", *lines]))
    job_id = asked(server, "/datasets", source=str(table), name="Goods")["job_id"]
    while asked(server, f"/dataset-jobs/{job_id}")["state"] in ("listing", "running"):
        time.sleep(0.5)
    tab.goto("/training")
    tab.get_by_role("heading", name="Restricted goods").wait_for()
    expect(tab.get_by_role("combobox", name="Dataset").first).to_have_value(re.compile(r"^Goods: \d+ sensitive photos"))
    tab.locator(".st-key-sensitive-train button").click()
    tab.get_by_text(re.compile(r"^Sensitive: \d.*recognized, before")).wait_for()
