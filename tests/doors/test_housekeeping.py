"""Once a minute: sessions that have left are let go, with their event loops, and so are their uploads."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from streamlit.runtime.caching.ttl_cache import TTLCache

from core.doors import housekeeping as module
from core.doors.housekeeping import keep_house, tidy


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the uploads were told."""
    told: list[str] = []
    monkeypatch.setattr(module, "uploads", lambda: SimpleNamespace(sweep=lambda: told.append("sweep"),
                                                                  close=lambda: told.append("close")))
    yield told
    gc.unfreeze()


class Left:
    """A session that has left: it has an event loop, and refers to itself as Streamlit's do."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.itself = self

    def __del__(self) -> None:
        self.loop.close()


def server(cache: TTLCache) -> SimpleNamespace:
    """Streamlit's runtime, as far as it is looked at."""
    return SimpleNamespace(_session_mgr=SimpleNamespace(_session_storage=SimpleNamespace(_cache=cache)))


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts descriptors by /proc")
def test_descriptors_of_sessions_that_left_are_closed(swept: list[str]) -> None:
    now, before = [0.0], open_files()
    cache: TTLCache = TTLCache(maxsize=128, ttl=120, timer=lambda: now[0])
    for number in range(20):
        cache[number] = Left()
    assert open_files() >= before + 20
    tidy(server(cache))
    assert len(cache) == 20, "they may come back"
    now[0] = 121.0
    tidy(server(cache))
    assert open_files() <= before + 2 and swept == ["sweep", "sweep"]


@pytest.mark.parametrize("streamlit", [None, SimpleNamespace(), server(SimpleNamespace())])
def test_another_streamlit_is_no_harm(swept: list[str], streamlit: object) -> None:
    tidy(streamlit)
    assert swept == ["sweep"]


def test_it_goes_on_after_a_fault_and_ends_when_told(swept: list[str], monkeypatch: pytest.MonkeyPatch,
                                                    caplog: pytest.LogCaptureFixture) -> None:
    times: list[int] = []

    def fail(streamlit: object) -> None:
        times.append(1)
        raise RuntimeError("broken")

    async def run() -> None:
        task = asyncio.create_task(keep_house())
        while len(times) < 2:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    monkeypatch.setattr(module, "tidy", fail)
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.01)
    asyncio.run(run())
    assert "Housekeeping failed" in caplog.text and swept == ["close"]
    assert module.runtime.exists() is False and gc.get_freeze_count() > 0


def test_streamlit_still_keeps_sessions_where_we_look() -> None:
    """Its own storage expires only when another session leaves; the cache has no public name."""
    from streamlit.runtime.memory_session_storage import MemorySessionStorage

    assert hasattr(MemorySessionStorage()._cache, "expire")
