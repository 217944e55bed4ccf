"""What a user can want of this room: the rule packs, a picture checked, its evidence, a fixed picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.catalog import pictures
from core.errors import Misuse
from core.nouns.audit_row import AuditRow
from core.nouns.measures import Measures
from core.nouns.verdict import Verdict
from core.rules import rule_packs
from core.rules.check import check_packs, outcomes_by_name
from core.rules.rule_packs import Pack
from core.site import Site

TASKS = "core.rules.tasks"


@dataclass(frozen=True)
class FixedPicture:
    """A picture after its fixes, checked again.

    Attributes
    ----------
    data : bytes
        The new file: a JPEG whose only metadata is the digital source type of the old one.
    size_wh : tuple of int
    before, after : tuple of Verdict
    notes : tuple of str
        One sentence for each fix: what changed, or why nothing did.
    """

    data: bytes
    size_wh: tuple[int, int]
    before: tuple[Verdict, ...]
    after: tuple[Verdict, ...]
    notes: tuple[str, ...]


def packs(site: Site) -> dict[str, Pack]:
    """The bundled rule packs and those of the site's own folder, by name.

    Raises
    ------
    SetupError
        A pack of the own folder is not valid; the message names the file, the rule and what is wrong.
    """
    return rule_packs.packs(site.settings.rules_dir)


def check_picture(site: Site, row: AuditRow) -> dict[str, list[Verdict]]:
    """Rule pack -> verdict of each of its rules on a picture of an audit, as of today; empty without measures."""
    return _verdicts(site, row.measures, row.verdicts) if row.measures else {}


def outcomes(site: Site, measures: dict[str, Any], names: Iterable[str]) -> dict[str, str]:
    """What rule packs say as of today of a picture that was measured before.

    Kept measures may be older than a pack, their outcomes never: they are computed anew at each call.

    Parameters
    ----------
    site : Site
    measures : dict
        As `Measures.to_dict` gives them, of this or an earlier release.
    names : iterable of str
        The packs to check.

    Returns
    -------
    dict of str to str
        Pack -> "pass", "warn" or "fail"; broken "pack.rule" -> "fail".
    """
    return outcomes_by_name(_verdicts(site, measures, names))


def draw_evidence(site: Site, row: AuditRow, pack: str) -> bytes:
    """What the broken rules of a pack rest on, drawn on the picture (JPEG of at most 640 px)."""
    path = str(pictures.original(site.settings.data_dir, row.picture_id))
    jpeg: bytes = site.run(f"{TASKS}:draw_evidence", path, row.measures, [pack])
    return jpeg


def fix_picture(site: Site, row: AuditRow, pack: str) -> FixedPicture:
    """Apply the honest fixes for the rules that a picture breaks, and check the result.

    Parameters
    ----------
    site : Site
    row : AuditRow
    pack : str
        Name of the rule pack to satisfy.

    Raises
    ------
    Misuse
        No fix applies.
    """
    before = check_picture(site, row).get(pack, [])
    fixes = list(dict.fromkeys(verdict.fix for verdict in before if verdict.fix))
    if not fixes:
        raise Misuse("No automatic fix of this picture would be honest.",
                     "The reason of each broken rule says why. Correct the picture by hand, or take a new photo.")
    path = str(pictures.original(site.settings.data_dir, row.picture_id))
    result = site.run(f"{TASKS}:fix_picture", path, row.measures, (pack, fixes))
    return FixedPicture(result["data"], result["size_wh"], tuple(before), tuple(result["after"]), result["notes"])


def _verdicts(site: Site, measures: dict[str, Any], names: Iterable[str]) -> dict[str, list[Verdict]]:
    return check_packs(Measures.from_dict(measures), packs(site), names, datetime.now(UTC).date())
