"""Off at first and where the file says nothing legible; on until it is switched off."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.catalog import face_opt_in
from core.errors import Misuse, SetupError


def test_it_is_off_at_first_and_remembers_who_switched_it(tmp_path: Path) -> None:
    assert face_opt_in.read(tmp_path) == face_opt_in.OptIn()
    with pytest.raises(Misuse, match="off on this site"):
        face_opt_in.check(tmp_path)
    face_opt_in.write(tmp_path, True, " Pat ")
    assert face_opt_in.read(tmp_path).on and face_opt_in.read(tmp_path).author == "Pat"
    face_opt_in.check(tmp_path)
    assert not face_opt_in.write(tmp_path, False).on


@pytest.mark.parametrize("text", ["", "{}", "[]", "{", '{"on": "yes", "author": "", "at": ""}'])
def test_a_file_that_says_nothing_legible_is_off(tmp_path: Path, text: str) -> None:
    (tmp_path / face_opt_in.FILE).write_text(text)
    assert not face_opt_in.read(tmp_path).on


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="could not be stored"):
        face_opt_in.write(tmp_path / "gone", True)
