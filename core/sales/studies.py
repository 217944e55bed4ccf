"""Studies of sales tables: each at work in a process apart, each in a folder of its own that outlives the server."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.errors import MerchlensError, NotFound, SetupError
from core.processes.child import ChildProcess
from core.settings import Settings
from core.site import Site

STUDY, NOTE = "core.sales.tasks:study", "study.json"
INTERRUPTED = ("Stopped", "The server ended while it worked on this table.", "Start it again.")


@dataclass(frozen=True)
class Study:
    """One study as it stands.

    Attributes
    ----------
    study_id, name : str
    state : {"running", "done", "failed", "cancelled"}
    created : str
        UTC, ISO 8601.
    simulated : bool
    estimated : bool
        False where the table was only read, as for the plan of a test.
    sentence : str
        What it does now.
    fraction : float
        In [0, 1].
    seconds_left : float or None
    error, message, hint : str
        Why it failed; "" otherwise.
    """

    study_id: str
    name: str
    state: str
    created: str
    simulated: bool = False
    estimated: bool = True
    sentence: str = ""
    fraction: float = 0.0
    seconds_left: float | None = None
    error: str = field(default="")
    message: str = ""
    hint: str = ""


class Studies:
    """The studies of a site.

    Parameters
    ----------
    settings : Settings
        Studies are kept in `data_dir/sales`; `table_seconds` and `table_memory_mb` are the limits of each.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.data_dir / "sales"
        self._at_work: dict[str, ChildProcess] = {}
        self._writing = threading.Lock()

    def start(self, order: dict[str, Any]) -> str:
        """Begin a study in the background; returns its id. `order` is that of `core.sales.tasks.study`."""
        study_id = secrets.token_hex(8)
        simulated = order["source"] == "simulated"
        note = Study(study_id, order["name"], "running", datetime.now(UTC).isoformat(timespec="seconds"), simulated,
                     order["estimate"])
        try:
            (self._folder / study_id).mkdir(parents=True)
        except OSError as error:
            raise SetupError(f"The data folder {self._settings.data_dir} cannot be written: {error.strerror}.",
                             "Set MERCHLENS_DATA_DIR to a folder that can.") from None
        self._note(note)
        self._at_work[study_id] = ChildProcess(STUDY, (str(self._folder / study_id), order), self._settings,
                                        lambda error: self._ended(note, error))
        return study_id

    def find(self, study_id: str) -> Study:
        """A study as it stands; raises NotFound."""
        path = self._folder / study_id / NOTE
        if not re.fullmatch(r"[0-9a-f]{16}", study_id) or not path.is_file():
            raise NotFound("There is no study of sales under this address.", "Start it again.")
        values = json.loads(path.read_text("utf-8"))
        owner = values.pop("pid")
        found = Study(**values)
        if found.state != "running":
            return found
        work = self._at_work.get(study_id)
        if work is not None:
            return Study(**{**values, "sentence": work.sentence, "fraction": work.fraction,
                            "seconds_left": work.seconds_left})
        if owner != os.getpid() and _alive(owner):
            return found
        error, message, hint = INTERRUPTED
        return Study(**{**values, "state": "failed", "error": error, "message": message, "hint": hint})

    def all(self) -> list[Study]:
        """All studies, the newest first."""
        found = [self.find(path.parent.name) for path in self._folder.glob(f"*/{NOTE}")]
        return sorted(found, key=lambda study: study.created, reverse=True)

    def wait(self, study_id: str) -> Study:
        """Wait for the end of a study that this process started."""
        work = self._at_work.get(study_id)
        if work is not None:
            with suppress(MerchlensError):  # the study's state says it
                work.result()
        return self.find(study_id)

    def cancel(self, study_id: str) -> None:
        """End a study now; one that has ended stays as it is."""
        self.find(study_id)
        work = self._at_work.get(study_id)
        if work is not None and work.running:
            work.cancel()

    def forget(self, study_id: str) -> None:
        """Remove a study and its files."""
        self.cancel(study_id)
        shutil.rmtree(self._folder / study_id, ignore_errors=True)

    def folder(self, study_id: str) -> Path:
        """Where a study's files are; raises NotFound."""
        self.find(study_id)
        return self._folder / study_id

    def close(self) -> None:
        """End what is at work."""
        for work in list(self._at_work.values()):
            if work.running:
                work.cancel()

    def _ended(self, note: Study, error: MerchlensError | None) -> None:
        work = self._at_work.get(note.study_id)
        state = "done" if error is None else "cancelled" if work and work.cancelled else "failed"
        said = {"error": type(error).__name__, "message": error.message, "hint": error.hint} if error else {}
        self._note(Study(**{**asdict(note), "state": state, **said}))

    def _note(self, study: Study) -> None:
        values = {**asdict(study), "pid": os.getpid()}
        with self._writing:
            path = self._folder / study.study_id / NOTE
            part = path.with_suffix(".part")
            part.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
            part.replace(path)


def open_studies(site: Site) -> Studies:
    """The studies of a site."""
    return Studies(site.settings)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
