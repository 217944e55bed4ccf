"""What is chosen of a demo, and that it survives being written and read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import analyze, audits, explain, rules, sales
from core.demo import highlights
from core.demo.highlights import Highlights, choose_highlights, read_highlights
from core.errors import NotFound
from core.nouns.analysis import Analysis
from core.nouns.audit_row import AuditRow
from core.nouns.failure import Failure
from core.nouns.product import Product
from core.nouns.verdict import Verdict
from tests.made_up import made_up_analysis

BADGE = Verdict("no_text", "No lettering", "amazon", "fail", "", "", "", "Here a badge was found.", ((1, 2, 3, 4),))
GRAY = replace(BADGE, rule="white_background", evidence="background")


def analyzed(name: str, kind: str = "product_only", *, score: float = 0.9, margin: float = 0.4,
             sensitive: float = 0.02) -> Analysis:
    """An analysis with these numbers."""
    one = made_up_analysis(name, kind)
    intent = replace(one.intent, shoppable_score=score, shoppable=score > 0.5 > sensitive, sensitive_score=sensitive)
    decision = replace(one.decided_by, margin=margin)
    return replace(one, picture_id=name.ljust(64, "0"), intent=intent, decided_by=decision)


def row(name: str, **values: Any) -> AuditRow:
    return AuditRow(1, name, product=Product(sku=name, title=f"Product {name}"), picture_id=name.ljust(64, "0"),
                    top_label="apparel", **values)


def effect(kind: str, grade: str, beta: float, product: str | None = None) -> Any:
    return SimpleNamespace(kind=kind, product=product, dependent="units", percent=100 * beta, percent_low=50 * beta,
                           percent_high=150 * beta, beta=beta, grade=grade)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Rooms with two findings, three rows that break rules, and four effects."""
    items = [SimpleNamespace(row=row("b"), finding="intent", reason="Not seen as shoppable."),
             SimpleNamespace(row=row("c"), finding="category", reason="Seen as another kind of product.")]
    verdicts = {"b": {"amazon": [GRAY]}, "d": {"amazon": [GRAY, BADGE], "google": [BADGE]}, "e": {"amazon": [BADGE]}}
    rows = [row("b", verdicts={"amazon": "fail"}), row("d", verdicts={"amazon": "fail", "google": "fail"}),
            row("e", verdicts={"amazon": "fail", "google": "pass"}, shoppable_score=1.0), row("f")]
    effects = [effect("worn_no_face", "B", 0.08), effect("model_face", "B", 0.14), effect("model_face", "C", 0.5),
               effect("model_face", "A", 0.9, product="X-1")]
    report = SimpleNamespace(effects=effects, facts={"outcome": "units", "reference": "product_only", "products": 41,
                                                     "periods": 52})
    for room, verb, answer in (
            (analyze, "annotated", lambda _, analysis: b"boxes " + analysis.uri.encode()),
            (audits, "read_report", lambda *_: SimpleNamespace(first=SimpleNamespace(items=items, total=12))),
            (audits, "rows", lambda *_: iter(rows)), (rules, "check_picture", lambda _, row: verdicts[row.uri]),
            (rules, "packs", lambda _: {name: SimpleNamespace(title=name.upper()) for name in ("amazon", "google")}),
            (rules, "draw_evidence", lambda _, row, pack: f"{row.uri} {pack}".encode()),
            (explain, "explain_picture", lambda _, picture_id, label: SimpleNamespace(overlay=label.encode())),
            (sales, "study", lambda *_: SimpleNamespace(report=report))):
        monkeypatch.setattr(room, verb, answer)
    return SimpleNamespace()


def chosen(site: Any, folder: Path, results: list[Any]) -> Highlights:
    return choose_highlights(site, folder, results, audit="audit", study="study")


def test_a_photo_of_each_type_and_the_least_shoppable_one(site: Any, tmp_path: Path) -> None:
    results = [analyzed("face", "model_face"), analyzed("worn-1", "worn_no_face", margin=0.1),
               analyzed("worn-2", "worn_no_face", margin=0.4), analyzed("b", score=0.99), analyzed("mug", score=0.7),
               analyzed("knife", score=0.1, sensitive=0.9), analyzed("scarf", score=0.3), analyzed("sock", score=0.4),
               Failure("torn.jpg", "NotAPicture", "It is torn.", "Copy it again.")]
    highlights = chosen(site, tmp_path, results)
    names = [photo.analysis.uri for photo in highlights.photos]
    assert names == ["face", "worn-2", "mug", "scarf"], "b is a finding already, knives are refused for another reason"
    assert (tmp_path / highlights.photos[1].file).read_bytes() == b"boxes worn-2"
    assert (highlights.analyzed, highlights.failed, highlights.shoppable) == (8, 1, 5)
    assert highlights.kinds == {"model_face": 1, "worn_no_face": 2, "product_only": 5}


def test_findings_have_heatmaps_of_what_the_photo_is_taken_for(site: Any, tmp_path: Path) -> None:
    highlights = chosen(site, tmp_path, [analyzed("b")])
    assert highlights.findings_total == 12
    assert [(one.title, one.finding, one.label) for one in highlights.findings] == [
        ("Product b", "intent", "apparel"), ("Product c", "category", "apparel")]
    assert (tmp_path / highlights.findings[0].file).read_bytes() == b"apparel"


def test_the_rule_finding_is_the_one_that_most_marketplaces_refuse(site: Any, tmp_path: Path) -> None:
    broken = chosen(site, tmp_path, [analyzed("b")]).broken
    assert broken is not None
    assert (broken.uri, broken.packs, broken.reason) == ("d", ("AMAZON", "GOOGLE"), "Here a badge was found.")
    assert (tmp_path / broken.file).read_bytes() == b"d amazon"


def test_the_effect_is_the_largest_of_the_best_grade_over_all_products(site: Any, tmp_path: Path) -> None:
    highlights = chosen(site, tmp_path, [analyzed("b")]).effect
    assert highlights is not None
    assert (highlights.kind, highlights.grade, highlights.products, highlights.weeks) == ("model_face", "B", 41, 52)
    assert highlights.percent == pytest.approx(14)


def test_nothing_found_is_nothing_shown(site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audits, "rows", lambda *_: iter([row("f")]))
    monkeypatch.setattr(audits, "read_report", lambda *_: SimpleNamespace(first=SimpleNamespace(items=(), total=0)))
    monkeypatch.setattr(sales, "study", lambda *_: SimpleNamespace(report=None))
    highlights = chosen(site, tmp_path, [])
    assert highlights == Highlights(0, 0, 0, dict.fromkeys(highlights.kinds, 0), (), 0, (), None, None)
    assert read_highlights(tmp_path) == highlights


def test_they_are_read_as_they_were_written(site: Any, tmp_path: Path) -> None:
    highlights = chosen(site, tmp_path, [analyzed("face", "model_face"), analyzed("b")])
    again = read_highlights(tmp_path)
    assert json.dumps(again.to_dict()) == json.dumps(highlights.to_dict())
    assert (again.findings, again.broken, again.effect) == (highlights.findings, highlights.broken, highlights.effect)
    assert not list(tmp_path.glob("*.part"))


def test_none_yet_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no pictures yet"):
        read_highlights(tmp_path)
    assert highlights.WORST == 3
