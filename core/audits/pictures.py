"""One picture of an audit: judged at once, shown small, held against rules, its evidence drawn, mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core import errors
from core.analyze.batches import Source
from core.errors import InputError, Misuse, NotFound
from core.nouns.analysis import Analysis
from core.nouns.audit_row import AuditRow
from core.site import Workspace


@dataclass(frozen=True)
class RuleVerdict:
    """One rule on one picture, in words; `core.rules.check.Verdict` says more of each field.

    Attributes
    ----------
    rule, title, pack : str
    outcome : {"pass", "warn", "fail", "unknown"}
    measured, limit, unit, reason : str
    evidence : tuple of (left, top, right, bottom), or str
        Boxes in pixels of the picture, or the name of an area.
    fix : str
        What `mend_picture` can do about it; "" for nothing.
    days_left : int or None
        Until the rule comes into force.
    """

    rule: str
    title: str
    pack: str
    outcome: str
    measured: str
    limit: str
    unit: str
    reason: str
    evidence: Any = ""
    fix: str = ""
    days_left: int | None = None


@dataclass(frozen=True)
class Mended:
    """A picture that was mended and held against the rules again.

    Attributes
    ----------
    data : bytes
        The new file, a JPEG without metadata but for what the old one declared of how the picture came about.
    size_wh : tuple of int
    before, after : tuple of RuleVerdict
    notes : tuple of str
        What was done, or why not, a sentence for each fix.
    """

    data: bytes
    size_wh: tuple[int, int]
    before: tuple[RuleVerdict, ...]
    after: tuple[RuleVerdict, ...]
    notes: tuple[str, ...]


def analyze_one(workspace: Workspace, source: Source) -> Analysis:
    """Judge one picture while somebody waits.

    Raises
    ------
    MerchlensError
        Of the class that its failure would have in a batch.
    """
    if source.failure:
        kind = getattr(errors, source.failure.error, InputError)
        raise kind(source.failure.message, source.failure.hint)
    path = source.path or workspace.fetched(source)
    found: Analysis = workspace.ask("analyze", str(path), source.uri, "full")
    return found


def thumbnail(workspace: Workspace, picture_id: str) -> bytes:
    """A judged picture as JPEG of at most 160 px, or its preview where there is none; raises NotFound."""
    try:
        return workspace.thumbnail(picture_id).read_bytes()
    except NotFound:
        return workspace.preview(picture_id).read_bytes()


def picture_detail(workspace: Workspace, picture_id: str) -> Analysis:
    """The newest judgment of a picture, with its boxes; raises NotFound."""
    found = workspace.store.analysis(picture_id)
    if found is None:
        raise NotFound("This picture is not known here.", "Audit it first.")
    return found


def check_rules(workspace: Workspace, row: AuditRow) -> dict[str, list[RuleVerdict]]:
    """Rule pack -> verdict of each of its rules on a picture of an audit, as of today."""
    if not row.measures:
        return {}
    found = workspace.ask("verdicts", row.measures, list(row.verdicts))
    return {name: [RuleVerdict(**values) for values in verdicts] for name, verdicts in found.items()}


def rule_evidence(workspace: Workspace, row: AuditRow, pack: str) -> bytes:
    """What the broken rules of a pack rest on, drawn on the picture (JPEG of at most 640 px)."""
    drawn: bytes = workspace.ask("evidence", str(workspace.original(row.picture_id)), row.measures, [pack])
    return drawn


def mend_picture(workspace: Workspace, row: AuditRow, pack: str) -> Mended:
    """Do what honestly can be done about the rules that a picture breaks, and check it again.

    Parameters
    ----------
    workspace : Workspace
    row : AuditRow
    pack : str
        Rule pack to satisfy.

    Raises
    ------
    Misuse
        When nothing can be mended.
    """
    before = check_rules(workspace, row).get(pack, [])
    fixes = list(dict.fromkeys(verdict.fix for verdict in before if verdict.fix))
    if not fixes:
        raise Misuse("Nothing about this picture can be mended without inventing pixels.", "Take a new photo.")
    found = workspace.ask("mend", str(workspace.original(row.picture_id)), row.measures, pack, fixes)
    after = tuple(RuleVerdict(**values) for values in found["after"])
    return Mended(found["data"], found["size_wh"], tuple(before), after, found["notes"])
