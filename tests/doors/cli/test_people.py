"""The command people: each part reaches its verb, and erasing asks to be meant."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from core.doors.cli import main as command
from core.doors.cli import people as people_command
from core.settings import Settings
from core.site import Site


@pytest.fixture(autouse=True)
def own_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site without worker processes."""
    monkeypatch.setattr(people_command, "open_site",
                        lambda settings, say: contextlib.closing(Site(Settings(data_dir=tmp_path, workers=1))))


def test_the_switch_and_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["people"]) == 0
    assert "Looking closer at faces is off." in capsys.readouterr().out
    assert command.main(["people", "on", "--author", "Pat"]) == 0
    assert "by Pat" in capsys.readouterr().out
    assert command.main(["people", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["opt_in"]["on"] is True
    assert command.main(["people", "off"]) == 0
    assert "is off since" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "code", "says"), [
    (["people", "group"], 2, "Switch it on"), (["people", "erase"], 2, "Add --yes"),
    (["people", "show", "7"], 1, "not known here"),
    (["people", "gallery", "."], 2, "needs a consent"), (["people", "forget", "7"], 1, "not known here")])
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], code: int, says: str,
                                             capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(arguments) == code
    assert says in capsys.readouterr().err


def test_erasing_says_that_all_is_gone(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["people", "erase", "--yes"]) == 0
    assert "are gone" in capsys.readouterr().err
