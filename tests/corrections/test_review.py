"""The review queue: what is in doubt and why, in an order that a review does not change."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import cards, corrections, explore
from core.catalog.tables import results
from core.corrections.review import _set_threshold
from core.errors import NotFound
from core.models.manifest import Manifest
from core.nouns.label_set import LabelSets, SensitiveCoverage, SensitiveSets
from core.settings import Settings
from core.site import Site
from tests.corrections.site_with_photos import audit_in_doubt


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path)) as opened:
        yield opened


def test_sure_mismatches_come_first_and_close_calls_last(site: Site) -> None:
    doubts = corrections.queue(site, audit_in_doubt(site))
    assert [(doubt.picture_id[0], doubt.label, doubt.shop, doubt.reasons, doubt.said) for doubt in doubts] == [
        ("2", "other", "apparel", ("mismatch",), ""), ("3", "home_decor", "apparel", ("mismatch",), ""),
        ("4", "apparel", "apparel", ("close",), "")]


def test_a_review_changes_neither_order_nor_members(site: Site) -> None:
    job_id = audit_in_doubt(site)
    before = corrections.queue(site, job_id)
    corrections.correct(site, "2" * 64, "label", "apparel")
    corrections.correct(site, "3" * 64, "label", "home_decor")
    after = corrections.queue(site, job_id)
    assert [doubt.said for doubt in after] == ["apparel", "home_decor", ""]
    assert [replace(doubt, said="") for doubt in after] == before
    assert explore.answer(site, job_id)["corrected"] == 2, "and Explore takes them for the truth"
    corrections.correct(site, "2" * 64, "label", "model")
    assert corrections.queue(site, job_id)[0].said == ""


def test_label_sets_of_the_models_version_put_a_photo_into_the_queue(
        site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = audit_in_doubt(site)
    monkeypatch.setattr(sys.modules["core.corrections.review"], "_set_threshold", lambda *_: 0.1)
    reasons = {doubt.picture_id[0]: doubt.reasons for doubt in corrections.queue(site, job_id)}
    assert reasons == {"2": ("mismatch",), "3": ("mismatch", "set"), "4": ("set", "close")}


def test_the_threshold_is_that_of_the_version_that_judged(site: Site) -> None:
    job_id = audit_in_doubt(site)
    pictures = explore.stored_pictures(site, job_id)
    entries = Manifest.read(site.settings.models_dir).entries
    name, entry = next((name, entry) for name, entry in entries.items() if entry.label_sets)
    assert _set_threshold(site, pictures) > 1, "a made-up model has no sets"
    analysis = replace(site.store.analysis(pictures.picture_ids[0]), models={"intent": name})  # type: ignore[type-var]
    site.store.analysis = lambda picture_id: analysis  # type: ignore[method-assign]
    assert _set_threshold(site, pictures) == entry.label_sets.threshold  # type: ignore[union-attr]


def test_an_unknown_set_is_said(site: Site) -> None:
    with pytest.raises(NotFound):
        corrections.queue(site, "none")


def test_photos_that_are_perhaps_sensitive_end_the_queue(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = audit_in_doubt(site)
    with site.store.writing() as connection:
        connection.execute(results.update().values(sensitive_score=0.01))
        connection.execute(results.update().where(results.c.picture_id.in_(["1" * 64, "3" * 64])).values(
            sensitive_score=0.3))
    sets = SensitiveSets(LabelSets(0.2, 0.9, 50), LabelSets(0.6, 0.9, 500))
    monkeypatch.setattr(cards, "sensitive_sets", lambda *_: (sets, SensitiveCoverage(0.9)))
    doubts = {doubt.picture_id[0]: doubt for doubt in corrections.queue(site, job_id)}
    assert list(doubts) == ["2", "3", "4", "1"] and doubts["1"].reasons == ("sensitive",)
    assert doubts["3"].reasons == ("mismatch", "sensitive") and doubts["3"].sensitive == 0.3
    corrections.correct(site, "3" * 64, "label", "apparel")
    corrections.correct(site, "1" * 64, "sensitive", "no")
    settled = {doubt.picture_id[0]: doubt.settled for doubt in corrections.queue(site, job_id)}
    assert settled == {"2": False, "3": False, "4": False, "1": True}, "3 is still perhaps sensitive"
    assert corrections.queue_coverage(site, job_id)[1].promised == 0.9
