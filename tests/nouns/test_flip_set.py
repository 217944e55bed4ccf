"""A row's smallest edit that can be published, and a summary as plain values."""

from __future__ import annotations

import json

from core.flip.summary import summarize
from core.nouns.flip import Edit
from tests.flip.flip_rows import flip_row


def test_an_edit_that_invents_pixels_is_no_advice() -> None:
    lettering, crop = Edit("remove_lettering", 1.0), Edit("crop", 0.05, "left")
    smallest = flip_row("a", lettering, crop).smallest
    assert smallest and smallest.edits == (crop,)
    assert flip_row("a", lettering).smallest is None and flip_row("a").smallest is None


def test_a_summary_is_plain_json() -> None:
    values = json.loads(json.dumps(summarize([flip_row("a", Edit("pad", 0.2))], [], 4).to_dict()))
    assert values["searched"] == 1 and values["borderline"] == 4
    assert values["gained"]["edits"][0]["edit"] == {"kind": "pad", "amount": 0.2, "side": ""}
