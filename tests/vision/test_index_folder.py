"""An index is written whole or not at all, and the one in use is found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import SetupError
from core.vision.index_folder import ABOUT, CURRENT, about, current, replacing

HOW = "pictures", "Make it again."


def test_the_newest_is_in_use_and_the_former_is_deleted(tmp_path: Path) -> None:
    assert current(tmp_path, *HOW) is None
    (tmp_path / "beside").mkdir()
    made = []
    for number in range(2):
        with replacing(tmp_path, "pictures", prefix="index-") as folder:
            (folder / ABOUT).write_text(json.dumps({"number": number}))
            made.append(folder)
        assert current(tmp_path, *HOW) == folder and about(folder) == {"number": number}
    assert not made[0].exists() and (tmp_path / "beside").is_dir(), "what lies beside the indexes stays"


def test_one_that_cannot_be_written_leaves_the_former_in_use(tmp_path: Path) -> None:
    with replacing(tmp_path, "pictures") as former:
        pass
    with (pytest.raises(SetupError, match="The index of pictures cannot be written: No space left"),
          replacing(tmp_path, "pictures") as folder):
        raise OSError(28, "No space left on device")
    assert current(tmp_path, *HOW) == former and not folder.exists()


def test_a_damaged_note_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / CURRENT).write_text("{")
    with pytest.raises(SetupError, match="The index of pictures cannot be read") as error:
        current(tmp_path, *HOW)
    assert error.value.hint == HOW[1]
