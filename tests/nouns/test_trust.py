"""Trust as plain values, for JSON."""

import json

from core.nouns.trust import Faithfulness, Trust


def test_plain_values_survive_json() -> None:
    blind = Faithfulness(0.5, 0.5, 0.0)
    trust = Trust("weak", Faithfulness(0.25, 0.75, 0.125), blind, blind, None, ("deletion", "no_road"))
    values = json.loads(json.dumps(trust.to_dict()))
    assert values["badge"] == "weak" and values["map"] == {"deletion": 0.25, "insertion": 0.75, "road": 0.125}
    assert values["randomized"] is None and values["reasons"] == ["deletion", "no_road"]
