"""Audits of the same pictures at once share the measuring, and each has the verdicts of its own rules and options."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core import audits, rules
from core.audits.work import AuditWork
from core.catalog.query import RowFilter
from core.errors import Misuse
from core.jobs.board import open_board
from core.models.store import entry
from core.nouns.fact import Fact
from core.settings import ROOT, Settings
from core.site import Site
from tests.made_up import made_up_analysis, made_up_measures

COUNT = 6
SMALL = made_up_measures(width=300, height=300).to_dict()  # too small for Amazon, large enough for Google


class Worker:
    """Analyzes in place of the worker processes, once both audits are started; counts what it did for which site."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.may_begin = threading.Event()

    def analyze(self, work: AuditWork, path: str, uri: str, options: dict[str, Any]) -> Any:
        self.calls[f"{options['name']} by {work._site.settings.intent_model}"] += 1
        self.may_begin.wait(60)
        time.sleep(0.02)
        facts = (Fact("color", "red", 0.9, "colors"),) if "colors" in options["stages"] else ()
        analysis = replace(made_up_analysis(uri), facts=facts)
        return analysis, SMALL, rules.outcomes(work._site, SMALL, options["rules"])


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two sources of the same bytes: one source cannot be audited twice at once."""
    places = tmp_path / "first", tmp_path / "second"
    for place in places:
        place.mkdir()
        for number in range(COUNT):
            Image.new("RGB", (8, 8), (number, 0, 0)).save(place / f"{number}.png")
    return places


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    double = Worker()
    monkeypatch.setattr(AuditWork, "analyze", lambda work, *call: double.analyze(work, *call))
    return double


def audit_both(worker: Worker, sites: tuple[Site, Site], folders: tuple[Path, Path],
               requests: tuple[audits.AuditRequest, ...]) -> list[str]:
    """Start an audit on each site and wait for both; returns their ids."""
    ids = [audits.start(site, str(folder), request, name=str(number))
           for number, (site, folder, request) in enumerate(zip(sites, folders, requests, strict=True))]
    time.sleep(0.5)  # both have pictures at hand
    worker.may_begin.set()
    for site, job_id in zip(sites, ids, strict=True):
        job = site.part(open_board).wait(job_id, 60)
        assert (job.state, job.done, job.failed) == ("done", COUNT, 0)
    return ids


def verdicts(site: Site, job_id: str) -> list[dict[str, str]]:
    return [row.verdicts for row in audits.rows(site, job_id)]


@pytest.mark.parametrize("sites_at_work", [1, 2])
def test_each_audit_has_the_verdicts_of_its_own_rule_packs(
        worker: Worker, tmp_path: Path, folders: tuple[Path, Path], sites_at_work: int) -> None:
    """Of one server, and of two that share a database: they may do the work twice, and still keep it apart."""
    settings = Settings(data_dir=tmp_path / "data", workers=1)
    requests = audits.AuditRequest(rules=("amazon",)), audits.AuditRequest(rules=("google", "ebay"))
    with Site(settings) as first, Site(settings) as other:
        sites = first, first if sites_at_work == 1 else other
        ids = audit_both(worker, sites, folders, requests)
        assert verdicts(first, ids[0]) == [{"amazon": "fail"}] * COUNT
        assert [set(row) for row in verdicts(first, ids[1])] == [{"google", "ebay"}] * COUNT
        assert audits.count(first, ids[0], RowFilter(broken="amazon")) == COUNT
        assert audits.count(first, ids[1], RowFilter(broken="amazon")) == 0
        assert not [name for name in audits.counts(first, ids[1])["broken"] if name.startswith("amazon")]
    if sites_at_work == 1:
        assert sum(worker.calls.values()) == COUNT, "measured once"


@pytest.mark.parametrize(("options", "calls"), [({"stages": ("colors",)}, 2 * COUNT), ({"rules": ()}, None)])
def test_other_stages_are_analyzed_by_themselves_and_rules_that_nobody_wants_are_not_said(
        worker: Worker, tmp_path: Path, folders: tuple[Path, Path], options: dict[str, Any], calls: int | None) -> None:
    with Site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        requests = audits.AuditRequest(rules=("amazon",)), audits.AuditRequest(**({"rules": ("amazon",)} | options))
        ids = audit_both(worker, (site, site), folders, requests)
        assert verdicts(site, ids[0]) == [{"amazon": "fail"}] * COUNT
        assert verdicts(site, ids[1]) == [{"amazon": "fail"} if calls else {}] * COUNT
        colors = [audits.counts(site, job_id).get("color", {}) for job_id in ids]
    assert colors == [{}, {"red": COUNT} if options.get("stages") else {}]
    assert calls in (None, sum(worker.calls.values()))


def test_a_program_with_other_models_leaves_the_job_to_one_that_has_them(
        worker: Worker, tmp_path: Path, folders: tuple[Path, Path]) -> None:
    """A command with --intent-model beside a dashboard on the same data folder: each does its own audit."""
    model = tmp_path / "mine.tflite"
    model.write_bytes(entry(ROOT / "models", "intent").files[0].path.read_bytes() + bytes(1))
    settings = Settings(data_dir=tmp_path / "data", workers=1)
    request = audits.AuditRequest(rules=("amazon",))
    with Site(settings) as dashboard, Site(settings.model_copy(update={"intent_model": str(model)})) as command:
        ids = audit_both(worker, (dashboard, command), folders, (request, request))
        assert worker.calls == {"0 by ": COUNT, f"1 by {model}": COUNT}
        waiting = command.store.create_job("https://shop.example/", "urls", {"models": f"intent {model}"})
        job = audits.job(dashboard, waiting)
        assert "needs other models" in job.message and "mine.tflite" in job.message and job.hint
        with pytest.raises(Misuse, match="mine.tflite, not with the current models"):
            audits.resume_source(dashboard, "https://shop.example/")
        assert audits.resume_source(command, "https://shop.example/") == waiting
        dashboard.part(open_board).cancel(waiting)
    assert len(ids) == 2
