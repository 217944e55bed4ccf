"""What a user can ask of this room: correct a picture, and read what counts and what was said before."""

from __future__ import annotations

from datetime import UTC, datetime

from core.catalog import corrections as kept
from core.errors import Changed, Misuse, NotFound
from core.nouns.analysis import Analysis
from core.nouns.box_set import BoxSet
from core.nouns.correction import BOXES, CHOICES, NAMES, WITHDRAWN, Correction
from core.nouns.intent import RULE_THRESHOLD
from core.site import Site

JUDGES = {"label": ("intent",), "sensitive": ("intent",), "kind": ("faces", "persons"),  # roles of models
          "faces": ("faces",), "persons": ("persons",)}


def said(analysis: Analysis) -> dict[str, str]:
    """What the models say of a picture, by name; "" for persons that the short cascade did not look for."""
    sensitive = analysis.intent.sensitive_score >= RULE_THRESHOLD
    boxes = {name: "" if found is None else BoxSet.of(found, analysis.size_wh).to_text()
             for name, found in (("faces", analysis.faces), ("persons", analysis.persons))}
    return {"label": analysis.intent.shopping.top, "kind": analysis.kind, "sensitive": "yes" if sensitive else "no",
            **boxes}


def check(name: str, value: str) -> str:
    """A value as it is kept; raises Misuse when there is no such thing to correct, or no such value."""
    if name not in NAMES:
        raise Misuse(f"A correction is about {', '.join(NAMES)}, not {name[:40]!r}.", "Choose one of them.")
    if name in BOXES and value != WITHDRAWN:
        return BoxSet.from_text(value).to_text()
    if name in CHOICES and value not in (*CHOICES[name], WITHDRAWN):
        raise Misuse(f"{value[:40]!r} is no value of {name}.",
                     f"Choose one of {', '.join(CHOICES[name])}, or {WITHDRAWN} to take a correction back.")
    return value


def correct(site: Site, picture_id: str, name: str, value: str, *, author: str = "",
            version: int | None = None) -> list[Correction]:
    """Say what is right of a picture; it counts wherever the same picture is met.

    Parameters
    ----------
    site : Site
    picture_id : str
        Of an analyzed picture.
    name : {"label", "kind", "sensitive", "faces", "persons"}
    value : str
        One of `core.nouns.correction.CHOICES`, or all boxes as the text of a `BoxSet`; what the model says confirms it.
        "model" takes earlier corrections back.
    author : str
        Who says so.
    version : int, optional
        What `versions` said when the caller looked: how long the history of this name was.

    Returns
    -------
    list of Correction
        The history of this name, the newest first; no row is added where the value counts already.

    Raises
    ------
    Misuse
        Unknown name or value, or boxes of a picture of another size.
    Changed
        Somebody corrected this name since `version`, and this value does not count already.
    NotFound
        The picture was not analyzed here.
    """
    value = check(name, value)
    analysis = analyzed(site, picture_id)
    if name in BOXES and value != WITHDRAWN and BoxSet.from_text(value).size_wh != analysis.size_wh:
        raise Misuse("The boxes are those of a picture of another size: this one has "
                     f"{analysis.size_wh[0]:,} × {analysis.size_wh[1]:,} pixels.", "Measure in the upright picture.")
    model = ", ".join(filter(None, (analysis.models.get(role, "") for role in JUDGES[name])))
    with site.store.writing() as connection:
        now = kept.counted(connection, name, picture_id).get(picture_id, WITHDRAWN)
        if value != now:
            check_version(kept.history(connection, picture_id, name), version)
            before = said(analysis)[name] if now == WITHDRAWN else now
            word = Correction(picture_id, name, value, before, author.strip(), datetime.now(UTC), model)
            kept.add(connection, [word])
        return kept.history(connection, picture_id, name)


def versions(site: Site, picture_id: str) -> dict[str, int]:
    """Name -> how often people corrected it in this picture; it grows with every correction."""
    words = history(site, picture_id)
    return {name: sum(word.name == name for word in words) for name in NAMES}


def check_version(words: list[Correction], version: int | None) -> None:
    """Raises Changed where the history of a name, the newest first, is longer than it was at `version`."""
    if version is None or len(words) == version:
        return
    if version > len(words) or version < 0:
        raise Misuse(f"The version is how often this was corrected, {len(words)}, not {version}.", "Read it again.")
    who = f" by {words[0].author}" if words[0].author else ""
    raise Changed(f"This was corrected{who} at {words[0].created:%H:%M} UTC, since you looked at it. Nothing was kept.",
                  "Look at it as it is now, and change it again where it is still wrong.")


def analyzed(site: Site, picture_id: str) -> Analysis:
    """The newest analysis of a picture; raises NotFound where there is none to correct."""
    analysis = site.store.analysis(picture_id)
    if analysis is None:
        raise NotFound("This picture was not analyzed here.", "Analyze it first.")
    return analysis


def counted(site: Site, picture_id: str) -> dict[str, str]:
    """Name -> value of what people said of a picture and did not take back."""
    latest = {word.name: word.value for word in reversed(history(site, picture_id))}
    return {name: latest[name] for name in NAMES if latest.get(name, WITHDRAWN) != WITHDRAWN}


def history(site: Site, picture_id: str) -> list[Correction]:
    """All corrections of a picture, the newest first; those of its role are not among them."""
    with site.store.reading() as connection:
        return [word for word in kept.history(connection, picture_id) if word.name in NAMES]


def every(site: Site, name: str = "") -> list[Correction]:
    """All corrections, or those of one name, the oldest first; raises Misuse for an unknown name."""
    if name:
        check(name, WITHDRAWN)
    with site.store.reading() as connection:
        return kept.every(connection, [name] if name else NAMES)
