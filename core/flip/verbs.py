"""What a user can ask of this room: the smallest edit that changes a picture's verdict, and the edited picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core import analyze
from core.catalog import pictures
from core.errors import Misuse, NotFound
from core.nouns.flip import Edit, FlipSearch
from core.site import Site

FLIP, EDIT = "core.flip.tasks:flip", "core.flip.tasks:edit"
THUMBNAIL, PREVIEW = "core.flip.tasks:thumbnail", "core.flip.tasks:preview"
BUDGET = 240  # evaluations of the intent model
MOST = 5000


def flip_picture(site: Site, picture_id: str, *, target: str = "", budget: int = BUDGET) -> FlipSearch:
    """Search the smallest edit that changes an analyzed picture's verdict.

    Parameters
    ----------
    site : Site
    picture_id : str
        sha256 of the picture's bytes.
    target : str
        A label that is to become the top one; "" for the other verdict on shoppable.
    budget : int
        Most evaluations of the intent model; about 4 ms each.

    Returns
    -------
    FlipSearch

    Raises
    ------
    NotFound
        When the picture is unknown, or its file has changed.
    Misuse
        For another target or budget.
    """
    return _run(site, pictures.original(site.settings.data_dir, picture_id), picture_id, target, budget=budget)


def flip_file(site: Site, text: str, *, target: str = "", budget: int = BUDGET) -> FlipSearch:
    """The same for a file or an address that was not analyzed before; raises InputError."""
    return _run(site, _file(site, text), "", target, budget=budget)


def edited(site: Site, picture_id: str, edits: Edit | Iterable[Edit]) -> bytes:
    """An analyzed picture with edits applied, as JPEG at full size; raises NotFound."""
    path = pictures.original(site.settings.data_dir, picture_id)
    return _edited(site, path, picture_id, edits)


def edited_file(site: Site, text: str, edits: Edit | Iterable[Edit]) -> bytes:
    """The same for a file or an address; raises InputError."""
    return _edited(site, _file(site, text), "", edits)


def edited_thumbnail(site: Site, picture_id: str, edits: tuple[Edit, ...]) -> bytes:
    """An analyzed picture with edits applied, as JPEG of at most 160 px; raises NotFound."""
    return _small(site, THUMBNAIL, picture_id, edits)


def edited_preview(site: Site, picture_id: str, edits: tuple[Edit, ...]) -> bytes:
    """The same of at most 640 px; raises NotFound."""
    return _small(site, PREVIEW, picture_id, edits)


def _small(site: Site, task: str, picture_id: str, edits: tuple[Edit, ...]) -> bytes:
    data: bytes = site.run(task, str(pictures.original(site.settings.data_dir, picture_id)), picture_id, edits)
    return data


def _edited(site: Site, path: Path, picture_id: str, edits: Edit | Iterable[Edit]) -> bytes:
    data: bytes = site.run(EDIT, str(path), picture_id, (edits,) if isinstance(edits, Edit) else tuple(edits))
    return data


def _run(site: Site, path: Path, picture_id: str, target: str, *, budget: int) -> FlipSearch:
    if not 0 <= budget <= MOST:
        raise Misuse(f"The budget is a whole number of evaluations from 0 to {MOST:,}, not {budget}.",
                     f"Leave it out for {BUDGET}.")
    search: FlipSearch = site.run(FLIP, str(path), picture_id, (target, budget))
    return search


def _file(site: Site, text: str) -> Path:
    source = analyze.sources_from_paths(site, [text])
    if not source or source[0].failure:
        failure = source[0].failure if source else None
        raise NotFound(failure.message if failure else "There is no picture.", failure.hint if failure else "")
    return source[0].path or analyze.fetched(site, source[0])
