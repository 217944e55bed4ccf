"""The views of Models on labeled photos: the slider moves the threshold, a run, two models, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import streamlit as st

from core import cards, datasets
from core.nouns.dataset import Dataset
from core.site import Site
from core.words.model_card import share_words
from pages.ui import state
from tests.cards.two_models import FIRST, SECOND, open_site, two_shops
from tests.pages import made_up_site
from tests.pages.made_up_site import html, page

PAGE = "pages/models.py"


@dataclass
class Labeled:
    """A real site with two tiny models, and a dataset."""

    site: Site
    dataset: Dataset


@pytest.fixture(scope="module")
def labeled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Labeled]:
    with open_site(tmp_path_factory.mktemp("pages")) as site:
        yield Labeled(site, two_shops(site, tmp_path_factory.mktemp("shops")))


@pytest.fixture
def opened(labeled: Labeled, monkeypatch: pytest.MonkeyPatch) -> Labeled:
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr(state, "open_site", lambda settings: labeled.site)
    return labeled


def words(test) -> str:
    parts = (*test.markdown, *test.caption, *test.info, *test.subheader, *test.error)
    return " ".join(item.value for item in parts) + html(test)


def test_the_slider_moves_the_threshold_and_reset_brings_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up_site.open_site(monkeypatch)
    test = page(PAGE, model="shopping_intent_1", view="costs")
    curve = cards.model_costs(state.site().settings, "shopping_intent_1", "shoppable")
    assert f"Cheapest threshold: {curve.cheapest(1).threshold:.2f}" in words(test)
    test.select_slider(key="ratio").set_value(10.0).run()
    best = curve.cheapest(10)
    text = words(test)
    assert f"Cheapest threshold: {best.threshold:.2f}" in text and f"**{best.misses.hits:,}**" in text
    assert "changes nothing for anybody" in text and "10" in test.query_params["ratio"]
    test.button(key="ratio-reset").click().run()
    assert not test.exception and f"Cheapest threshold: {curve.cheapest(1).threshold:.2f}" in words(test)


def test_a_model_runs_on_a_dataset_and_shows_what_the_verb_says(opened: Labeled) -> None:
    test = page(PAGE, model=FIRST, view="dataset", dataset=opened.dataset.dataset_id[:12])
    assert not test.exception and "top labels are right" not in words(test)
    test.button(key="run").click().run()
    job = cards.evaluation_job(opened.site, [FIRST], opened.dataset.dataset_id)
    assert job is not None and cards.wait_for_evaluation(opened.site, job.job_id, 240).state == "done"
    test.run()
    found = cards.evaluation(opened.site, FIRST, opened.dataset.dataset_id)
    assert found.measures is not None
    text = words(test)
    assert f"{share_words(found.measures.accuracy[0].share)} top labels are right" in text and "Over sources" in text
    assert found.surprising[0].name in text and "data:image/jpeg" in text
    assert "run" not in [button.key for button in test.button]


def test_two_models_side_by_side_with_the_plot_on_request(opened: Labeled) -> None:
    dataset_id = opened.dataset.dataset_id
    if job_id := cards.start_evaluation(opened.site, [FIRST, SECOND], dataset_id):
        cards.wait_for_evaluation(opened.site, job_id, 240)
    test = page(PAGE, model=FIRST, view="compare", dataset=dataset_id[:12])
    (pair,) = cards.compare(opened.site, [FIRST, SECOND], dataset_id).pairs
    text = words(test)
    assert not test.exception and f"{pair.difference.better} better, {pair.difference.worse} worse" in text
    changed = (*pair.better, *pair.worse)
    assert changed and all(item.name in text for item in changed)
    test.button(key="speed-all").click().run()
    assert not test.exception and "Accuracy, time and size" in words(test)
    assert any(f"compare {FIRST} {SECOND} --dataset {dataset_id[:12]}" in item.value for item in test.code)


@pytest.mark.parametrize(("model", "view", "text"), [
    ("persons_1", "dataset", "Make a dataset of labeled photos first"), ("persons_1", "compare", "for shopping intent"),
    ("persons_1", "costs", "No validation scores"), (FIRST, "dataset", "Make a dataset of labeled photos first")])
def test_what_cannot_be_measured_is_said(opened: Labeled, monkeypatch, model: str, view: str, text: str) -> None:
    monkeypatch.setattr(datasets, "every", lambda site: [])
    test = page(PAGE, model=model, view=view)
    assert not test.exception and text in words(test)
