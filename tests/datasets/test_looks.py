"""Files are read once; a run that was ended goes on with the rest, and one file costs no other."""

from __future__ import annotations

import os
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.datasets import looks
from core.datasets.looks import look_at
from core.errors import WorkFailed
from core.settings import Settings


class MadeUpPool:
    """Looks at once; a batch with a file named crash fails."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def submit(self, task: str, batch: list[str], *, times: int) -> Future[Any]:
        future: Future[Any] = Future()
        if any("crash" in path for path in batch):
            future.set_exception(WorkFailed("The worker ended.", "Take another file."))
        else:
            self.read += [Path(path).name for path in batch]
            future.set_result([(f"id of {Path(path).name}", "", "", (8, 6)) for path in batch])
        return future


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(looks, "BATCH", 2)
    return SimpleNamespace(settings=Settings(data_dir=tmp_path / "data", workers=1), pool=MadeUpPool())


def files(folder: Path, *names: str) -> list[str]:
    for name in names:
        (folder / name).write_text(name)
    return [str(folder / name) for name in names]


def test_a_run_that_was_ended_goes_on_where_nothing_changed(site: Any, tmp_path: Path) -> None:
    paths, told = files(tmp_path, *"abcdef"), []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        look_at(site, paths, "make", stop)
    assert told[0] == (0, 6) and told[-1] == (4, 6)
    (tmp_path / "b").write_text("another content")
    os.utime(tmp_path / "c", ns=(1, 1))
    site.pool.read.clear()
    assert [found for found, *_ in look_at(site, paths, "make")] == [f"id of {name}" for name in "abcdef"]
    assert sorted(site.pool.read) == list("bcef")
    site.pool.read.clear()
    look_at(site, paths, "make")
    assert sorted(site.pool.read) == list("abcdef"), "a run that came to its end keeps nothing"


def test_a_file_that_ends_its_worker_costs_no_other_and_repeated_paths_are_read_once(site: Any, tmp_path: Path) -> None:
    paths = files(tmp_path, "a", "crash", "b")
    found = look_at(site, [*paths, paths[0], str(tmp_path / "gone")], "make")
    assert found[0] == found[3] == ("id of a", "", "", (8, 6)) and found[2][0] == "id of b"
    assert found[1] == ("", "", "The worker ended.", (0, 0))
    assert sorted(site.pool.read) == ["a", "b", "gone"], "what a file that is gone is, the task says"
