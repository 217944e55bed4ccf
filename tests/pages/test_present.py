"""The page Present: the slide of one photo, the slides of a set, and what it says without either."""

from __future__ import annotations

import numpy as np
import pytest

from core import analyze, audits, explain, flip, jobs
from core.errors import NotFound
from core.nouns.flip import FlipSearch
from core.nouns.saliency import Explanation, Saliency
from core.nouns.trust import Faithfulness, Trust
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import MadeUpJob, html, open_site, page, picture

PAGE = "pages/present.py"
BLIND = Faithfulness(0.5, 0.5, 0.0)


@pytest.fixture
def badge(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A site with one photo; the badge of its map can be changed."""
    badges = ["faithful"]

    def explained(site, picture_id: str, label: str, opacity: float, **how) -> Explanation:
        heat = np.zeros((9, 9), np.float32)
        heat[:2, :2] = 1.0
        trust = Trust(badges[0], BLIND, BLIND, BLIND, 0.1, ("deletion",))
        return Explanation(Saliency(heat, heat, label, 0.61, "grad-cam", "last"), picture(), trust)

    def analysis_of(site, picture_id: str):
        if picture_id == "gone":
            raise NotFound("This photo was not analyzed here.", "Analyze it first.")
        return made_up_analysis()

    site = open_site(monkeypatch)
    site.jobs["0123456789abcdef"] = MadeUpJob([made_up_analysis()])
    monkeypatch.setattr(jobs, "find", lambda opened, job_id: site.jobs[job_id].job)
    monkeypatch.setattr(analyze, "analysis_of", analysis_of)
    monkeypatch.setattr(analyze, "preview", lambda opened, picture_id: picture())
    monkeypatch.setattr(explain, "explain_picture", explained)
    monkeypatch.setattr(flip, "flip_picture", lambda opened, picture_id: FlipSearch(
        picture_id, "", "none", None, (), None, {}, 3, 0.1))
    counts = {"shoppable": {"true": 2, "false": 1}, "top_label": {"apparel": 3}, "error": {"NotFound": 1}}
    monkeypatch.setattr(audits, "counts", lambda opened, job_id: counts)
    monkeypatch.setattr(audits, "rows", lambda opened, job_id, where, **how: iter(()))
    return badges


def test_a_photo_has_one_sentence_with_place_and_change(badge: list[str]) -> None:
    text = html(page(PAGE, picture="abc"))
    assert "A shopping engine sees" in text and "No small edit that was tried" in text
    assert "looks mostly at" in text


def test_a_map_that_cannot_be_trusted_is_no_reason(badge: list[str]) -> None:
    badge[0] = "do_not_trust"
    text = html(page(PAGE, picture="abd"))
    assert "A shopping engine sees" in text and "looks mostly at" not in text


def test_a_set_begins_with_its_one_number(badge: list[str]) -> None:
    test = page(PAGE, job="0123456789abcdef", slide="7")
    text = html(test)
    assert "would offer 2 of 3 photos" in text and "1 more photo could not be read" in text
    assert [button.disabled for button in test.button] == [True, True]


def test_without_a_photo_or_for_an_unknown_one_the_page_says_what_to_do(badge: list[str]) -> None:
    assert any("Nothing to present yet" in item.value for item in page(PAGE).info)
    assert "This photo was not analyzed here." in html(page(PAGE, picture="gone"))
