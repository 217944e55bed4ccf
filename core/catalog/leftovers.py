"""Files of the data folder that nobody needs any more: uploads that never became a job, halves of files, old
exports."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from core.catalog.pictures import NOTE
from core.catalog.store import Store
from core.nouns.job import ENDED

AGE_SECONDS = 7 * 86_400.0  # who uploaded a file has started by then
EXPORT_SECONDS = 30 * 86_400.0  # who wanted them has taken them by then


def delete_leftovers(data_dir: Path, store: Store) -> int:
    """Delete what lies unused for a week, and exported models and crops of jobs after 30 days.

    Parameters
    ----------
    data_dir : Path
        The site's data folder.
    store : Store
        Its database; what a job names is kept.

    Returns
    -------
    int
        Number of files and folders.
    """
    jobs = store.jobs()
    named = " ".join(f"{job.source} {json.dumps(job.options)}" for job in jobs)
    leftovers = [path for path in _children(data_dir / "uploads") if path.name not in named]
    if all(job.state in ENDED for job in jobs):  # an item that waits names its file itself
        leftovers += [path for path in _children(data_dir / "inbox")
                      if not (data_dir / "previews" / f"{path.name}{NOTE}").exists()]
    old = [path for path in leftovers if _age(path) > AGE_SECONDS]
    at_work = {job.job_id for job in jobs if job.state not in ENDED}
    exports = [path for place in ("exports", "crops/jobs") for path in _children(data_dir / place)
               if path.name not in at_work]
    old += [path for path in exports if _age(path) > EXPORT_SECONDS]
    for path in old:
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return len(old)


def _children(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.iterdir()


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
