"""The command shelf-export: a folder without products, and a place that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.doors.cli import main as command


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERCHLENS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MERCHLENS_WORKERS", "1")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_folder_without_products_finds_facings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["shelf-export", str(tmp_path / "till"), "--without-index", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["agrees"] and made["skus"] == 0 and made["photos"][0]["facings"] > 80
    assert (tmp_path / "till" / "run_shelf.py").is_file() and not list((tmp_path / "till").glob("index-*"))
    assert command.main(["shelf-export", str(tmp_path / "till")]) == 2
    assert "holds something already" in capsys.readouterr().err
    assert command.main(["shelf-export", str(tmp_path / "other")]) == 1
    assert "--without-index" in capsys.readouterr().err and not (tmp_path / "other").exists()
