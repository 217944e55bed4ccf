"""Analyze jobs keep order, survive bad sources, are cancelled, shared, found again, and enter the one catalog."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core import analyze
from core.catalog.tables import facts, pictures
from core.errors import Misuse, NotAPicture, NotFound
from core.jobs.kinds import PictureKind
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.nouns.failure import Failure
from core.nouns.source import Source
from core.settings import Settings
from core.site import Site
from tests.made_up import made_up_analysis


class MadeUpKind:
    """Pictures whose identity is their name, without models."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.analyzed: list[str] = []

    def read(self, candidate):
        if "broken" in candidate.path:
            raise NotAPicture("This is not a picture.", "Choose another one.")
        return hashlib.sha256(candidate.path.encode()).hexdigest(), candidate.path, ""

    def analyze(self, path, uri, options):
        assert self.gate.wait(60)
        if "bug" in path:
            raise ZeroDivisionError("division by zero")
        time.sleep(0.02 if path.endswith("0") else 0.001)
        self.analyzed.append(path)
        return replace(made_up_analysis(uri), facts=(Fact("color", "red", 0.7, "colors_1"),)), {}, {}

    def kind(self, site):
        return PictureKind(lambda job: iter(()), self.read, self.analyze, lambda options: ("models", ""))


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> MadeUpKind:
    made = MadeUpKind()
    monkeypatch.setattr("core.analyze.work.job_kind", made.kind)
    return made


@pytest.fixture
def site(tmp_path: Path, kind: MadeUpKind):
    with Site(Settings(data_dir=tmp_path, workers=2)) as opened:
        yield opened


def sources(*names: str) -> list[Source]:
    return [Source(name, path=Path(name)) for name in names]


def test_results_come_in_the_order_of_the_sources(site: Site) -> None:
    names = [f"picture {number}" for number in range(30)]
    job_id = analyze.start(site, sources(*names))
    assert [result.uri for result in analyze.in_order(site, job_id)] == names
    assert [result.uri for result in analyze.results(site, job_id)] == names
    job = analyze.find(site, job_id)
    assert (job.state, job.done, job.total, job.kind) == ("done", 30, 30, "analyze")


def test_bad_sources_are_values_among_good_ones(site: Site) -> None:
    refused = Source("ftp://x", failure=Failure("ftp://x", "Misuse", "This is not a web address.", "Write https://."))
    job_id = analyze.start(site, [*sources("a", "broken"), refused, *sources("bug", "c")])
    rows = list(analyze.in_order(site, job_id))
    assert [type(row) for row in rows] == [Analysis, Failure, Failure, Failure, Analysis]
    assert rows[1].error == "NotAPicture" and rows[1].hint == "Choose another one."
    assert rows[2].message == "This is not a web address." and rows[3].error == "WorkFailed"
    assert "bug in Merchlens" in rows[3].hint


def test_one_name_twice_gives_two_results(site: Site) -> None:
    job_id = analyze.start(site, sources("a.png", "a.png", "A.PNG"))
    assert [row.uri for row in analyze.in_order(site, job_id)] == ["a.png", "a.png", "A.PNG"]


def test_the_same_bytes_are_analyzed_once_and_keep_each_name(site: Site, kind: MadeUpKind) -> None:
    first = analyze.start(site, [Source("front", path=Path("x")), Source("back", path=Path("x"))])
    assert [row.uri for row in analyze.in_order(site, first)] == ["front", "back"]
    second = analyze.start(site, [Source("again", path=Path("x"))])
    assert [row.uri for row in analyze.in_order(site, second)] == ["again"]
    assert kind.analyzed == ["x"]
    third = analyze.start(site, [Source("anew", path=Path("x"))], again=True)
    assert [row.uri for row in analyze.in_order(site, third)] == ["anew"] and kind.analyzed == ["x", "x"]


def test_cancel_ends_at_once_and_keeps_what_is_done(site: Site, kind: MadeUpKind) -> None:
    job_id = analyze.start(site, sources("first"))
    analyze.wait(site, job_id)
    kind.gate.clear()
    job_id = analyze.start(site, sources("first", *(f"p {number}" for number in range(20))))
    end = time.monotonic() + 60
    while not analyze.find(site, job_id).settled and time.monotonic() < end:
        time.sleep(0.01)
    analyze.cancel(site, job_id)
    assert analyze.find(site, job_id).state == "cancelled"
    kind.gate.set()
    assert [row.uri for row in analyze.results(site, job_id)] == ["first"]


def test_a_restart_finds_the_results_and_finishes_what_was_left(tmp_path: Path, kind: MadeUpKind) -> None:
    kind.gate.clear()
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        job_id = analyze.start(site, sources("a", "b", "c"))
        time.sleep(0.3)
        threading.Timer(0.2, kind.gate.set).start()
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        assert analyze.wait(site, job_id, 60).state == "done"
        assert [row.uri for row in analyze.results(site, job_id)] == ["a", "b", "c"]


def test_pictures_and_facts_enter_the_catalog(site: Site) -> None:
    job_id = analyze.start(site, sources("a", "b"))
    analyze.wait(site, job_id)
    with site.store.reading() as connection:
        assert {row.uri for row in connection.execute(pictures.select())} == {"a", "b"}
        rows = connection.execute(facts.select()).all()
    found = {(row.name, row.value, row.score, row.model) for row in rows}
    assert ("color", "red", 0.7, "colors_1") in found
    assert {name for name, *_ in found} > {"color", "verdict", "label", "type"}
    assert site.store.counts(job_id)["color"] == {"red": 2}


def test_no_sources_and_unknown_wishes_are_refused(site: Site) -> None:
    with pytest.raises(Misuse, match="no picture to analyze"):
        analyze.start(site, [])
    with pytest.raises(Misuse, match="cascade is full or short"):
        analyze.start(site, sources("a"), analyze.AnalysisOptions("both"))  # type: ignore[arg-type]
    with pytest.raises(Misuse, match="no optional stage 'scent'"):
        analyze.start(site, sources("a"), analyze.AnalysisOptions(stages=("scent",)))
    with pytest.raises(NotFound):
        analyze.find(site, "0123456789abcdef")


def test_an_analysis_is_started_again_with_its_pictures_and_wishes(site: Site, kind: MadeUpKind) -> None:
    bad = Source("bad", failure=Failure("bad", "NotFound", "It is not there.", ""))
    first = analyze.start(site, [*sources("a", "b"), bad])
    analyze.wait(site, first)
    again = analyze.restart(site, first)
    assert again != first and analyze.wait(site, again).state == "done"
    assert [result.uri for result in analyze.results(site, again)] == ["a", "b"]
    assert analyze.find(site, again).options["cascade"] == "full"
