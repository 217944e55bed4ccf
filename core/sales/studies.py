"""Studies of sales tables: jobs of the board, each with a folder of its own that outlives the server."""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import NotFound, SetupError
from core.jobs.board import Board, open_board
from core.nouns.job import ACTIVE, Job
from core.nouns.product import Candidate
from core.site import Site

KIND, ORDER = "study", "order.json"
NOTE = "study.json"  # in which release 0.1 kept the state of a study
INTERRUPTED = ("The server stopped while it worked on this table.", "Start it again.")
CANCELLED = ("The study was canceled.", "Start it again to get a result.")
log = logging.getLogger(__name__)


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
    error: str = ""
    message: str = ""
    hint: str = ""


class Studies:
    """The studies of a site: jobs of the board, each with a folder for its history and its report.

    Parameters
    ----------
    site : Site
        Studies keep their files in `data_dir/sales`; `table_seconds` and `table_memory_mb` are the limits of each.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._folder = site.settings.data_dir / "sales"
        self._import_older()

    def start(self, order: dict[str, Any]) -> str:
        """Begin a study in the background; returns its id. `order` is that of `core.sales.tasks.study`."""
        study_id = secrets.token_hex(8)
        try:
            (self._folder / study_id).mkdir(parents=True)
            (self._folder / study_id / ORDER).write_text(json.dumps(order), "utf-8")
        except OSError as error:
            raise SetupError(f"The data folder {self._site.settings.data_dir} cannot be written: {error.strerror}.",
                             "Set MERCHLENS_DATA_DIR to a folder that can.") from None
        options = {"name": order["name"], "simulated": order["source"] == "simulated", "estimate": order["estimate"]}
        table = Candidate(order["name"] or "table", path=order["source"], origin="table")
        return self._board.start("", "table", options, kind=KIND, offers=[table], job_id=study_id)

    def find(self, study_id: str) -> Study:
        """A study as it stands; raises NotFound."""
        job = self._board.job(study_id)
        if job.kind != KIND:
            raise NotFound("There is no sales study at this address.", "Start it again.")
        return self._study(job)

    def all(self) -> list[Study]:
        """All studies, the newest first."""
        return [self._study(job) for job in self._site.store.jobs(KIND)]

    def wait(self, study_id: str) -> Study:
        """Wait for the end of a study."""
        self._board.wait(study_id)
        return self.find(study_id)

    def cancel(self, study_id: str) -> None:
        """End a study now; one that has ended stays as it is."""
        if self.find(study_id).state == "running":
            self._board.cancel(study_id)

    def forget(self, study_id: str) -> None:
        """End a study and remove it with its files."""
        self.cancel(study_id)
        self._site.store.forget(study_id)
        shutil.rmtree(self._folder / study_id, ignore_errors=True)

    def folder(self, study_id: str) -> Path:
        """Where a study's files are; raises NotFound."""
        self.find(study_id)
        return self._folder / study_id

    @property
    def _board(self) -> Board:
        return self._site.part(open_board)

    def _study(self, job: Job) -> Study:
        error = ""
        if job.state == "failed":
            older = str(job.options.get("error") or "WorkFailed")  # a study of release 0.1 has no item
            error = next((row.error for row in self._site.store.rows(job.job_id, limit=1)), older)
        elif job.state == "cancelled":
            error = "WorkFailed"
        state = "running" if job.state in (*ACTIVE, "paused") else job.state
        ended = state in ("failed", "cancelled")
        return Study(job.job_id, str(job.options.get("name", "")), state, job.created.isoformat(timespec="seconds"),
                     simulated=bool(job.options.get("simulated")), estimated=bool(job.options.get("estimate", True)),
                     sentence=job.step or "Waiting for its turn", fraction=1.0 if state == "done" else job.fraction,
                     seconds_left=job.seconds_left, error=error,
                     message=(job.message or CANCELLED[0]) if ended else "",
                     hint=(job.hint or CANCELLED[1]) if ended else "")

    def _import_older(self) -> None:
        """Enter studies that release 0.1 kept in folders alone, once."""
        for path in sorted(self._folder.glob(f"*/{NOTE}")):
            study_id = path.parent.name
            if not re.fullmatch(r"[0-9a-f]{16}", study_id):
                continue
            try:
                note = json.loads(path.read_text("utf-8"))
                created = datetime.fromisoformat(note["created"]).timestamp()
                state = str(note["state"])
                options = {"name": note["name"], "simulated": note["simulated"], "estimate": note["estimated"],
                           "error": note.get("error", "")}
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                log.warning("The study %s of release 0.1 cannot be read and stays where it is: %s", study_id, error)
                continue
            message, hint = (note.get("message", ""), note.get("hint", ""))
            if state == "running":
                state, message, hint = "failed", *INTERRUPTED
            self._site.store.enter_ended_job(study_id, KIND, state, created, message=message, hint=hint,
                                             options=options)
            path.replace(path.with_name("imported.json"))


def open_studies(site: Site) -> Studies:
    """The studies of a site: `site.part(open_studies)`."""
    return Studies(site)
