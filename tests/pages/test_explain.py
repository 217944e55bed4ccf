"""The page Explain: choose a photo, see methods side by side, with the choices in the address."""

from __future__ import annotations

import numpy as np
import pytest

from core import analyze, explain, jobs
from core.errors import NotFound
from core.nouns.saliency import Explanation, Saliency
from core.nouns.trust import Faithfulness, Trust
from core.words.trust import BADGES, REASONS
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import MadeUpJob, Site, html, open_site, page, picture

PAGE = "pages/explain.py"
BLIND = Faithfulness(0.5, 0.5, 0.0)
TRUST = Trust("weak", Faithfulness(0.2, 0.7, 0.1), BLIND, BLIND, 0.25, ("deletion", "no_road"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What the worker processes were asked to explain."""
    requests: list[dict] = []

    def explained(site, picture_id: str, label: str, opacity: float, **how) -> Explanation:
        if picture_id == "gone":
            raise NotFound("This picture is not known here.", "Analyze it first.")
        requests.append({"label": label, **how})
        heat = np.full((7, 7), float(how["method"] != "rise"), np.float32)
        return Explanation(Saliency(heat, heat, label, 0.61, how["method"], "last"), picture(),
                           TRUST if how["trust"] else None)

    site: Site = open_site(monkeypatch)
    site.jobs["0123456789abcdef"] = MadeUpJob([made_up_analysis()])
    monkeypatch.setattr(jobs, "list_jobs", lambda opened, kind: [job.job for job in site.jobs.values()])
    monkeypatch.setattr(analyze, "thumbnail", lambda opened, picture_id: picture())
    monkeypatch.setattr(analyze, "preview", lambda opened, picture_id: picture())
    monkeypatch.setattr(explain, "explain_picture", explained)
    monkeypatch.setattr(explain, "layers", lambda opened, label: ["net/early/Relu6;net/early/conv", "net/late/Relu6"])
    requests.append({"site": site})
    return requests


def test_without_photos_the_page_says_what_to_do(asked: list[dict]) -> None:
    asked[0]["site"].jobs.clear()
    test = page(PAGE)
    assert "No analyzed photos yet" in [item.value for item in test.subheader]
    assert [button.label for button in test.button if button.key == "demo"] == ["Analyze the demo shop"]


def test_photos_of_the_last_analyses_can_be_chosen(asked: list[dict]) -> None:
    test = page(PAGE)
    assert "Choose a photo" in [item.value for item in test.subheader] and not test.exception
    assert any(made_up_analysis().picture_id in str(item.proto) for item in test.get("page_link"))


def test_the_address_decides_and_what_it_does_not_know_is_left_out(asked: list[dict]) -> None:
    page(PAGE, picture="abc", label="apparel", against="other", methods="rise,unheard,grad-cam",
         layer="net/late/Relu6")
    assert [(item["method"], item["label"], item["against"], item["layer"]) for item in asked[1:]] == [
        ("grad-cam", "apparel", "other", "net/late/Relu6"), ("rise", "apparel", "other", "net/late/Relu6")]


def test_choices_go_into_the_address(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="apparel")
    test.selectbox(key="choose-label").select("home_decor").run()
    assert test.query_params["label"] == "home_decor" and asked[-1]["label"] == "home_decor"
    assert test.query_params["methods"] == "grad-cam,score-cam,occlusion"


def test_trust_shows_a_badge_and_its_reasons(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="apparel", methods="grad-cam")
    assert BADGES["weak"] not in html(test)
    test.toggle(key="trust").set_value(True).run()
    assert BADGES["weak"] in html(test)
    assert f"- {REASONS['no_road']}" in [item.value for item in test.markdown]


def test_no_evidence_is_said_instead_of_an_empty_heatmap(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="apparel", methods="rise")
    assert "No positive evidence" in test.info[0].value


def test_a_photo_that_is_gone_is_one_card(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(opened, picture_id: str) -> bytes:
        raise NotFound("This picture is not known here.", "Analyze it first.")

    monkeypatch.setattr(analyze, "preview", gone)
    test = page(PAGE, picture="gone", label="apparel")
    assert "Analyze it first" in html(test) and not test.exception


def test_sensitive_is_compared_with_nothing(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="sensitive", against="other")
    assert test.selectbox(key="choose-against").options == ["any other"] and asked[-1]["against"] == ""
