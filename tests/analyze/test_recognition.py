"""Stages over the catalog: no fetching, no second run of the chain, lost files are told, one picture at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import analyze
from core.analyze import recognition
from core.catalog import pictures, results
from core.errors import Misuse, NotFound
from core.nouns.job import Item, ItemResult, PictureResult
from core.nouns.product import Candidate
from core.settings import Settings
from core.site import Site
from tests.made_up import made_up_analysis

IDS = ["a" * 64, "b" * 64, "c" * 64]


class MadeUpPool:
    """Says which task was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []

    def submit(self, task: str, *arguments, **options):
        self.asked.append((task, *arguments))
        return type("Done", (), {"result": staticmethod(made_up_analysis)})


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        chain = analyze.models_key(opened.settings, analyze.AnalysisOptions())
        kept = [ItemResult(Item("j" * 16, number, Candidate(f"{name[0]}.jpg")),
                           PictureResult(replace(made_up_analysis(f"{name[0]}.jpg"), picture_id=name), {}, {}),
                           chain if name != IDS[1] else "other models", "", f"{name[0]}.jpg")
                for number, name in enumerate(IDS)]
        with opened.store.writing() as connection:
            results.keep(connection, kept)
        (tmp_path / "own.jpg").write_bytes(b"bytes")
        for name in IDS[:2]:
            pictures.write(tmp_path, name, pictures.PREVIEW, b"a preview")
            pictures.write(tmp_path, name, pictures.NOTE, f'{{"path": "{tmp_path / "own.jpg"}"}}'.encode())
        yield opened


def test_every_picture_is_offered_by_its_id_and_read_from_its_own_file(site: Site) -> None:
    kind = recognition.job_kind(site)
    job = type("Job", (), {"source": "catalog"})
    offers = list(kind.candidates(job))
    assert [offer.uri for offer in offers] == IDS
    assert kind.read(offers[0]) == (IDS[0], str(site.settings.data_dir / "own.jpg"), "")
    with pytest.raises(NotFound):
        kind.read(offers[2])
    assert not list(kind.candidates(type("Job", (), {"source": "f" * 16})))


def test_the_chain_runs_again_only_where_its_result_is_not_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    pool, kind, options = MadeUpPool(), recognition.job_kind(site), {"stages": ["quality"]}
    monkeypatch.setattr(Site, "pool", pool)
    for name in IDS[:2]:
        kind.analyze("own.jpg", name, options)
    (first, path, earlier, stages), (second, *_) = pool.asked
    assert (first, path, earlier.uri, stages) == (recognition.ADD_STAGES, "own.jpg", "a.jpg", ("quality",))
    assert second == recognition.ANALYZE
    assert kind.key(options) == (analyze.models_key(site.settings, analyze.AnalysisOptions(stages=("quality",))), "")


def test_what_cannot_be_done_is_told(site: Site) -> None:
    for stages, error, says in (((), Misuse, "No stage was chosen"), (("scent",), Misuse, "no optional stage")):
        with pytest.raises(error, match=says):
            analyze.recognize(site, stages)
    with pytest.raises(NotFound):
        analyze.recognize(site, ("quality",), "f" * 16)
