"""The card says what it was trained on, how well it does and where that stops; the facts name the dataset's hash."""

from __future__ import annotations

from datetime import UTC, datetime

from core.learning.transfer.card import card, facts
from core.nouns.dataset import Dataset, Sample
from core.nouns.paired import paired_difference
from core.nouns.proportion import share_of
from tests.learning.transfer.small import order

DATASET = Dataset("d" * 64, "My shop", "folder", datetime(2026, 1, 1, tzinfo=UTC),
                  tuple(Sample(f"{number:064x}", ("apparel", "other")[number % 2]) for number in range(20)))
FOUND = {"photos": {"training": 16, "validation": 4, "test": 0}, "epochs": 3, "best": 1,
         "left_out": [("a.jpg", "gone")],
         "accuracy": share_of(3, 4), "by_label": {"apparel": share_of(2, 2), "other": share_of(1, 2)},
         "change": paired_difference([True] * 4, [True, True, True, False])}


def test_card_and_facts_say_what_it_is() -> None:
    text = card(order(DATASET.samples), DATASET, FOUND)
    for words in ("`" + "d" * 64, "Apparel 10", "1 photo could not be read", "75.0 %", "that chose the epoch",
                  "epoch 2 is kept", "-25.0 points", "from random weights", "Limits"):
        assert words in text, words
    tested = card(order(DATASET.samples), DATASET, FOUND | {"photos": FOUND["photos"] | {"test": 4}})
    assert "test part" in tested
    values = facts(order(DATASET.samples), DATASET, FOUND, "2026-01-01")
    assert (values["training"]["dataset"], values["training"]["pictures"]) == ("d" * 64, 16)
    assert "--weights random" in values["training"]["command"]
    assert values["metrics"]["held_out_accuracy"]["count"] == 3
