"""The nouns of a flip: what is to test only, which way the gap has to go, and plain values for JSON."""

from __future__ import annotations

import json

from core.nouns.flip import MARGIN, Edit, Flip, FlipSearch, Reading

YES, NO = Reading(0.6, 0.1, "other", True, "product_only"), Reading(0.4, -0.1, "other", False, "product_only")


def test_a_search_knows_its_direction_and_what_is_lacking():
    near = Flip((Edit("rotate", 3.0),), 0.2, YES, Reading(0.53, 0.03, "other", True, "model_face"), ())
    search = FlipSearch("f", "", "none", YES, (), near, (("pad", "no_mask"),), 9, 1.0)
    assert search.sign == -1 and search.shortfall == round(MARGIN + 0.03, 4) and near.changes_photo_type
    assert FlipSearch("f", "other", "none", YES, (), None, (), 9, 1.0).sign == 1
    assert FlipSearch("f", "", "none", NO, (), None, (), 9, 1.0).sign == 1
    plain = json.loads(json.dumps(search.to_dict()))
    assert plain["near"]["edits"][0] == {"kind": "rotate", "amount": 3.0, "side": ""} and plain["shortfall"] == 0.05


def test_only_invented_pixels_are_to_test_only():
    assert Flip((Edit("crop", 0.1, "left"), Edit("remove_lettering", 1.0)), 0.5, YES, NO, ()).test_only
    assert not Flip((Edit("remove_border", 1.0),), 0.5, YES, NO, ()).test_only
