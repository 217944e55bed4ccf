"""Links of release 0.1 (`?batch=`, `?job=`, `?study=`) lead to their results, or to a card that says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import analyze, audits
from core.nouns.failure import Failure
from core.settings import read_settings
from core.site import Site
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import page

BATCH = "00112233445566aa"
ANALYZE, AUDITS, SALES = "pages/analyze.py", "pages/audits.py", "pages/sales.py"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Site:
    """A site whose data folder holds a batch as release 0.1 wrote it."""
    (tmp_path / "batches").mkdir()
    kept = [made_up_analysis("shirt.jpg"), Failure("torn.jpg", "NotAPicture", "The JPEG breaks off.", "Get it again.")]
    lines = [{"total": 2}, *({"index": index, "result": result.to_dict()} for index, result in enumerate(kept))]
    (tmp_path / "batches" / f"{BATCH}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    monkeypatch.setenv("MERCHLENS_DATA_DIR", str(tmp_path))
    opened = Site(read_settings(workers=1))
    monkeypatch.setattr("pages.ui.state.site", lambda: opened)
    return opened


def words(test: AppTest) -> str:
    """What the page says."""
    assert not test.exception
    parts = [*test.markdown, *test.caption, *test.subheader, *test.info, *test.warning]
    return "\n".join(part.value for part in parts) + "".join(part.body for part in test.get("html"))


def test_a_batch_leads_to_its_results(site: Site) -> None:
    assert analyze.import_batches(site) == [BATCH]
    for name in ("batch", "job"):
        test = page(ANALYZE, **{name: BATCH})
        assert test.subheader[0].value.startswith("1 of 2 photos") and "torn.jpg" in words(test)


@pytest.mark.parametrize(("script", "name"), [(ANALYZE, "batch"), (ANALYZE, "job"), (AUDITS, "job"), (SALES, "study")])
@pytest.mark.parametrize("value", ["0000000000000000", "nothing", "../../etc/passwd"])
def test_a_link_to_nothing_leaves_the_page_alive(site: Site, script: str, name: str, value: str) -> None:
    test = page(script, **{name: value})
    assert "This did not work" in words(test)
    assert test.button, "the page offers what to do next"


@pytest.mark.parametrize(("script", "name"), [(AUDITS, "job"), (SALES, "study")])
def test_an_id_of_another_kind_is_told(site: Site, script: str, name: str) -> None:
    analyze.import_batches(site)
    assert "This did not work" in words(page(script, **{name: BATCH}))


def test_an_audit_on_the_page_of_photos_is_told(site: Site, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    job_id = audits.start(site, str(tmp_path / "shop"), audits.AuditRequest("folder"))
    assert "This did not work" in words(page(ANALYZE, batch=job_id))
