"""Kinds are opened by name, once, and only when a job of that kind is met."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from core.jobs import kinds
from core.jobs.kinds import LongKind, kinds_of
from core.settings import Settings
from core.site import Site


def test_a_kind_is_imported_at_its_first_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Site] = []
    room = types.ModuleType("made_up_room")
    room.job_kind = lambda site: opened.append(site) or LongKind(lambda job, progress: None)  # type: ignore[attr-defined]
    monkeypatch.setitem(kinds.ROOMS, "made up", "made_up_room")
    with Site(Settings(data_dir=tmp_path)) as site:
        kind = kinds_of(site)
        monkeypatch.setitem(sys.modules, "made_up_room", room)
        assert opened == []
        assert kind("made up") is kind("made up") and opened == [site]


def test_each_room_is_a_work_module() -> None:
    second = {"core.analyze.recognition"}  # the other kind of a room that has two
    assert all(module.startswith("core.") and (module.endswith(".work") or module in second)
               for module in kinds.ROOMS.values())
    assert {"analyze", "audit", "study"} <= set(kinds.ROOMS)
