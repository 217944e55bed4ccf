"""A row of an audit is a picture or a failure; REST and exports show it as plain values."""

from __future__ import annotations

import json
from dataclasses import asdict

from core.nouns.audit_row import AuditRow
from core.nouns.fact import Fact
from core.nouns.product import Product


def test_a_failure_has_a_reason_and_no_picture() -> None:
    row = AuditRow(3, "gone.jpg", error="NotFound", message="It is gone.", hint="Look elsewhere.")
    assert (row.picture_id, row.kind, row.scores, row.width, row.verdicts) == ("", "", (), 0, {})


def test_a_row_is_ready_for_json() -> None:
    row = AuditRow(1, "a.jpg", product=Product("A1", price=9.5), scores=(0.1, 0.9), verdicts={"amazon": "fail"},
                   measures={"width": 800}, facts=(Fact("color", "red", 0.6),))
    values = json.loads(json.dumps(asdict(row)))
    assert values["product"]["price"] == 9.5 and values["scores"] == [0.1, 0.9]
    assert values["facts"] == [{"name": "color", "value": "red", "score": 0.6, "model": "", "xyxy": None}]


def test_rows_do_not_share_what_can_change() -> None:
    first, second = AuditRow(1, "a.jpg"), AuditRow(2, "b.jpg")
    assert first.measures is not second.measures and first.verdicts is not second.verdicts
