"""A benchmark's row survives JSON."""

from __future__ import annotations

import json

import pytest

from core.nouns.benchmark import BenchmarkRow
from tests.explain.benchmark_rows import row


@pytest.mark.parametrize("pointing", [None, (True, False, True)])
def test_a_row_comes_back_from_json(pointing: tuple[bool, bool, bool] | None) -> None:
    before = row("a.jpg", 0.2, pointing=pointing)
    assert BenchmarkRow.from_dict(json.loads(json.dumps(before.to_dict()))) == before
