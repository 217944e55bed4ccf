"""Tasks for tests of worker processes; each start leaves a line in the data folder."""

from __future__ import annotations

import os

from core.errors import WrongContract
from core.settings import Settings


def refuse(settings: Settings) -> None:
    """A warm-up whose model is refused."""
    _count(settings)
    raise WrongContract("The model has the wrong shape.", "Use another one.")


def crash_once(settings: Settings) -> None:
    """A warm-up that crashes the first process and lets the second one work."""
    if _count(settings) == 1:
        os._exit(1)


def echo(settings: Settings, word: str) -> str:
    """A task that returns its argument."""
    return word


def _count(settings: Settings) -> int:
    path = settings.data_dir / "starts"
    with path.open("a") as file:
        file.write("start\n")
    return len(path.read_text().splitlines())
