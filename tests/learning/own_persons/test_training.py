"""A state on a full disk is one sentence; the rest of the fit is tested where it runs (test_tasks)."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")

from core.errors import SetupError  # noqa: E402
from core.learning.own_persons.training import save  # noqa: E402


def test_a_state_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="could not be stored"):
        save(tmp_path / "file" / "below", {"step": 1}, [])
