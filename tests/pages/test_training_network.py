"""A network of one's own on the page Train: the form asks the verb, curves are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from core import learning
from core.errors import ModelMissing
from core.site import Site
from pages.ui import state
from tests.learning.transfer.test_work import JOB
from tests.pages.made_up_site import html, page
from tests.retrain.small_site import drawn_samples, kept_dataset, small_settings

PAGE = "pages/training.py"
LINE = {"epoch": 0, "phase": "head", "loss": 0.5, "accuracy": 0.75, "val_loss": 0.6, "val_accuracy": 0.5}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Site]:
    st.cache_resource.clear()
    st.cache_data.clear()
    with Site(small_settings(tmp_path)) as opened:
        monkeypatch.setattr(state, "open_site", lambda settings: opened)
        monkeypatch.setattr(state, "local", lambda: True)
        yield opened


def test_the_form_asks_the_verb_and_says_why_not(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = kept_dataset(site, drawn_samples(tmp_path / "photos", 12))
    asked: list[tuple] = []

    def refuse(site: Site, *what: str, **how: object) -> str:
        asked.append((*what, how["weights"]))
        raise ModelMissing("There is no weight file a.h5.", "Check the path of the weights.")

    monkeypatch.setattr(learning, "start_transfer", refuse)
    test = page(PAGE)
    test.text_input(key="network-weights").set_value("a.h5").run()
    assert "no weight file a.h5" in html(test.button(key="network-train").click().run())
    assert asked == [(dataset.dataset_id, "mobilenet_v2", "a.h5")]


def test_curves_are_drawn_and_a_public_site_has_no_form(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.settings = site.settings.model_copy(update={"public": True})
    monkeypatch.setattr(learning, "latest_transfer", lambda site: type(JOB)(**vars(JOB) | {"state": "done"}))
    monkeypatch.setattr(learning, "curves", lambda site, job_id: [LINE])
    test = page(PAGE)
    assert not test.exception and "50.0 % of the held-out photos" in " ".join(item.value for item in test.caption)
    assert len(test.get("plotly_chart")) == 1 and "network-train" not in {button.key for button in test.button}
