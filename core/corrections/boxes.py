"""Boxes that people drew or deleted: one change at a time, the picture with them, and the photo type that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.corrections.verbs import analyzed, check_version, correct, counted, history, said
from core.errors import Misuse
from core.nouns.analysis import KINDS, Analysis
from core.nouns.box_set import BoxSet
from core.nouns.correction import BOXES, Correction
from core.nouns.detections import Detections
from core.nouns.thresholds import photo_type
from core.site import Site


def counted_boxes(analysis: Analysis, now: Mapping[str, str]) -> dict[str, BoxSet]:
    """The boxes that count: what people said, else what the models found.

    Parameters
    ----------
    analysis : Analysis
    now : mapping of str to str
        As `counted` returns it.

    Returns
    -------
    dict of str to BoxSet
        Of "faces" and "persons"; empty where the short cascade did not look for persons and nobody said anything.
    """
    texts = {**said(analysis), **now}
    return {name: BoxSet.from_text(texts[name]) if texts[name] else BoxSet(analysis.size_wh) for name in BOXES}


def change_box(site: Site, picture_id: str, name: str, *, was: Sequence[float] | None = None,
               now: Sequence[float] | None = None, author: str = "",
               version: int | None = None) -> list[Correction]:
    """Draw, move or delete one box; the others of its kind stay.

    Parameters
    ----------
    site : Site
    picture_id : str
        Of an analyzed picture.
    name : {"faces", "persons"}
    was, now : sequence of four float, optional
        Left, top, right, bottom in pixels of the upright picture: the box to delete, and the one to draw.
    author : str
        Who says so.
    version : int, optional
        What `versions` said when the caller looked at the boxes.

    Returns
    -------
    list of Correction
        The history of this name, the newest first.

    Raises
    ------
    Misuse
        Neither faces nor persons, no box of this picture, or `was` is not there any more.
    Changed
        Somebody changed these boxes since, also while this change was made.
    NotFound
        The picture was not analyzed here.
    """
    if name not in BOXES:
        raise Misuse(f"Boxes are of {' or '.join(BOXES)}, not {name[:40]!r}.", "Choose one of them.")
    words = [word for word in history(site, picture_id) if word.name == name]
    check_version(words, version)
    before = counted_boxes(analyzed(site, picture_id), counted(site, picture_id))[name]
    return correct(site, picture_id, name, before.changed(was, now).to_text(), author=author, version=len(words))


def with_boxes(analysis: Analysis, now: Mapping[str, str]) -> Analysis:
    """The analysis with corrected boxes in the place of the model's, to be drawn; the verdict stays the model's.

    Parameters
    ----------
    analysis : Analysis
    now : mapping of str to str
        As `counted` returns it.

    Returns
    -------
    Analysis
        Corrected boxes have the score 1 and no landmarks, and none of them decided anything.
    """
    sets = {name: BoxSet.from_text(now[name]) for name in BOXES if name in now}
    drawn = {name: Detections(BOXES[name], np.array(boxes.xyxy, np.float32).reshape(-1, 4),
                              np.ones(len(boxes), np.float32)) for name, boxes in sets.items()}
    decision = analysis.decided_by
    if decision.stage in drawn:
        decision = replace(decision, stage="none", index=None)
    if "faces" in drawn:
        decision = replace(decision, refused=())
    return replace(analysis, decided_by=decision, faces=drawn.get("faces", analysis.faces),
                   persons=drawn.get("persons", analysis.persons))


def suggested_kind(analysis: Analysis, now: Mapping[str, str]) -> str:
    """The photo type that follows from corrected boxes where another one counts; "" where there is nothing to suggest.

    Parameters
    ----------
    analysis : Analysis
    now : mapping of str to str
        As `counted` returns it.
    """
    if not any(name in now for name in BOXES) or (analysis.persons is None and "persons" not in now):
        return ""
    sets = counted_boxes(analysis, now)
    follows = KINDS[int(photo_type(len(sets["faces"]) > 0, len(sets["persons"]) > 0))]
    return "" if follows == now.get("kind", analysis.kind) else follows
