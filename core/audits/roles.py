"""Roles of an audit's pictures: what each is for, moved by people, with the history of that."""

from __future__ import annotations

from core import rules
from core.audits import verbs
from core.catalog import corrections as kept
from core.catalog import roles as kept_roles
from core.errors import Misuse, NotFound
from core.nouns.audit_row import AuditRow
from core.nouns.correction import Correction
from core.nouns.role import ROLE, ROLES
from core.site import Site


def row(site: Site, job_id: str, number: int) -> AuditRow:
    """One row of an audit by its number; raises NotFound."""
    verbs.job(site, job_id)
    picture = site.store.row(job_id, number)
    if picture is None:
        raise NotFound(f"This audit has no photo number {number}.", "Numbers stand in the column `number` of exports.")
    return picture


def move_picture(site: Site, job_id: str, number: int, role: str, *, author: str = "") -> AuditRow:
    """Give a picture another role: it counts, or counts no longer, in every audit that has it.

    Parameters
    ----------
    site : Site
        Its catalog keeps the correction.
    job_id : str
        Of the audit.
    number : int
        Of the picture in it.
    role : str
        One of `core.nouns.role.ROLES`.
    author : str
        Who says so.

    Returns
    -------
    AuditRow
        The picture as it is now.

    Raises
    ------
    Misuse
        Unknown role, or the row is a failure.
    NotFound
        Unknown audit or number.
    """
    if role not in ROLES:
        raise Misuse(f"{role[:40]!r} is no role of a photo.", f"Roles are {', '.join(ROLES)}.")
    picture = row(site, job_id, number)
    if picture.error:
        raise Misuse("A photo that could not be analyzed has no role.", "Move one that was analyzed.")
    if picture.role != role:
        broken = _breaches(site, picture.picture_id) if role == "product" else {}
        with site.store.writing() as connection:
            kept_roles.move(connection, picture.picture_id, role, author=author,
                            breaches=lambda *place: broken.get(place, []))
    return row(site, job_id, number)


def role_history(site: Site, picture_id: str) -> list[Correction]:
    """The corrections of a picture's role, the newest first."""
    with site.store.reading() as connection:
        return kept.history(connection, picture_id, ROLE)


def _breaches(site: Site, picture_id: str) -> dict[tuple[str, int], list[str]]:
    """What a picture breaks in each audit that has it, by the rule packs as they are now."""
    broken: dict[tuple[str, int], list[str]] = {}
    with site.store.reading() as connection:
        places = kept_roles.places_of(connection, picture_id)
    for job_id, number in places:
        packs = [name for name in site.store.job(job_id).options.get("rules", ()) if name in rules.packs(site)]
        measures = row(site, job_id, number).measures
        outcomes = rules.outcomes(site, measures, packs) if packs and measures else None
        broken[job_id, number] = [name for name, outcome in (outcomes or {}).items() if outcome == "fail"]
    return broken
