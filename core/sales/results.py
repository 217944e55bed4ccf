"""Reading a study: its state, its report in words, charts and files, what other photos would bring, and tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import errors
from core.errors import MerchlensError, Misuse, WorkFailed
from core.processes.child import run_in_child
from core.sales.studies import Study, open_studies
from core.site import Site
from core.words.csv_cells import csv_bytes

if TYPE_CHECKING:  # the numbers' packages open where a study is read, not at the start of every command
    from core.sales.effects.effect import SalesReport
    from core.sales.experiments.plan import TestPlan
    from core.sales.experiments.readout import Readout
    from core.sales.history import History
    from core.sales.report.what_if import WhatIf

EXPORTS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "html": "text/html; charset=utf-8",
           "png": "image/png", "svg": "image/svg+xml"}  # format -> media type
CSV_COLUMNS = ("kind", "product", "outcome", "percent", "percent_low", "percent_high", "grade", "reasons", "advice",
               "beta", "beta_low", "beta_high", "standard_error", "beta_standardized", "products", "robustness_value",
               "e_value")


@dataclass(frozen=True, eq=False)
class SalesStudy:
    """A study and its present state.

    Attributes
    ----------
    study_id : str
    state : {"running", "done", "failed", "cancelled"}
    progress : Study
        Sentence, fraction and seconds left; also name, date, and the error.
    report : SalesReport or None
        Once it is done.
    error : MerchlensError or None
        Why it failed.
    """

    study_id: str
    state: str
    progress: Study
    report: SalesReport | None = None
    error: MerchlensError | None = None


def study(site: Site, study_id: str, *, wait: bool = False) -> SalesStudy:
    """A study: its progress, and its report once it is done.

    Parameters
    ----------
    site : Site
    study_id : str
    wait : bool
        True to return only when it has ended.

    Raises
    ------
    NotFound
    """
    from core.sales.storage import read_report

    studies = site.part(open_studies)
    progress = studies.wait(study_id) if wait else studies.find(study_id)
    error = None
    if progress.state in ("failed", "cancelled"):
        kind = getattr(errors, progress.error, WorkFailed)
        error = kind(progress.message, progress.hint)
    has_report = progress.state == "done" and progress.estimated
    report = read_report(studies.folder(study_id)) if has_report else None
    return SalesStudy(study_id, progress.state, progress, report, error)


def list_studies(site: Site) -> list[Study]:
    """All studies, the newest first, without their reports."""
    return site.part(open_studies).all()


def read_history(site: Site, study_id: str) -> History:
    """The sales of a study; raises NotFound, or Misuse while its table has not been read."""
    from core.sales import storage

    return storage.read_history(_history_folder(site, study_id))


def what_if_of(site: Site, study_id: str, products: tuple[str, ...], kind: str) -> WhatIf:
    """What other photos would bring in a year: `products` (empty for all) with photos of this type."""
    from core.sales.report.what_if import what_if

    return what_if(read_history(site, study_id), _report(site, study_id), products, kind)


def plan_test(site: Site, study_id: str, kind: str, **limits: Any) -> TestPlan:
    """Plan a test on the shop of a study, in a child process.

    Parameters
    ----------
    site : Site
    study_id : str
    kind : str
        The photo type to test.
    **limits
        As in `core.sales.experiments.plan.plan`: `effect_percent`, `power`, `weeks`, `products`, `alpha`.
    """
    folder = str(_history_folder(site, study_id))
    plan: TestPlan = run_in_child("core.sales.tasks:plan_test", (folder, kind, limits), site.settings)
    return plan


def read_test(site: Site, study_id: str, plan: dict[str, Any]) -> Readout:
    """Read a test from the sales of a study that reaches past its start, in a child process.

    Parameters
    ----------
    site : Site
    study_id : str
    plan : dict
        `TestPlan.to_dict()`.
    """
    folder = str(_history_folder(site, study_id))
    readout: Readout = run_in_child("core.sales.tasks:read_test", (folder, plan), site.settings)
    return readout


def report_values(report: SalesReport) -> dict[str, Any]:
    """The report in plain values, the same for every door; see `core.sales.storage.as_json`."""
    from core.sales.storage import as_json

    return as_json(report)


def export(site: Site, study_id: str, form: str) -> bytes:
    """A study's report as a file.

    Parameters
    ----------
    site : Site
    study_id : str
    form : str
        One of `EXPORTS`: csv has a row for each effect; html, png and svg are the one-page report.
    """
    check_export(form)
    report = _report(site, study_id)
    if form == "json":
        return json.dumps(report_values(report), ensure_ascii=False, indent=1).encode()
    if form == "csv":
        return _csv(report)
    folder = site.part(open_studies).folder(study_id)
    document: bytes = run_in_child("core.sales.tasks:draw_report", (str(folder), form), site.settings)
    return document


def check_export(form: str) -> None:
    """Raises Misuse when a report cannot be written in this format."""
    if form not in EXPORTS:
        raise Misuse(f"A report is written as {', '.join(EXPORTS)}, not as {form[:20]!r}.", "Choose one of them.")


def _history_folder(site: Site, study_id: str) -> Path:
    """The folder of a study whose table has been read."""
    from core.sales.storage import FACTS

    folder = site.part(open_studies).folder(study_id)
    if not (folder / FACTS).is_file():
        raise Misuse("The table of this study has not been read.", "Wait until the study is done, or start it again.")
    return folder


def _report(site: Site, study_id: str) -> SalesReport:
    current = study(site, study_id)
    if current.error:
        raise current.error
    if current.report is None:
        raise Misuse("This study has no report yet.", "Wait until it is done.")
    return current.report


def _csv(report: SalesReport) -> bytes:
    """A row for each effect, sentences joined."""
    return csv_bytes(CSV_COLUMNS, ({**effect, "reasons": " ".join(effect["reasons"]),
                                    "advice": " ".join(effect["advice"])}
                                   for effect in report_values(report)["effects"]))
