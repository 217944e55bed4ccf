"""The page Train: corrections become a version that is compared with its photos, promoted and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from core import jobs, retrain
from core.site import Site
from pages.ui import state
from tests.pages.made_up_site import html, page
from tests.retrain.small_site import drawn_samples, kept_dataset, small_settings

PAGE = "pages/training.py"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Site]:
    st.cache_resource.clear()
    st.cache_data.clear()
    with Site(small_settings(tmp_path)) as opened:
        monkeypatch.setattr(state, "open_site", lambda settings: opened)
        monkeypatch.setattr(state, "local", lambda: True)
        yield opened


def texts(test) -> str:
    parts = [*test.markdown, *test.subheader, *test.caption, *test.info, *test.success, *test.error]
    return "\n".join(str(item.value) for item in parts).replace("\\", "") + html(test)


def test_without_corrections_it_says_what_is_missing(site: Site) -> None:
    test = page(PAGE)
    assert not test.exception and "0 new corrections" in texts(test)
    assert test.dataframe[0].value["Version"].tolist()[0] == "tiny_1"
    assert "needs at least 10 labeled photos" in html(test.button(key="retrain").click().run())


def test_on_a_public_site_visitors_change_nothing(site: Site) -> None:
    site.settings = site.settings.model_copy(update={"public": True})
    test = page(PAGE)
    assert not test.exception and "only its operator trains" in texts(test)
    assert not {"retrain", "promote", "roll-back"} & {button.key for button in test.button}


def test_restricted_goods_are_trained_on_a_dataset_that_says_what_is_sensitive(site: Site, tmp_path: Path) -> None:
    assert "No dataset says which photos are sensitive yet" in texts(page(PAGE))
    samples = drawn_samples(tmp_path / "photos", 16)
    said = [replace(sample, sensitive="yes" if sample.label == "other" else "no") for sample in samples]
    dataset = kept_dataset(site, said)
    test = page(PAGE)
    assert test.selectbox(key="sensitive-dataset").options == ["drawn: 4 sensitive photos, 12 not"]
    test.button(key="sensitive-train").click().run()
    job = retrain.latest(site)
    assert not test.exception and job is not None
    assert (job.source, job.options["head"]) == (dataset.dataset_id, "sensitive")
    jobs.cancel(site, job.job_id)


@pytest.mark.slow
def test_a_version_is_compared_with_its_photos_promoted_and_rolled_back(site: Site, tmp_path: Path) -> None:
    samples = [*drawn_samples(tmp_path / "photos", 40), *drawn_samples(tmp_path / "photos", 12, "test")]
    dataset = kept_dataset(site, samples)
    job_id = retrain.train(site, dataset.dataset_id)
    assert "Cancel" in [button.label for button in page(PAGE).button]
    assert retrain.wait(site, job_id).state == "done"
    test = page(PAGE)
    assert not test.exception and "own_intent_1 beside tiny_1" in texts(test)
    assert [metric.label for metric in test.metric] == ["On your photos", "Held out"], "there are no other photos"
    assert test.metric[0].value.startswith("+") and "got better" in texts(test) and "<img src=" in html(test)
    row = test.dataframe[0].value.iloc[0]
    assert (row["Version"], row["State"], row["Dataset"]) == ("own_intent_1", "registered", dataset.dataset_id[:12])
    test.button(key="promote-candidate").click().run()
    assert "own_intent_1 is in use" in texts(test) and test.dataframe[0].value.iloc[0]["State"] == "in use"
    test.button(key="roll-back").click().run()
    assert [version.name for version in retrain.model_versions(site) if version.current] == ["tiny_1"]
