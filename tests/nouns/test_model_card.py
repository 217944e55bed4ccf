"""A model card as JSON."""

from __future__ import annotations

import json

from core.nouns.label_set import LabelSets
from core.nouns.model_card import ModelCard


def test_a_card_is_plain_json() -> None:
    card = ModelCard("intent_1", "intent", "MIT", "trained", "0" * 64, 12, ("a.tflite",), {"shoppable": 0.5}, "ready",
                     True, False, label_sets=LabelSets(0.2, 0.9, 100))
    values = json.loads(json.dumps(card.to_dict()))
    assert values["label_sets"] == {"threshold": 0.2, "coverage": 0.9, "count": 100} and values["measures"] is None
