"""One item: bytes that two jobs meet at once are analyzed once, and each job gets the verdicts of its own rules."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from core.catalog.store import Store
from core.jobs.item_work import ItemWork
from core.jobs.kinds import PictureKind
from core.nouns.job import Item, ItemResult
from core.nouns.product import Candidate
from tests.jobs.audits_at_work import QUICK, judge, listed, read, sqlite

BOTH = ({"rules": ["amazon"]}, {"rules": ["amazon", "google"]})


@pytest.mark.parametrize(("useful", "analyses"), [(True, 1), (False, 2)])
def test_two_jobs_with_other_rules_share_one_analysis(tmp_path: Path, useful: bool, analyses: int) -> None:
    """Where the measures of the first are of no use to the second, that one analyzes by itself."""
    started, may_end, calls = threading.Event(), threading.Event(), []

    def analyze(path: str, uri: str, options: dict[str, Any]) -> Any:
        calls.append(options["rules"])
        started.set()
        may_end.wait(10)
        analysis, measures, _ = judge(path, uri, options)
        return analysis, measures, dict.fromkeys(options["rules"], "pass")

    def check(picture_id: str, measures: dict[str, Any], options: dict[str, Any]) -> dict[str, str] | None:
        assert measures == {"fill": 0.5}
        return dict.fromkeys(options["rules"], "pass") if useful else None

    kind = PictureKind(listed, read, analyze, lambda options: ("models 1", "measures 1"), check)
    store = Store(sqlite(tmp_path))
    work = ItemWork(store, lambda name: kind, QUICK)
    jobs = [store.job(store.create_job(f"shelf {number}", "list", options))
            for number, options in enumerate(BOTH)]
    results: dict[int, ItemResult] = {}

    def run(place: int) -> None:
        item = Item(jobs[place].job_id, 1, Candidate("picture 1"))
        results[place] = work.result(item, jobs[place], lambda item: None)

    threads = [threading.Thread(target=run, args=(place,)) for place in (0, 1)]
    threads[0].start()
    assert started.wait(10)
    threads[1].start()
    may_end.set()
    for thread in threads:
        thread.join(10)
    verdicts = [results[place].picture.verdicts for place in (0, 1)]
    assert verdicts == [{"amazon": "pass"}, {"amazon": "pass", "google": "pass"}]
    assert len(calls) == analyses
    store.close()
