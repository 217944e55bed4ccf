"""The command products: each part reaches its verb, and an empty catalog says what to do."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from core.doors.cli import main as command
from core.doors.cli import products as products_command
from core.settings import Settings
from core.site import Site


@pytest.fixture(autouse=True)
def own_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site without worker processes."""
    monkeypatch.setattr(products_command, "open_site",
                        lambda settings, say: contextlib.closing(Site(Settings(data_dir=tmp_path, workers=1))))


def test_an_empty_catalog_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["products", "list"]) == 0
    assert "0 products with pictures" in capsys.readouterr().out
    assert command.main(["products", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["products"] == []


@pytest.mark.parametrize(("arguments", "code", "says"), [
    (["index"], 1, "Import a catalog"), (["twins"], 1, "Import a catalog"), (["list", "--limit", "0"], 2, "From 1 to"),
    (["import", "/no/such/place"], 1, "no file or folder"), (["twins", "--limit", "0"], 2, "From 1 to")])
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], code: int, says: str,
                                             capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["products", *arguments]) == code
    assert says in capsys.readouterr().err
