"""The section of other formats on the page Models: start, figures, why a format is no default, and the files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import cards, datasets, explain, export
from core.nouns.job import Job
from tests.nouns.test_export import made_up_export, variant
from tests.pages.made_up_site import open_site, page

PAGE = "pages/models.py"
JOB = Job("0123456789abcdef", "shopping_intent_1", "model", {}, "done", 1, 1, 1, 0, 0, datetime(2026, 1, 1, tzinfo=UTC),
          kind="export")


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    open_site(monkeypatch)
    (tmp_path / "m.tflite").write_bytes(b"a model")
    monkeypatch.setattr(cards, "model_networks", lambda site, name: ())
    monkeypatch.setattr(explain, "layers", lambda site, label: [])
    monkeypatch.setattr(datasets, "every", lambda site: [])
    monkeypatch.setattr(export, "export_job", lambda site, name: JOB)
    monkeypatch.setattr(export, "exported_file", lambda site, job_id, name: tmp_path / "m.tflite")
    monkeypatch.setattr(export, "read_export",
                        lambda site, job_id: made_up_export(variant("f16", 200), variant("int8", 190)))


def test_figures_and_the_reason_against_a_default() -> None:
    test = page(PAGE, model="shopping_intent_1")
    text = " ".join(item.value for item in test.markdown).replace("\\", "")
    assert not test.exception and "int8 is not offered as default" in text and "Default: f16" in text
    assert any("float16" in str(table.value) for table in test.dataframe)


def test_an_export_is_asked_for_and_other_roles_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple] = []
    monkeypatch.setattr(export, "export_job", lambda site, name: None)
    monkeypatch.setattr(export, "start_export", lambda site, *what: asked.append(what) or "0123456789abcdef")
    test = page(PAGE, model="shopping_intent_1")
    test.multiselect("export-formats").set_value(["f16", "int8"]).run()
    test.button("export").click().run()
    assert asked == [("shopping_intent_1", ["f16", "int8"], "")]
    assert "export" not in [button.key for button in page(PAGE, model="persons_2").button]
