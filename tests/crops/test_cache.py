"""The cache keeps what is asked for, within its limit, and one thread makes a file while others wait."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from core.crops.cache import Cache, key_of
from core.nouns.crop import Rendering

KEYS = [f"{number:064x}" for number in range(5)]


def test_the_oldest_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 100)
    for number, key in enumerate(KEYS[:3]):
        cache.keep(key, b"x" * 30)
        os.utime(tmp_path / key[:2] / key, (number, number))
    assert cache.find(KEYS[0]) == b"x" * 30, "asked for: now the newest"
    cache.keep(KEYS[3], b"y" * 30)
    assert [cache.find(key) is not None for key in KEYS] == [True, False, False, True, False]
    assert Cache(tmp_path, 100).find(KEYS[3]) == b"y" * 30, "another process finds it"


def test_nothing_is_kept_without_room(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for cache in (Cache(tmp_path, 0), Cache(tmp_path / "file", 1000)):
        cache.keep(KEYS[0], b"x")
        assert cache.find(KEYS[0]) is None


def test_one_makes_it_while_others_wait(tmp_path: Path) -> None:
    cache, made = Cache(tmp_path, 100), []

    def ask() -> None:
        with cache.making(KEYS[0]):
            if cache.find(KEYS[0]) is None:
                made.append(1)
                cache.keep(KEYS[0], b"x")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1] and cache._making == {}


def test_keys_tell_renderings_apart() -> None:
    one = Rendering((0, 0, 10, 10), (5, 5))
    others = (Rendering((0, 0, 10, 9), (5, 5)), Rendering((0, 0, 10, 10), (5, 5), "webp"),
              Rendering((0, 0, 10, 10), (5, 5), quality=1))
    assert len({key_of("a", item) for item in (one, *others)} | {key_of("b", one)}) == 5
