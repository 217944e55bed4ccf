"""What a stakeholder sees of a finished demo in half a minute: a few photos with their evidence, and one number."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core import analyze, audits, explain, rules, sales
from core.errors import NotFound
from core.nouns.analysis import KINDS, Analysis
from core.nouns.audit_row import AuditRow
from core.nouns.intent import RULE_THRESHOLD
from core.nouns.source import Result
from core.nouns.verdict import Verdict
from core.site import Site

FILE = "highlights.json"
WORST = 3  # findings of the shop that are shown


@dataclass(frozen=True)
class DemoPhoto:
    """An analyzed photo; `file` is its name with boxes drawn."""

    file: str
    analysis: Analysis


@dataclass(frozen=True)
class ShopFinding:
    """A photo that a shopping engine would misread, with a heatmap of what it looked at.

    Attributes
    ----------
    file, uri, title : str
        The picture with its heatmap, its name in the feed, and the product.
    finding : {"intent", "category", "ambiguous"}
        As in an audit's report.
    reason : str
        One sentence.
    label : str
        What the heatmap shows evidence for.
    """

    file: str
    uri: str
    title: str
    finding: str
    reason: str
    label: str


@dataclass(frozen=True)
class RuleFinding:
    """A photo that breaks rules of several marketplaces, with the places drawn.

    Attributes
    ----------
    file, uri, title : str
        As for `ShopFinding`.
    packs : tuple of str
        Titles of the rule packs that it fails for this reason.
    reason : str
        One sentence, of the first pack.
    """

    file: str
    uri: str
    title: str
    packs: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class SalesEffect:
    """The effect of one photo type on sales; all fields are those of `core.sales`' effects.

    Attributes
    ----------
    kind, reference : str
        Photo types that are compared.
    outcome : {"units", "revenue"}
    percent, percent_low, percent_high : float
        With 95 % interval.
    grade : {"A", "B", "C", "D"}
    products, weeks : int
    """

    kind: str
    reference: str
    outcome: str
    percent: float
    percent_low: float
    percent_high: float
    grade: str
    products: int
    weeks: int


@dataclass(frozen=True)
class Highlights:
    """The demo in a few values.

    Attributes
    ----------
    analyzed, failed, shoppable : int
        Photos.
    kinds : dict of str to int
        Photo type -> photos.
    photos : tuple of DemoPhoto
        The clearest photo of each type, then the one that is least shoppable.
    findings_total : int
        Photos that a shopping engine would misread, or nearly.
    findings : tuple of ShopFinding
        The worst ones.
    broken : RuleFinding or None
    effect : SalesEffect or None
        The most reliable effect of a photo type on sales.
    """

    analyzed: int
    failed: int
    shoppable: int
    kinds: dict[str, int]
    photos: tuple[DemoPhoto, ...]
    findings_total: int
    findings: tuple[ShopFinding, ...]
    broken: RuleFinding | None
    effect: SalesEffect | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        photos = [{"file": photo.file, "analysis": photo.analysis.to_dict()} for photo in self.photos]
        return {**asdict(self), "photos": photos}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Highlights:
        """Inverse of `to_dict`."""
        broken, effect = values["broken"], values["effect"]
        return Highlights(**{
            **values,
            "photos": tuple(DemoPhoto(photo["file"], Analysis.from_dict(photo["analysis"]))
                            for photo in values["photos"]),
            "findings": tuple(ShopFinding(**finding) for finding in values["findings"]),
            "broken": RuleFinding(**{**broken, "packs": tuple(broken["packs"])}) if broken else None,
            "effect": SalesEffect(**effect) if effect else None})


def choose_highlights(site: Site, folder: Path, results: list[Result], *, audit: str, study: str) -> Highlights:
    """Choose what is shown of a demo, draw it, and write pictures and values into `folder`.

    Parameters
    ----------
    site : Site
    folder : Path
        Made where it is missing.
    results : list of Analysis or Failure
        Of the analysis.
    audit, study : str
        Ids of the finished audit and study.
    """
    folder.mkdir(parents=True, exist_ok=True)
    analyses = [result for result in results if isinstance(result, Analysis)]
    report = audits.read_report(site, audit)
    worst = report.first.items[:WORST]
    photos = _photos(analyses, {item.row.picture_id for item in worst})
    highlights = Highlights(
        analyzed=len(analyses), failed=len(results) - len(analyses),
        shoppable=sum(analysis.intent.shoppable for analysis in analyses),
        kinds={kind: sum(analysis.kind == kind for analysis in analyses) for kind in KINDS},
        photos=tuple(DemoPhoto(_keep(folder, f"photo-{number}.jpg", analyze.annotated(site, analysis)), analysis)
                     for number, analysis in enumerate(photos, 1)),
        findings_total=report.first.total,
        findings=tuple(_finding(site, folder, number, item) for number, item in enumerate(worst, 1)),
        broken=_broken(site, folder, audits.rows(site, audit)), effect=_effect(site, study))
    _keep(folder, FILE, json.dumps(highlights.to_dict(), ensure_ascii=False).encode())
    return highlights


def read_highlights(folder: Path) -> Highlights:
    """Highlights that `choose_highlights` wrote; raises NotFound."""
    path = folder / FILE
    if not path.is_file():
        raise NotFound("The demo has no pictures yet.", "Open the demo.")
    return Highlights.from_dict(json.loads(path.read_text("utf-8")))


def _photos(analyses: list[Analysis], used: set[str]) -> list[Analysis]:
    """The clearest photo of each type, and the least shoppable one; others than those of `taken` where there are."""
    photos: list[Analysis] = []
    for kind in KINDS:
        of_kind = [analysis for analysis in analyses if analysis.kind == kind]
        photos += sorted(of_kind, key=lambda analysis: _clearness(analysis, used), reverse=True)[:1]
    rest = [analysis for analysis in analyses if analysis not in photos and analysis.picture_id not in used
            and analysis.intent.sensitive_score < RULE_THRESHOLD]
    return photos + sorted(rest, key=lambda analysis: analysis.intent.shoppable_score)[:1]


def _clearness(analysis: Analysis, used: set[str]) -> tuple[float, ...]:
    """Order of the photos of one type: shoppable, not shown elsewhere, clear by its decision and its score."""
    intent = analysis.intent
    margin = round(analysis.decided_by.margin, 1)
    return intent.shoppable, analysis.picture_id not in used, margin, intent.shoppable_score


def _finding(site: Site, folder: Path, number: int, item: audits.QueueItem) -> ShopFinding:
    """A finding of the report with its heatmap, or with its boxes where nothing speaks for the label."""
    row = item.row
    explanation = explain.explain_picture(site, row.picture_id, row.top_label)
    file = _keep(folder, f"finding-{number}.jpg", explanation.overlay)
    return ShopFinding(file, row.uri, row.product.title, item.finding, item.reason, row.top_label)


def _broken(site: Site, folder: Path, rows: Iterable[AuditRow]) -> RuleFinding | None:
    """The photo that breaks rules of most marketplaces at places that can be drawn; the most shoppable wins ties."""
    candidates = [(row, places) for row in rows if (places := _places(site, row))]
    if not candidates:
        return None
    row, places = max(candidates, key=lambda pair: (len(pair[1]), pair[0].shoppable_score))
    packs = rules.packs(site)
    first = next(iter(places))
    file = _keep(folder, "rules.jpg", rules.draw_evidence(site, row, first))
    return RuleFinding(file, row.uri, row.product.title, tuple(packs[pack].title for pack in places),
                       places[first].reason)


def _places(site: Site, row: AuditRow) -> dict[str, Verdict]:
    """Rule pack -> the first of its failing verdicts that names places in the picture."""
    failing = [pack for pack, outcome in row.verdicts.items() if outcome == "fail"]
    if not failing:
        return {}
    verdicts = rules.check_picture(site, row)
    broken = {pack: [verdict for verdict in verdicts.get(pack, []) if verdict.outcome == "fail" and verdict.evidence
                     and not isinstance(verdict.evidence, str)] for pack in failing}
    return {pack: failures[0] for pack, failures in broken.items() if failures}


def _effect(site: Site, study_id: str) -> SalesEffect | None:
    """The effect over all products with the best grade; the largest of those."""
    report = sales.study(site, study_id).report
    if report is None:
        return None
    facts = report.facts
    overall = sales.main_effects(report)
    if not overall:
        return None
    best = min(overall, key=lambda effect: (effect.grade, -abs(effect.beta)))
    return SalesEffect(best.kind, facts["reference"], best.dependent, best.percent, best.percent_low, best.percent_high,
                       best.grade, facts["products"], facts["periods"])


def _keep(folder: Path, name: str, data: bytes) -> str:
    part = folder / f"{name}.part"
    part.write_bytes(data)
    part.replace(folder / name)
    return name
