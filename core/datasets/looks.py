"""What files are: read and decoded in worker processes, and written down, so that a run that was killed goes on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence

from core.errors import MerchlensError, WorkFailed
from core.jobs.lines import Lines
from core.processes.each import each
from core.site import Site

Look = tuple[str, str, str, tuple[int, int]]
Progress = Callable[[int, int], None]
LOOK = "core.datasets.tasks:look"
BATCH = 32  # files that one task looks at
TIMES = 4  # of the limit of one picture


def look_at(site: Site, paths: Sequence[str], name: str, progress: Progress | None = None) -> list[Look]:
    """Read and decode files.

    Parameters
    ----------
    site : Site
    paths : sequence of str
    name : str
        Of the run: one of the same name that did not come to its end has looked at some of the files already. A file
        whose size or time has changed since is looked at again.
    progress : callable, optional
        Takes the files that are read, and all of them, several times a second; what it raises ends the run.

    Returns
    -------
    list of (str, str, str, (int, int))
        Of each file its picture id, perceptual hash, "" and size (width, height); or "", "", why it is no picture, and
        (0, 0).
    """
    kept = Lines(site.settings.data_dir / "datasets" / f"sizes-{hashlib.sha256(name.encode()).hexdigest()[:16]}.jsonl")
    stamps = {path: _stamp(path) for path in paths}
    known: dict[str, Look] = {path: (*look, (width, height)) for line in kept.read()
                              for path, stamp, *look, (width, height) in line["looks"]
                              if stamp and stamps.get(path) == stamp}

    def is_wanted() -> bool:
        if progress:
            progress(len(known), len(stamps))
        return True

    waiting = [path for path in stamps if path not in known]
    pending = [waiting[start:start + BATCH] for start in range(0, len(waiting), BATCH)]
    while pending:
        batches, pending = pending, []
        for batch, looks in each(batches, lambda batch: site.pool.submit(LOOK, batch, times=TIMES),
                                 workers=site.settings.workers, is_wanted=is_wanted):
            if isinstance(looks, MerchlensError) and len(batch) > 1:
                pending += [[path] for path in batch]  # one of them is at fault
                continue
            found = [("", "", looks.message, (0, 0))] if isinstance(looks, MerchlensError) else looks
            known.update(zip(batch, found, strict=True))
            kept.add({"looks": [[path, stamps[path], *known[path]] for path in batch]})
    is_wanted()
    if len(known) < len(stamps):
        raise WorkFailed("The program ended before all photos were read.", "Start it again: it goes on from here.")
    kept.delete()
    return [known[path] for path in paths]


def _stamp(path: str) -> str:
    """Changes with a file; "" for one that cannot be seen."""
    try:
        seen = os.stat(path)
    except (OSError, ValueError):
        return ""
    return f"{seen.st_mtime_ns} {seen.st_size}"
