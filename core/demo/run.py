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

from core import analyze, audits, rules, sales
from core.demo.highlights import Highlights, choose_highlights
from core.demo.shop import demo_version, shop_file, shop_photos
from core.errors import MerchlensError, NotFound, SetupError, WorkFailed
from core.nouns.job import ACTIVE
from core.site import Site

NAME, SALES_NAME = "Demo shop", "Demo shop, simulated sales"
NOTE = "demo.json"
TRY_AGAIN = "Open the demo again."
LOOK_SECONDS = 0.2  # between two looks at a step
FEW = 4  # photos after which the time left is estimated
SHARES = {"audit": 0.85, "analysis": 0.10, "sales": 0.05}  # of the progress bar, roughly by the time they take
State = Literal["running", "done", "failed", "cancelled"]
Step = Literal["audit", "analysis", "sales", "highlights"]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Demo:
    """The demo as it stands.

    Attributes
    ----------
    state : {"running", "done", "failed", "cancelled"}
    analysis, audit, study : str
        Ids of the analysis of the photos, of the shop's audit and of the sales study; "" before they begin.
    step : {"audit", "analysis", "sales", "highlights"}
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
    """

    def __init__(self, site: Site, folder: Path) -> None:
        self._site, self._folder = site, folder
        self._version = demo_version(site.settings)
        self._ids = self._noted()
        self._step: Step = "audit"
        self._highlights: Highlights | None = None
        self._error: MerchlensError | None = None
        self._cancelled = False
        self._study_share = 0.0
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
        job = audits.job(self._site, ids["audit"]) if ids["audit"] else None
        done, total = (job.settled, job.total) if job else (0, 0)
        shares = {"audit": done / total if total and job and job.state != "listing" else 0.0,
                  "analysis": self._analyzed(), "sales": self._studied()}
        fraction = min(1.0, sum(SHARES[name] * share for name, share in shares.items()))
        return replace(now, done=done, total=total, fraction=fraction, seconds_left=self._seconds_left(done, fraction))

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
                self._cancel_steps()
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
        self._begin("audit", self._audit_goes_on, lambda: start_audit(self._site, feed))
        self._begin("study", self._study_goes_on,
                    lambda: sales.start(self._site, table, sales.StudyRequest(SALES_NAME)))
        self._wait_for_audit()
        self._step = "analysis"
        self._begin("analysis", self._analysis_goes_on,
                    lambda: analyze.start(self._site, shop_photos(self._site.settings)))
        while analyze.find(self._site, self._ids["analysis"]).running:
            self._rest()
        self._step = "sales"
        while (study := sales.study(self._site, self._ids["study"])).state == "running":
            self._rest()
        if study.error is not None:
            raise study.error
        self._step = "highlights"
        results = analyze.results(self._site, self._ids["analysis"])
        self._highlights = choose_highlights(self._site, self._folder, results, audit=self._ids["audit"],
                                             study=self._ids["study"])
        self._note(finished=True)

    def _begin(self, name: str, is_usable: Callable[[str], bool], start: Callable[[], str]) -> None:
        """Continue a step of an interrupted run, or start it."""
        with suppress(NotFound):
            if self._ids[name] and is_usable(self._ids[name]):
                return
        self._ids[name] = start()
        self._note()

    def _audit_goes_on(self, job_id: str) -> bool:
        state = audits.job(self._site, job_id).state
        if state == "paused":
            audits.resume(self._site, job_id)
        return state in (*ACTIVE, "paused", "done")

    def _study_goes_on(self, study_id: str) -> bool:
        return sales.study(self._site, study_id).state in ("running", "done")

    def _analysis_goes_on(self, job_id: str) -> bool:
        return analyze.find(self._site, job_id).state in (*ACTIVE, "done")

    def _wait_for_audit(self) -> None:
        while (job := audits.job(self._site, self._ids["audit"])).state in ACTIVE:
            self._rest()
        if job.state != "done":
            raise WorkFailed(job.message or f"The audit of the demo shop was {job.state}.", job.hint or TRY_AGAIN)

    def _rest(self) -> None:
        if self._stop.wait(LOOK_SECONDS):
            raise _Cancelled

    def _analyzed(self) -> float:
        with suppress(NotFound):
            if self._ids["analysis"]:
                return analyze.find(self._site, self._ids["analysis"]).fraction
        return 0.0

    def _studied(self) -> float:
        """Of the sales study; a finished one is not read again, as that opens its report."""
        if self._study_share < 1.0 and self._ids["study"]:
            study = sales.study(self._site, self._ids["study"])
            self._study_share = study.progress.fraction if study.state == "running" else 1.0
        return self._study_share

    def _cancel_steps(self) -> None:
        steps = (("audit", audits.cancel), ("study", sales.cancel), ("analysis", analyze.cancel))
        for name, cancel in steps:
            with suppress(MerchlensError):
                if self._ids[name]:
                    cancel(self._site, self._ids[name])

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
    return audits.start(site, str(feed), audits.AuditRequest("feed", tuple(rules.packs(site))), name=NAME)


def read_note(folder: Path) -> dict[str, Any]:
    """What the last run left: `version`, `finished` and the ids of its steps; {} without one, or for a damaged file."""
    with suppress(OSError, ValueError):
        note = json.loads((folder / NOTE).read_text("utf-8"))
        return note if isinstance(note, dict) else {}
    return {}
