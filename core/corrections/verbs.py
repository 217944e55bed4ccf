"""What a user can ask of this room: correct a picture, and read what counts and what was said before."""

from __future__ import annotations

from datetime import UTC, datetime

from core.catalog import corrections as kept
from core.errors import Misuse, NotFound
from core.nouns.analysis import Analysis
from core.nouns.correction import CHOICES, WITHDRAWN, Correction
from core.nouns.intent import RULE_THRESHOLD
from core.site import Site

JUDGES = {"label": ("intent",), "sensitive": ("intent",), "kind": ("faces", "persons")}  # roles of models


def said(analysis: Analysis) -> dict[str, str]:
    """What the models say of a picture, by the names of `CHOICES`."""
    sensitive = analysis.intent.sensitive_score >= RULE_THRESHOLD
    return {"label": analysis.intent.shopping.top, "kind": analysis.kind, "sensitive": "yes" if sensitive else "no"}


def check(name: str, value: str) -> None:
    """Raises Misuse when there is no such thing to correct, or no such value."""
    if name not in CHOICES:
        raise Misuse(f"A correction is about {', '.join(CHOICES)}, not {name[:40]!r}.", "Choose one of them.")
    if value not in (*CHOICES[name], WITHDRAWN):
        raise Misuse(f"{value[:40]!r} is no value of {name}.",
                     f"Choose one of {', '.join(CHOICES[name])}, or {WITHDRAWN} to take a correction back.")


def correct(site: Site, picture_id: str, name: str, value: str, *, author: str = "") -> list[Correction]:
    """Say what is right of a picture; it counts wherever the same picture is met.

    Parameters
    ----------
    site : Site
    picture_id : str
        Of an analyzed picture.
    name : {"label", "kind", "sensitive"}
    value : str
        One of `core.nouns.correction.CHOICES`; what the model says confirms it. "model" takes earlier corrections back.
    author : str
        Who says so.

    Returns
    -------
    list of Correction
        The history of this name, the newest first; no row is added where the value counts already.

    Raises
    ------
    Misuse
        Unknown name or value.
    NotFound
        The picture was not analyzed here.
    """
    check(name, value)
    analysis = site.store.analysis(picture_id)
    if analysis is None:
        raise NotFound("This picture was not analyzed here.", "Analyze it first.")
    model = ", ".join(filter(None, (analysis.models.get(role, "") for role in JUDGES[name])))
    with site.store.writing() as connection:
        now = kept.counted(connection, name, picture_id).get(picture_id, WITHDRAWN)
        if value != now:
            before = said(analysis)[name] if now == WITHDRAWN else now
            word = Correction(picture_id, name, value, before, author.strip(), datetime.now(UTC), model)
            kept.add(connection, [word])
        return kept.history(connection, picture_id, name)


def counted(site: Site, picture_id: str) -> dict[str, str]:
    """Name -> value of what people said of a picture and did not take back."""
    with site.store.reading() as connection:
        values = {name: kept.counted(connection, name, picture_id).get(picture_id) for name in CHOICES}
    return {name: value for name, value in values.items() if value}


def history(site: Site, picture_id: str) -> list[Correction]:
    """All corrections of a picture, the newest first; those of its role are not among them."""
    with site.store.reading() as connection:
        return [word for word in kept.history(connection, picture_id) if word.name in CHOICES]


def every(site: Site, name: str = "") -> list[Correction]:
    """All corrections, or those of one name, the oldest first; raises Misuse for an unknown name."""
    if name:
        check(name, WITHDRAWN)
    with site.store.reading() as connection:
        return kept.every(connection, [name] if name else CHOICES)
