"""Results of a long job on disk: in order, without the half line of a killed process."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SetupError
from core.jobs.lines import Lines


def test_lines_come_back_in_order_and_a_half_line_is_passed_over(tmp_path: Path) -> None:
    lines = Lines(tmp_path / "own" / "a.jsonl")
    assert list(lines.read()) == []
    lines.add({"name": "ä", "rows": [1, 2]})
    with lines.path.open("a", encoding="utf-8") as file:
        file.write('{"name": "ha\n')
    lines.add({"name": "b"})
    assert [line["name"] for line in Lines(lines.path).read()] == ["ä", "b"]
    lines.delete()
    lines.delete()
    assert list(lines.read()) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(SetupError, match="data folder cannot be written"):
        Lines(tmp_path / "file" / "a.jsonl").add({})
