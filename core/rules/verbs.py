"""What a user can want of this room: which packs there are, a picture checked, its evidence, a fixed picture."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalog import pictures
from core.errors import Misuse
from core.nouns.audit_row import AuditRow
from core.nouns.verdict import Verdict
from core.rules import rule_packs
from core.rules.rule_packs import Pack
from core.site import Site

TASKS = "core.rules.tasks"


@dataclass(frozen=True)
class FixedPicture:
    """A picture that was fixed and checked again.

    Attributes
    ----------
    data : bytes
        The new file, a JPEG without metadata but for what the old one declared of how the picture came about.
    size_wh : tuple of int
    before, after : tuple of Verdict
    notes : tuple of str
        What was done, or why not, a sentence for each fix.
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
    """Rule pack -> verdict of each of its rules on a picture of an audit, as of today."""
    if not row.measures:
        return {}
    verdicts: dict[str, list[Verdict]] = site.run(f"{TASKS}:verdicts", row.measures, list(row.verdicts))
    return verdicts


def draw_evidence(site: Site, row: AuditRow, pack: str) -> bytes:
    """What the broken rules of a pack rest on, drawn on the picture (JPEG of at most 640 px)."""
    path = str(pictures.original(site.settings.data_dir, row.picture_id))
    drawn: bytes = site.run(f"{TASKS}:evidence", path, row.measures, [pack])
    return drawn


def fix_picture(site: Site, row: AuditRow, pack: str) -> FixedPicture:
    """Do what honestly can be done about the rules that a picture breaks, and check it again.

    Parameters
    ----------
    site : Site
    row : AuditRow
    pack : str
        Rule pack to satisfy.

    Raises
    ------
    Misuse
        When nothing can be mended.
    """
    before = check_picture(site, row).get(pack, [])
    fixes = list(dict.fromkeys(verdict.fix for verdict in before if verdict.fix))
    if not fixes:
        raise Misuse("Nothing about this picture can be mended without inventing pixels.", "Take a new photo.")
    path = str(pictures.original(site.settings.data_dir, row.picture_id))
    found = site.run(f"{TASKS}:fix", path, row.measures, (pack, fixes))
    return FixedPicture(found["data"], found["size_wh"], tuple(before), tuple(found["after"]), found["notes"])
