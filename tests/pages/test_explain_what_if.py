"""What if and flow on Explain and Explore: sliders and steps change what is counted, and stand in the address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import analyze, jobs, whatif
from core.settings import Settings
from core.whatif.scores import Scores, from_analyses
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import MadeUpJob, html, open_site, page, picture

PAGE, EXPLORE, JOB = "pages/explain.py", "pages/explore.py", "0123456789abcdef"


@pytest.fixture(autouse=True)
def scores(monkeypatch: pytest.MonkeyPatch) -> Scores:
    """A set of three photos: score 0.85 each, one face of 0.98, one person of 0.9, one product."""
    kinds = ("model_face", "worn_no_face", "product_only")
    analyses = [replace(item, decided_by=replace(item.decided_by, refused=()))
                for item in (made_up_analysis(f"{kind}.jpg", kind) for kind in kinds)]
    rows = [(number, item.uri, item.to_dict()) for number, item in enumerate(analyses, 1)]
    site = open_site(monkeypatch)
    site.jobs[JOB] = MadeUpJob(list(analyses))
    stored = from_analyses(Settings(), rows)
    monkeypatch.setattr(whatif, "stored_scores", lambda opened, job_id, local=True: stored)
    monkeypatch.setattr(whatif, "picture_scores",
                        lambda opened, picture_id: (analyses[0], from_analyses(Settings(), rows[:1])))
    monkeypatch.setattr(whatif, "jobs_with", lambda opened, picture_id: [site.jobs[JOB].job])
    monkeypatch.setattr(jobs, "list_jobs", lambda opened, kind: [site.jobs[JOB].job] if kind == "analyze" else [])
    for verb in ("thumbnail", "preview"):
        monkeypatch.setattr(analyze, verb, lambda opened, picture_id: picture())
    return stored


def words(test) -> str:
    return " ".join(str(item.value) for kind in (test.subheader, test.markdown, test.caption, test.info, test.warning)
                    for item in kind)


def test_one_photo_changes_with_the_slider_and_so_do_the_sets_that_have_it() -> None:
    test = page(PAGE, picture="a" * 64, view="thresholds")
    assert "No change" in words(test) and "No photo changes" in words(test)
    test.slider(key="t-face").set_value(0.99).run()
    assert "Model with face → Worn, no face" in words(test) and "1 of 3 photos changes" in words(test)
    assert test.query_params["t_face"] in ("0.99", ["0.99"])
    test.button(key="t-reset").click().run()
    assert "No change" in words(test) and "t_face" not in test.query_params and not test.exception


def test_the_address_sets_the_sliders_of_a_set_and_nonsense_in_it_is_left_out() -> None:
    test = page(EXPLORE, job=JOB, view="thresholds", t_shoppable="0.90", t_face="tea", t_person="7")
    assert "3 of 3 photos change" in words(test)
    table = test.dataframe[0].value
    assert dict(zip(table["Photo type or verdict"], table["After"], strict=True))["No shopping intent"] == 3
    assert "Shoppable → No shopping intent" in words(test) and test.slider(key="t-face").value == 0.5
    assert "Open an audit" in words(test)


def test_steps_of_the_flow_choose_photos() -> None:
    test = page(EXPLORE, job=JOB, view="flow", steps="face.no_face-person.person-tea.leaf")
    assert "No face → Person: 1 photo, 33.3 %" in words(test)
    test.button(key="flow-all").click().run()
    assert "All photos: 3 photos, 100.0 %" in words(test) and "steps" not in test.query_params
    assert not test.exception and "bug" not in html(test)
