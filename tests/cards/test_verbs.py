"""Cards of the bundled models, of a foreign file, and of what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import cards
from core.errors import NotFound
from core.nouns.label_set import LabelSets
from core.settings import ROOT, Settings
from tests.models import tiny_tflite


def test_every_bundled_version_has_a_card_and_facts() -> None:
    settings = Settings(models_dir=ROOT / "models")
    names = cards.model_names(settings)
    assert names["persons"] == ["persons_2", "persons_1", "persons_3"]  # the one in use first
    for name in (name for versions in names.values() for name in versions):
        card = cards.model_card(settings, name)
        assert card.state == "ready" and card.card.startswith("#")
        assert len(card.sha256) == 64


def test_label_sets_of_the_bundled_model_keep_their_promise_on_left_out_sources() -> None:
    card = cards.model_card(Settings(models_dir=ROOT / "models"), "shopping_intent_1")
    assert isinstance(card.label_sets, LabelSets) and card.measures is not None
    total = card.measures.coverage[0].share
    assert total.low <= card.label_sets.coverage <= total.high and total.count == card.measures.count >= 1000
    assert sum(card.measures.set_sizes) == card.measures.count


def test_a_model_named_by_its_path_is_in_use_and_has_neither_card_nor_measures(tmp_path: Path) -> None:
    path = tiny_tflite.write(tmp_path / "foreign.tflite")
    settings = Settings(models_dir=ROOT / "models", intent_model=str(path))
    name = cards.model_names(settings)["intent"][0]
    card = cards.model_card(settings, name)
    assert name.startswith("foreign@") and card.current and not card.card
    assert card.measures is None and card.label_sets is None
    assert not cards.model_card(settings, "shopping_intent_1").current


def test_a_missing_card_and_a_damaged_file_are_states(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models")
    (tmp_path / "models" / "shopping_intent_1.md").unlink()
    (tmp_path / "models" / "shopping_intent_1.tflite").write_bytes(b"TFL3")
    card = cards.model_card(Settings(models_dir=tmp_path / "models"), "shopping_intent_1")
    assert card.card == "" and "incomplete or was changed" in card.state
    with pytest.raises(NotFound, match="no model"):
        cards.model_card(Settings(models_dir=tmp_path / "models"), "nobody")
