"""Searches on disk: they come back equal, the last word on a photo counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from core.flip.searches import Searches
from core.nouns.flip import Edit
from core.settings import Settings
from tests.flip.flip_rows import flip_row


def test_rows_come_back_without_curves_and_a_later_result_replaces_a_failure(tmp_path: Path) -> None:
    site: Any = SimpleNamespace(settings=Settings(data_dir=tmp_path))
    searches = Searches(site, "aa")
    assert searches.read() == ([], [])
    row = flip_row("b", Edit("crop", 0.05, "left"))
    searches.add_failure("b", row.search.picture_id, "Too slow.")
    searches.add_failure("a", "id of a", "Too slow.")
    searches.add("b", row.search)
    rows, failures = Searches(site, "aa").read()
    assert failures == [("a", "Too slow.")]
    flips = tuple(replace(flip, curve=()) for flip in row.search.flips)
    assert rows == [replace(row, search=replace(row.search, flips=flips))]
    assert Searches(site, "bb").read() == ([], []), "each job has its own"
