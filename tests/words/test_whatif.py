"""Every step of the flow and every threshold has words."""

from __future__ import annotations

from core.nouns.thresholds import THRESHOLD_NAMES
from core.whatif import LAYERS
from core.words.whatif import LAYER_WORDS, NODE_WORDS, THRESHOLD_TIPS, THRESHOLD_WORDS, counts_table, node_word


def test_nothing_is_shown_by_its_code_name() -> None:
    assert set(LAYER_WORDS) == set(LAYERS) and set(THRESHOLD_WORDS) == set(THRESHOLD_TIPS) == set(THRESHOLD_NAMES)
    for layer, names in LAYERS.items():
        assert set(NODE_WORDS[layer]) == set(names)
        assert not any("_" in node_word(f"{layer}.{name}") for name in names)
    row = {"group": "kind", "name": "unknown", "before": 0, "after": 1200, "difference": 1200}
    assert counts_table([row])[0]["Difference"] == "+1,200"
