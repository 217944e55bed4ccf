"""A comparison survives JSON."""

from __future__ import annotations

import json

from core.nouns.proportion import share_of
from core.nouns.shadow import Comparison, Judged, LabelRight
from core.nouns.tag_comparison import Adaptation, TagComparison, ValueRight

TAG = Comparison(share_of(20, 40), share_of(38, 40), 45.0, 30.0, 60.0, 40,
                 (Judged("a" * 64, "/p/a.jpg", "boot", "sandal", "boot", 0.7, 0.9),), (),
                 (LabelRight("boot", share_of(0, 20), share_of(19, 20)),))
COMPARISON = TagComparison("tags_2", "own_goods_1", "d" * 64, (("tag", TAG),), (("tag", TAG),),
                           (ValueRight("tag", "boot", 20, share_of(0, 0), share_of(19, 20), share_of(0, 20),
                                       share_of(19, 20), 0.62),
                            ValueRight("tag", "clog", 5, share_of(0, 0), share_of(3, 4), share_of(0, 5),
                                       share_of(3, 5), 2.0)),
                           ("gender",), 20, 3, (("/p/gizmo.jpg", "The taxonomy does not have 'gizmo'."),),
                           Adaptation("whitening", 900, share_of(20, 40), share_of(21, 40), -2.5, 7.5,
                                      "the interval does not lie above zero"))


def test_a_comparison_survives_json() -> None:
    assert TagComparison.from_dict(json.loads(json.dumps(COMPARISON.to_dict()))) == COMPARISON
    older = {name: value for name, value in COMPARISON.to_dict().items() if name != "adaptation"}
    assert TagComparison.from_dict(json.loads(json.dumps(older))).adaptation is None
