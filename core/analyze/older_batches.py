"""Batches of release 0.1, which kept them as JSON lines: entered into the catalog as jobs, once."""

from __future__ import annotations

import json
import logging
import re
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.catalog import results
from core.catalog.tables import items, jobs
from core.jobs import leases
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.job import Item, ItemResult, PictureResult
from core.nouns.product import Candidate
from core.nouns.source import Result
from core.site import Site

log = logging.getLogger(__name__)
OLDER = "release 0.1"  # of the models' key: nobody knows which files made these results


def import_batches(site: Site) -> list[str]:
    """Enter the batches that release 0.1 left in the data folder; their links (`?batch=`) then lead to jobs.

    Each batch is one transaction, and its file is moved to `batches/imported` after it. A process that dies inside the
    transaction leaves nothing of the batch; one that dies between the transaction and the move leaves a file that the
    next start only moves, because its job is in the catalog. A file that cannot be read stays, and the log says why.

    Parameters
    ----------
    site : Site
        Open.

    Returns
    -------
    list of str
        Ids of the jobs that were made.
    """
    folder = site.settings.data_dir / "batches"
    job_ids = []
    for path in sorted(folder.glob("*.jsonl")):
        if not re.fullmatch(r"[0-9a-f]{16}", path.stem):
            continue
        try:
            total, kept = _read(path)
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            log.warning("The batch %s of release 0.1 cannot be read and stays where it is: %s", path.name, error)
            continue
        if _enter(site, path, total, kept):
            job_ids.append(path.stem)
        try:
            (folder / "imported").mkdir(exist_ok=True)
            path.replace(folder / "imported" / path.name)
        except OSError as error:
            log.warning("The batch %s is in the catalog, but its file cannot be moved away: %s", path.name, error)
    return job_ids


def _read(path: Path) -> tuple[int, dict[int, Result]]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.endswith("}")]
    return lines[0]["total"], {line["index"] + 1: _result(line["result"]) for line in lines[1:]}


def _result(values: dict[str, Any]) -> Result:
    if "error" in values:
        return Failure.from_dict(values)
    return Analysis.from_dict(values)


def _enter(site: Site, path: Path, total: int, kept: dict[int, Result]) -> bool:
    job_id, changed = path.stem, path.stat().st_mtime
    state = "done" if len(kept) == total else "cancelled"
    with site.store.writing() as connection:
        if connection.execute(select(jobs.c.job_id).where(jobs.c.job_id == job_id)).first():
            return False
        connection.execute(jobs.insert().values(
            job_id=job_id, kind="analyze", source=job_id, source_kind="pictures", options=json.dumps({"total": total}),
            state="listing", listing_over=False, created=changed, mark_at=changed))
        names = [kept[number].uri for number in sorted(kept)]
        leases.add_all(connection, job_id, [Candidate(name, origin="upload") for name in names])
        connection.execute(items.update().where(items.c.job_id == job_id).values(state="leased", holder=OLDER))
        final = results.keep(connection, [_item_result(job_id, place, kept[number])
                                          for place, number in enumerate(sorted(kept), 1)])
        leases.complete(connection, connection.execute(select(jobs).where(jobs.c.job_id == job_id)).mappings().one(),
                        OLDER, final)
        connection.execute(jobs.update().where(jobs.c.job_id == job_id).values(
            state=state, started=changed, ended=changed, running_source=None, listed=total))
    log.info("Entered batch %s of release 0.1: %d of %d pictures, at %s", job_id, len(kept), total,
             time.strftime("%Y-%m-%d", time.gmtime(changed)))
    return True


def _item_result(job_id: str, number: int, result: Result) -> ItemResult:
    item = Item(job_id, number, Candidate(result.uri, origin="upload"))
    if isinstance(result, Failure):
        return ItemResult(item, failure=result, attempts=1)
    cascade = "short" if result.persons is None else "full"
    models = " ".join((OLDER, cascade, *(result.models[role] for role in sorted(result.models))))
    return ItemResult(item, PictureResult(result), models[:200], "", attempts=1)
