"""One run of the demo in the background: audit the shop, analyze its photos, study its sales, choose the highlights.

The audit comes first because its results hold everything that the analysis needs, so that no photo is analyzed twice;
the sales study runs beside it in a process of its own. What is finished is noted after each step: a run that was
interrupted continues there.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from core import analyze, audits, jobs, sales
from core.demo.highlights import Highlights, choose_highlights
from core.demo.shop import shop_file, shop_photos
from core.errors import MerchlensError, NotFound, SetupError, WorkFailed
from core.nouns.job import ACTIVE
from core.site import Site

NAME, SALES_NAME = "Demo shop", "Demo shop, simulated sales"
NOTE = "demo.json"
JOB_WORDS = {"audit": "audit", "analysis": "analysis", "study": "sales study"}
ENDS = {"failed": "failed", "cancelled": "was canceled", "paused": "was paused"}
TRY_AGAIN = "Open the demo again."
LOOK_SECONDS = 0.2  # between two looks at a step
FEW = 4  # photos after which the time left is estimated
SHARES = {"audit": 0.85, "analysis": 0.10, "study": 0.05}  # of the progress bar, roughly by the time they take
State = Literal["running", "done", "failed", "cancelled"]
Step = Literal["audit", "analysis", "study", "highlights"]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Demo:
    """The demo as it stands.

    Attributes
    ----------
    state : {"running", "done", "failed", "cancelled"}
    analysis, audit, study : str
        Jobs: the analysis of the photos, the shop's audit and the sales study; "" before they begin.
    step : {"audit", "analysis", "study", "highlights"}
        What it waits for now.
    done, total : int
        Photos of the audit; `total` is 0 before the feed is read.
    fraction : float
        Of the whole demo, in [0, 1].
    seconds_left : float or None
        Estimate; None before the first photos.
    highlights : Highlights or None
        Once it is done.
    error : MerchlensError or None
        Why it failed.
    """

    state: State
    analysis: str = ""
    audit: str = ""
    study: str = ""
    step: Step = "audit"
    done: int = 0
    total: int = 0
    fraction: float = 0.0
    seconds_left: float | None = None
    highlights: Highlights | None = None
    error: MerchlensError | None = None


class _Cancelled(Exception):
    """The run was cancelled, or its site is closed."""


class DemoRun:
    """A run in a thread of its own, from `start` to `ended`.

    Parameters
    ----------
    site : Site
    folder : Path
        For the note and the highlights.
    version : str
        What the demo depends on; what an earlier run of another version did is not reused.
    """

    def __init__(self, site: Site, folder: Path, version: str) -> None:
        self._site, self._folder, self._version = site, folder, version
        self._ids = self._noted()
        self._step: Step = "audit"
        self._highlights: Highlights | None = None
        self._error: MerchlensError | None = None
        self._cancelled = False
        self._first: tuple[float, float] | None = None  # when the first photo was done, and the fraction then
        self._stop, self.ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="demo")
        self._thread.start()

    def state(self) -> Demo:
        """How far it is."""
        ids = dict(self._ids)
        now = Demo("running", ids["analysis"], ids["audit"], ids["study"], self._step)
        if self.ended.is_set():
            state: State = "cancelled" if self._cancelled else "failed" if self._error else "done"
            return replace(now, state=state, fraction=1.0, highlights=self._highlights, error=self._error)
        by_name = {name: jobs.find(self._site, job_id) for name, job_id in ids.items() if job_id}
        fraction = sum(SHARES[name] * job.fraction for name, job in by_name.items())
        done, total = (by_name["audit"].settled, by_name["audit"].total) if "audit" in by_name else (0, 0)
        return replace(now, done=done, total=total, fraction=min(1.0, fraction),
                       seconds_left=self._seconds_left(done, fraction))

    def _seconds_left(self, done: int, fraction: float) -> float | None:
        """By the pace since the first photo: until then models load."""
        now = time.monotonic()
        if self._first is None and done:
            self._first = now, fraction
        if self._first is None or done < FEW or fraction <= self._first[1]:
            return None
        return (1 - fraction) * (now - self._first[0]) / (fraction - self._first[1])

    def cancel(self) -> None:
        """End it and what it started; what is done stays."""
        self._cancelled = True
        self._stop.set()
        self.ended.wait(5)

    def close(self) -> None:
        """Leave it where it is, to be continued by the next process."""
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        try:
            self._work()
        except _Cancelled:
            if self._cancelled:
                self._cancel_jobs()
        except MerchlensError as error:
            self._error = error
        except Exception as error:  # a bug costs the demo, not the server
            log.exception("the demo failed")
            self._error = WorkFailed(f"The demo failed unexpectedly: {type(error).__name__}: {error}.",
                                     "This is a bug in Merchlens. Please report it.")
        finally:
            self.ended.set()

    def _work(self) -> None:
        feed, table = shop_file("feed.csv"), shop_file("sales.csv")
        self._begin("audit", lambda: start_audit(self._site, feed))
        self._begin("study", lambda: sales.start(self._site, table, sales.StudyRequest(SALES_NAME)))
        self._wait_for("audit")
        self._step = "analysis"
        self._begin("analysis", lambda: analyze.start(self._site, shop_photos(self._site.settings)))
        self._wait_for("analysis")
        self._step = "study"
        self._wait_for("study")
        self._step = "highlights"
        results = analyze.results(self._site, self._ids["analysis"])
        self._highlights = choose_highlights(self._site, self._folder, results, audit=self._ids["audit"],
                                             study=self._ids["study"])
        self._note(finished=True)

    def _begin(self, name: str, start: Callable[[], str]) -> None:
        """Continue the job of an interrupted run, or start one."""
        with suppress(NotFound):
            if self._ids[name]:
                state = jobs.find(self._site, self._ids[name]).state
                if state == "paused":
                    jobs.resume(self._site, self._ids[name])
                if state in (*ACTIVE, "paused", "done"):
                    return
        self._ids[name] = start()
        self._note()

    def _wait_for(self, name: str) -> None:
        while (job := jobs.find(self._site, self._ids[name])).state in ACTIVE:
            self._rest()
        if job.state != "done":
            raise WorkFailed(job.message or f"The {JOB_WORDS[name]} of the demo shop {ENDS[job.state]}.",
                             job.hint or TRY_AGAIN)

    def _rest(self) -> None:
        if self._stop.wait(LOOK_SECONDS):
            raise _Cancelled

    def _cancel_jobs(self) -> None:
        for job_id in filter(None, self._ids.values()):
            with suppress(MerchlensError):
                jobs.cancel(self._site, job_id)

    def _noted(self) -> dict[str, str]:
        note = read_note(self._folder)
        same = note.get("version") == self._version
        return {name: str(note.get(name, "")) if same else "" for name in ("analysis", "audit", "study")}

    def _note(self, *, finished: bool = False) -> None:
        note = {"version": self._version, **self._ids, "finished": finished}
        part = self._folder / f"{NOTE}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(note), "utf-8")
            part.replace(self._folder / NOTE)
        except OSError as error:
            raise SetupError(f"The data folder {self._site.settings.data_dir} cannot be written: {error.strerror}.",
                             "Set MERCHLENS_DATA_DIR to a folder that can.") from None


def start_audit(site: Site, feed: Path) -> str:
    """Audit the shop's feed with all rule packs; returns the job's id."""
    return audits.start(site, str(feed), audits.AuditRequest("feed", audits.ALL_RULES), name=NAME)


def read_note(folder: Path) -> dict[str, Any]:
    """What the last run left: `version`, `finished` and the ids of its steps; {} without one, or for a damaged file."""
    with suppress(OSError, ValueError):
        note = json.loads((folder / NOTE).read_text("utf-8"))
        return note if isinstance(note, dict) else {}
    return {}
