"""The card says what taught, what was held out, and how to train it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core.learning.own_shelves.card import card, facts
from core.learning.own_shelves.order import Order
from core.models import store
from core.nouns.dataset import Dataset
from core.settings import ROOT
from tests.nouns.test_shelf_comparison import COMPARISON

DATASET = Dataset("d" * 64, "Corrected shelves", "shelves", datetime(2026, 1, 1, tzinfo=UTC), (), ())
ORDER = Order("own_products_1", store.entry(ROOT / "models", "products"), DATASET.dataset_id, ())


def test_card_and_facts_name_data_parent_and_command() -> None:
    text = card(ORDER, DATASET, COMPARISON)
    for part in ("own_products_1", "products_1", DATASET.dataset_id, "train shelves --dataset dddddddddddd --steps 150",
                 "held out", "what both missed stays missed"):
        assert part in text, part
    found = facts(ORDER, DATASET, replace(COMPARISON), "2026-01-01T00:00:00+00:00")
    assert found["role"] == "products" and found["thresholds"] == dict(ORDER.parent.thresholds)
    assert found["metrics"]["held_out_ap50"] == 0.9 and found["training"]["parent"] == "products_1"
