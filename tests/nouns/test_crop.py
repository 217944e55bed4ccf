"""A crop's own words."""

from __future__ import annotations

import json

from core.nouns.crop import Crop, Rescored, Subject


def test_plain_values() -> None:
    crop = Crop("1:1", "keep", (1, 2, 11, 12), "faces")
    assert crop.size_wh == (10, 10) and json.loads(json.dumps(crop.to_dict()))["window"] == [1, 2, 11, 12]
    assert Crop("1:1", "keep", None).size_wh == (0, 0) and Crop("1:1", "keep", None).to_dict()["window"] is None
    subject = Subject((5, 6), ((0.04, 1, 2, 3),), own=(1, 1, 1, 1))
    assert subject.to_dict() == {"size_wh": [5, 6], "faces": [[0.0, 1.0, 2.0, 3.0]], "product": None, "text": [],
                                 "own": [1.0, 1.0, 1.0, 1.0], "has_person": False}


def test_an_intent_is_kept_by_its_label() -> None:
    assert Rescored("apparel", 0.9, 0.5, "apparel").kept
    assert not Rescored("apparel", 0.9, 0.4, "other").to_dict()["kept"]
