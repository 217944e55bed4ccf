"""The page Models: version and layer in the address, the link to Explain, and a clear state for what is missing."""

from __future__ import annotations

import pytest

from core import cards, datasets, explain, export
from core.errors import WrongContract
from core.nouns.network import Layer, Network, TensorInfo
from tests.pages.made_up_site import open_site, page

PAGE = "pages/models.py"
CONV = Layer("CONV_2D", "net/late/Relu6", (1, 7, 7, 8), "FLOAT32", 80, 3920, ())
NETWORK = Network("a.tflite", "TensorFlow Lite", (CONV, Layer("SOFTMAX", "out", (1, 4), "FLOAT32", 0, None, (0,))),
                  (TensorInfo("out", (1, 4), "FLOAT32", False),), "It lacks an output.")


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(monkeypatch)
    monkeypatch.setattr(cards, "model_networks", lambda site, name: () if name == "colors_1" else (NETWORK,))
    monkeypatch.setattr(explain, "layers", lambda site, label: ["net/late/Relu6"])
    monkeypatch.setattr(export, "export_job", lambda site, name: None)
    monkeypatch.setattr(datasets, "every", lambda site: [])


def links(test) -> str:
    return " ".join(str(item.proto) for item in test.get("page_link"))


def test_the_layer_picked_is_the_layer_that_explain_is_asked_for() -> None:
    test = page(PAGE, model="shopping_intent_2", layer="net/late/Relu6", picture="abc")
    assert not test.exception and "Explain a photo at this layer" in links(test)
    assert "net%2Flate%2FRelu6" in links(test) and "picture=abc" in links(test)
    test = page(PAGE, model="shopping_intent_2", layer="out")
    assert "Explain a photo at this layer" not in links(test)


def test_measures_with_intervals_and_the_reason_of_another_contract() -> None:
    test = page(PAGE)
    text = " ".join(item.value for item in [*test.markdown, *test.caption, *test.warning])
    assert "sources that training never saw" in text and "Measured on left-out sources" in text
    assert "It lacks an output" in text and "shopping_intent_2" in test.query_params["model"]


@pytest.mark.parametrize(("model", "words"), [
    ("colors_1", "table of numbers"), ("persons_2", "No validation scores"), ("nobody", "no model “nobody”")])
def test_what_is_missing_is_said(model: str, words: str) -> None:
    test = page(PAGE, model=model)
    assert not test.exception and words in " ".join(item.value for item in [*test.info, *test.warning])


def test_a_damaged_file_leaves_the_card_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(site, name):
        raise WrongContract("a.tflite is damaged.", "Restore it.")

    monkeypatch.setattr(cards, "model_networks", damaged)
    test = page(PAGE)
    assert "a.tflite is damaged." in " ".join(part.proto.body for part in test.get("html"))
    assert any("Measured on" in item.value for item in test.markdown)
