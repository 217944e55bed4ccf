"""The command that measures again writes figures and card."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from core.learning.shelves.evaluate import write  # noqa: E402
from tests.learning.shelves.test_card import made_up_report  # noqa: E402


def test_figures_and_card_are_written(tmp_path: Path) -> None:
    report = made_up_report() | {"summary": {"photos": np.float64(0.123456)}}
    write(report, tmp_path, "products_9")
    assert json.loads((tmp_path / "products_9.json").read_text())["summary"]["photos"] == 0.1235
    assert (tmp_path / "products_9.md").read_text().startswith("# Product detector")
