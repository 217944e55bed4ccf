"""What a benchmark has measured stays in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SetupError
from core.explain.measured import Measured
from core.settings import Settings
from core.site import Site
from tests.explain.benchmark_rows import row


def test_rows_and_failures_survive_a_restart_and_a_half_written_line(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        measured = Measured(site, "ab")
        assert measured.rows() == [] and measured.names() == []
        measured.add("b.jpg", [row("b.jpg", 0.2)])
        measured.add("a.jpg", [row("a.jpg", 0.1), row("a.jpg", 0.3, method="rise")])
        measured.add_failure("c.jpg", "It is broken.")
        with (tmp_path / "explanations" / "ab.jsonl").open("a") as file:
            file.write('{"uri": "d.jpg", "ro')
        again = Measured(site, "ab")
        assert [item.uri for item in again.rows()] == ["a.jpg", "a.jpg", "b.jpg"]
        assert again.failures() == [("c.jpg", "It is broken.")] and sorted(again.names()) == ["a.jpg", "b.jpg", "c.jpg"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "explanations").write_text("a file where the folder should be")
    with Site(Settings(data_dir=tmp_path)) as site, pytest.raises(SetupError, match="cannot be written"):
        Measured(site, "ab").add_failure("c.jpg", "It is broken.")
