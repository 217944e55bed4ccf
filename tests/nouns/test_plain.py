"""A report survives its way through JSON."""

import json
from dataclasses import dataclass

import pytest

from core.audits.report.build import AuditReport
from core.nouns.plain import from_plain, to_plain
from tests.audits.made_up_rows import made_catalog, report_of


@dataclass(frozen=True)
class Inner:
    name: str
    score: float | None


@dataclass(frozen=True)
class Outer:
    items: tuple[Inner, ...]
    pair: tuple[str, float]
    by_name: dict[str, dict[str, int]]


OUTER = Outer((Inner("a", 0.5), Inner("b", None)), ("x", 1.0), {"n": {"m": 3}})


def test_dataclasses_tuples_and_mappings_come_back_equal() -> None:
    values = json.loads(json.dumps(to_plain(OUTER)))
    assert values["items"][0] == {"name": "a", "score": 0.5} and values["pair"] == ["x", 1.0]
    assert from_plain(Outer, values) == OUTER


def test_a_whole_report_comes_back_equal() -> None:
    report = report_of(made_catalog(400))
    assert report.queues.by_intent.items and report.summary.failures, "the report has something in it"
    assert from_plain(AuditReport, json.loads(json.dumps(to_plain(report)))) == report


@pytest.mark.parametrize("values", [{}, {"items": [], "pair": ["x", 1.0]}, {"items": 3, "pair": [], "by_name": {}}, 3])
def test_values_of_another_form_are_an_error(values: object) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError, ValueError)):
        from_plain(Outer, values)
