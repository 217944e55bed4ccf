"""An evaluation of a detector is plain JSON, also where nothing was boxed."""

import json

from core.nouns.box_evaluation import AveragePrecision, BoxError, BoxEvaluation, BoxMeasures, BoxSlice
from core.nouns.proportion import share_of


def test_it_is_json() -> None:
    part = BoxSlice("all", "All", 2, 0, AveragePrecision(None, None, None), share_of(0, 0), share_of(0, 1))
    found = BoxEvaluation("persons_1", "persons", "a" * 64, "all", 0.3, 2, 0, 1,
                          BoxMeasures((part,), 1, share_of(1, 2)), (), (BoxError("b" * 64, "x.jpg", 0.5, 0.9),))
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["measures"]["slices"][0]["ap"]["value"] is None and plain["alarms"][0]["score"] == 0.9
    assert plain["measures"]["false_alarms"]["hits"] == 1
