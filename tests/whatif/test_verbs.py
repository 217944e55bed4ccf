"""At the models' own thresholds "what if" gives every stored photo type and verdict, on real photos and models."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import analyze, demo, whatif
from core.errors import Misuse, NotFound
from core.nouns.analysis import KINDS, Analysis
from core.settings import Settings
from core.site import Site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path_factory.mktemp("site"), workers=1)) as opened:
        yield opened


@pytest.fixture(scope="module")
def job_id(site: Site, photos: dict[str, Path]) -> str:
    """The demo shop's photos, with those of persons and scenes."""
    sources = [*demo.shop_photos(site)[:16], *analyze.sources_from_paths(site, map(str, photos.values()))]
    job = analyze.start(site, sources)
    analyze.wait(site, job)
    return job


def test_the_stored_photo_type_and_verdict_of_every_photo_is_what_the_same_thresholds_give(
        site: Site, job_id: str) -> None:
    results = [result for result in analyze.results(site, job_id) if isinstance(result, Analysis)]
    scores = whatif.stored_scores(site, job_id)
    found = whatif.change(scores, scores.thresholds)
    assert len(results) == len(scores) > 20 and len({result.kind for result in results}) == 3
    assert [KINDS[kind] for kind in found.kind_after] == [result.kind for result in results]
    assert [verdict == 0 for verdict in found.verdict_after] == [result.intent.shoppable for result in results]
    assert len(found.changed) == 0
    assert whatif.stored_scores(site, job_id) is scores, "read once"


def test_every_face_is_gone_above_its_score(site: Site, job_id: str) -> None:
    scores = whatif.stored_scores(site, job_id)
    faces = scores.kind == 0
    highest = float(scores.face.max())
    found = whatif.change(scores, scores.thresholds.changed({"face": min(1.0, highest)}))
    assert faces.any() and set(found.changed) == set(faces.nonzero()[0])


def test_answer_selection_and_file_say_the_same(site: Site, job_id: str) -> None:
    answer = whatif.answer(site, job_id, "shoppable=0.9")
    scores = whatif.stored_scores(site, job_id)
    new = whatif.thresholds_of_text(scores, " shoppable=0.9 ")
    rows = whatif.selected(scores, "verdict.shoppable", new)
    assert answer["flow"]["nodes"]["verdict.shoppable"] == len(rows) < (scores.shoppable_score > 0.5).sum()
    table = list(csv.DictReader(io.StringIO(whatif.flow_csv(scores, rows).decode("utf-8-sig"))))
    assert [row["uri"] for row in table] == [scores.uris[row] for row in rows]
    assert all(float(row["shoppable_score"]) > 0.9 for row in table)


def test_one_picture_has_the_scores_of_its_job_and_leads_to_it(site: Site, job_id: str) -> None:
    scores = whatif.stored_scores(site, job_id)
    analysis, one = whatif.picture_scores(site, scores.picture_ids[0])
    assert analysis.picture_id == scores.picture_ids[0] and one.shoppable_score[0] == scores.shoppable_score[0]
    assert [job.job_id for job in whatif.jobs_with(site, analysis.picture_id)] == [job_id]
    assert whatif.named_job(site, job_id[:10]) == job_id


def test_what_cannot_be_answered_is_said(site: Site, job_id: str) -> None:
    scores = whatif.stored_scores(site, job_id)
    for text in ("face", "face=high", "iou=0.5", "face=2"):
        with pytest.raises(Misuse):
            whatif.thresholds_of_text(scores, text)
    for ask in (whatif.named_job, whatif.picture_scores, whatif.stored_scores):
        with pytest.raises(NotFound):
            ask(site, "no such")
