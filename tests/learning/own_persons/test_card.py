"""The card says what taught, how the version compares, and where it stops."""

from __future__ import annotations

from datetime import UTC, datetime

from core.learning.own_persons.card import card, facts
from core.learning.own_persons.order import Order
from core.models.manifest import Entry
from core.nouns.dataset import Dataset
from tests.nouns.test_box_comparison import COMPARISON


def test_card_and_facts_name_data_and_parent() -> None:
    parent = Entry("persons_2", "persons", (_file(),), "", "AGPL-3.0", thresholds={"score": 0.4, "iou": 0.6})
    order = Order("own_persons_1", parent, "ab" * 32, ())
    dataset = Dataset("ab" * 32, "street", "/photos", datetime(2026, 1, 1, tzinfo=UTC), ())
    text = card(order, dataset, COMPARISON)
    assert "trained on this site from persons_2" in text and "street" in text and "AP50 +0.100" in text
    found = facts(order, dataset, COMPARISON, "2026-01-01")
    assert found["thresholds"] == {"score": 0.4, "iou": 0.6} and found["training"]["parent"] == "persons_2"
    assert found["metrics"] == {"held_out_ap50": 0.7, "held_out_ap50_before": 0.6}


def _file():
    from pathlib import Path

    from core.models.manifest import WeightFile

    return WeightFile(Path("persons_2.xml"), "0" * 64, 1)
