"""The subject of an analyzed picture, and a person's own point or box: found, remembered, kept for the next crop."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from core import analyze, corrections
from core.catalog import corrections as kept
from core.catalog import pictures
from core.crops.options import read_poi
from core.crops.subject import Measured, subject_of
from core.errors import SetupError
from core.images.files import write_whole
from core.nouns.analysis import Analysis
from core.nouns.correction import WITHDRAWN, Correction
from core.nouns.crop import Box, Subject
from core.site import Site

MEASURE = "core.crops.tasks:measure"
OWN = "poi"  # name of the correction
VERSION = 1  # of what is measured


def subject(site: Site, picture_id: str, own: Box | None = None) -> Subject:
    """What must stay in the crops of an analyzed picture.

    Parameters
    ----------
    site : Site
    picture_id : str
    own : Box, optional
        A point of interest as shares of the picture's sides, in place of the one that is remembered.

    Raises
    ------
    NotFound
        When the picture was not analyzed here, or its file is gone.
    """
    analysis = analyze.analysis_of(site, picture_id)
    measured = _measured(site, analysis)
    now = corrections.counted(site, picture_id)
    return subject_of(corrections.with_boxes(analysis, now), measured,
                      _in_pixels(own or own_poi(site, picture_id), analysis.size_wh))


def file_of(site: Site, picture_id: str) -> Path:
    """The file of an analyzed picture; raises NotFound where it is gone."""
    return pictures.original(site.settings.data_dir, picture_id)


def own_poi(site: Site, picture_id: str) -> Box | None:
    """The point or box that a person says must stay, as shares of the picture's sides; None where nobody did."""
    with site.store.reading() as connection:
        text = kept.counted(connection, OWN, picture_id).get(picture_id, "")
    return read_poi(OWN, text) if text else None


def set_poi(site: Site, picture_id: str, value: str, *, author: str = "") -> list[Correction]:
    """Remember what must stay in the crops of a picture.

    Parameters
    ----------
    site : Site
    picture_id : str
        Of an analyzed picture.
    value : str
        `x:y` or `x:y:width:height` as shares of the picture's sides, from the top left corner; "model" takes it back.
    author : str
        Who says so.

    Returns
    -------
    list of Correction
        The history, the newest first.

    Raises
    ------
    NotFound, Misuse
        The picture was not analyzed here, or the value is no point and no box.
    """
    analyze.analysis_of(site, picture_id)
    if value != WITHDRAWN:
        read_poi(OWN, value)
    with site.store.writing() as connection:
        now = kept.counted(connection, OWN, picture_id).get(picture_id, WITHDRAWN)
        if value != now:
            kept.add(connection, [Correction(picture_id, OWN, value, now, author.strip(), datetime.now(UTC), "")])
        return kept.history(connection, picture_id, OWN)


def _measured(site: Site, analysis: Analysis) -> Measured:
    """What was measured of a picture's pixels before, else now."""
    path = site.settings.data_dir / "crops" / "measured" / f"{analysis.picture_id}.json"
    try:
        values = json.loads(path.read_text("utf-8"))
        if values.pop("version") == VERSION:
            return Measured.from_dict(values)
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not measured yet, or half written by a power cut
    measured: Measured = site.run(MEASURE, str(file_of(site, analysis.picture_id)), analysis)
    with suppress(SetupError):  # a full disk costs the next crop the same time again
        write_whole(path, json.dumps({"version": VERSION, **measured.to_dict()}), "What was measured")
    return measured


def _in_pixels(own: Box | None, size_wh: tuple[int, int]) -> Box | None:
    if own is None:
        return None
    width, height = size_wh
    return own[0] * width, own[1] * height, own[2] * width, own[3] * height
