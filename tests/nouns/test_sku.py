"""An answer survives the way through JSON."""

from __future__ import annotations

import json

from core.nouns.sku import PARTS, SkuAnswer, SkuMatch


def test_an_answer_comes_back_from_json_as_it_was() -> None:
    answer = SkuAnswer((SkuMatch("A", "Juice", 0.91, {"look": 0.5, "geometry": 0.25}), SkuMatch("B", "Milk", 0.02)),
                       "A", ("4006381333931",))
    assert SkuAnswer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer
    assert set(answer.matches[0].parts) <= set(PARTS)
    assert SkuAnswer.from_dict(SkuAnswer().to_dict()) == SkuAnswer()
