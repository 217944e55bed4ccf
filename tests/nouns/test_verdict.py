"""A verdict survives JSON with its evidence, boxes or the name of a mask."""

from __future__ import annotations

import json

import pytest

from core.nouns.verdict import Verdict
from tests.rules.drawn import measured, shot, verdicts

VERDICT = Verdict("fill", "Fills the frame", "amazon", "fail", "72 %", "at least 85 %", "%", "The product is small.")


@pytest.mark.parametrize("evidence", ["", "margins", ((1, 2, 30, 40),), ((1, 2, 30, 40), (5, 6, 7, 8)), ()])
def test_a_verdict_survives_json(evidence) -> None:
    verdict = Verdict(**{**vars(VERDICT), "evidence": evidence, "fix": "recrop", "days_left": 12})
    again = Verdict.from_dict(json.loads(json.dumps(verdict.to_dict())))
    assert again == verdict


def test_without_evidence_or_fix_the_fields_are_empty() -> None:
    values = VERDICT.to_dict()
    assert (values["evidence"], values["fix"], values["days_left"]) == ("", "", None)
    assert Verdict.from_dict({name: value for name, value in values.items() if name != "evidence"}) == VERDICT


def test_verdicts_of_a_real_picture_survive_json() -> None:
    for verdict in verdicts(measured(shot(level=245, reach=0.5)), "amazon").values():
        assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict
