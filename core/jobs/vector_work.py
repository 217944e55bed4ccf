"""Vectors of pictures by a model, made picture by picture in worker processes and kept in the catalog.

What a long job that needs vectors asks for first. A job that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from core.catalog import pictures, vectors
from core.errors import MerchlensError
from core.jobs.kinds import Progress
from core.models.manifest import Entry
from core.processes.each import each
from core.site import Site
from core.words.numerals import count

AT_ONCE = 2  # pictures under way for each worker process, so that none waits
WRITTEN = 100  # vectors of one transaction
Found = dict[str, np.ndarray]
Asked = tuple[str, tuple[Any, ...]]  # picture_id, and the arguments of the task


def name_of(model: Entry, what: str) -> str:
    """What vectors are kept under: the model's file and what is taken from it, whatever its thresholds are."""
    return f"{model.name} {what} {model.sha256[:16]}"


def fill_vectors(site: Site, task: str, name: str, asked: list[Asked], *, progress: Progress) -> bool:
    """Compute vectors and keep them; a picture that cannot be read gets none.

    Parameters
    ----------
    site : Site
    task : str
        "core.<room>.tasks:<name>"; gives the vector of one picture.
    name : str
        As `name_of`.
    asked : list of (str, tuple)
        Picture id and the task's arguments, for pictures without such a vector.
    progress : callable
        Takes a sentence and the share that is done; answers False when nobody wants the job any more.

    Returns
    -------
    bool
        False when it was ended early; what was computed is kept.

    Raises
    ------
    SetupError
        When no picture can be looked at, such as for a missing model.
    """
    done, wanted, found = 0, True, Found()

    def is_wanted() -> bool:
        nonlocal wanted
        wanted = progress(f"{done:,} of {count(len(asked), 'photo')} looked at by the model", done / len(asked))
        return wanted

    try:
        for (picture_id, _), vector in each(asked, lambda one: site.pool.submit(task, *one[1]), is_wanted=is_wanted,
                                            workers=AT_ONCE * site.settings.workers):
            done += 1
            if not isinstance(vector, MerchlensError):  # it has none; whoever asked says how many have none
                found[picture_id] = vector
            if len(found) >= WRITTEN:
                _keep(site, name, found)
    finally:
        _keep(site, name, found)
    return wanted


def file_of(site: Site, picture_id: str) -> tuple[str, str]:
    """An analyzed picture's own file and its id; its preview and "" where that is gone, since an upload is kept for a
    week only. Raises NotFound where neither is there."""
    try:
        return str(pictures.original(site.settings.data_dir, picture_id)), picture_id
    except MerchlensError:
        return str(pictures.preview(site.settings.data_dir, picture_id)), ""


def files_of(site: Site, picture_ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Picture id, and what `file_of` gives, of the pictures that still have a file."""
    for picture_id in picture_ids:
        with suppress(MerchlensError):
            yield picture_id, *file_of(site, picture_id)


def _keep(site: Site, name: str, found: Found) -> None:
    if found:
        with site.store.writing() as connection:
            vectors.keep(connection, name, found)
        found.clear()
