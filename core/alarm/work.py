"""What the job board asks of this room: barcodes and looks of an audit's pictures are compared, one long item.

The index of products holds the looks; it is brought up to date first. What was seen is kept in one file for each audit.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core import skus
from core.alarm.looks import Alike
from core.alarm.offers import Offer, read_offers
from core.alarm.other_sku import Pair, Seen
from core.errors import MerchlensError, NotFound
from core.jobs.board import open_board
from core.jobs.kinds import LongKind, Progress
from core.jobs.vector_work import AT_ONCE, files_of
from core.nouns.job import Job
from core.processes.each import each
from core.site import Site
from core.words.numerals import count

KIND = "wrong-skus"
CODES, COMPARE = "core.alarm.tasks:codes_of", "core.alarm.tasks:compare"
FOLDER = Path("skus") / "audits"  # of the data folder
INDEXED, READ = 0.4, 0.7  # of the progress bar, when the index is made, when barcodes are read
SLICE = 64  # pictures that are compared at a time
LOOK_SECONDS = 0.2
TIMES = 4  # of the seconds for one picture


def job_kind(site: Site) -> LongKind:
    """The kind `wrong-skus`: all pictures of the audit that is its source."""

    def run(job: Job, progress: Progress) -> None:
        with site.store.reading() as connection:
            offers = read_offers(connection, job.source)
        if not _indexed(site, progress):
            return
        codes = _codes(site, offers, read_seen(site, job.source).codes, progress)
        pairs = _pairs(site, offers, progress) if codes is not None else None
        if codes is not None and pairs is not None:
            _write(file_of_audit(site, job.source), Seen(codes, pairs))

    return LongKind(run)


def file_of_audit(site: Site, job_id: str) -> Path:
    """Where what was seen on an audit's pictures lies."""
    return Path(site.settings.data_dir) / FOLDER / f"{job_id}.json"


def read_seen(site: Site, job_id: str) -> Seen:
    """What was seen on an audit's pictures; nothing where nobody looked or the file is damaged."""
    try:
        values = json.loads(file_of_audit(site, job_id).read_text("utf-8"))
        pairs: dict[int, Pair] = {int(number): (_alike(own), _alike(other)) for number, own, other in values["pairs"]}
        return Seen(values["codes"], pairs)
    except (OSError, ValueError, KeyError, TypeError):
        return Seen({}, {})


def _indexed(site: Site, progress: Progress) -> bool:
    """Whether the index of products is up to date, after it was waited for; False when nobody wants the job."""
    state = skus.index_state(site)
    if not state.products or (not state.waiting and state.is_current):
        return True
    board, job_id = site.part(open_board), skus.start_index(site)
    while (job := board.job(job_id)).running:
        if not progress("Looks of products are indexed", INDEXED * job.fraction):
            return False
        time.sleep(LOOK_SECONDS)
    return True


def _codes(site: Site, offers: list[Offer], known: Any, progress: Progress) -> dict[str, list[int]] | None:
    """Picture id -> trade item numbers on it; those read before stay. None when nobody wants the job any more."""
    names = list(dict.fromkeys(offer.picture_id for offer in offers))
    found: dict[str, list[int]] = {name: known[name] for name in names if name in known}
    lacking, done, wanted = [name for name in names if name not in found], 0, True

    def is_wanted() -> bool:
        nonlocal wanted
        wanted = progress(f"Barcodes: {done:,} of {count(len(lacking), 'photo')}",
                          INDEXED + (READ - INDEXED) * done / max(1, len(lacking)))
        return wanted

    files: Iterator[tuple[str, str, str]] = files_of(site, lacking)
    for (name, *_), codes in each(files, lambda one: site.pool.submit(CODES, one[1]), is_wanted=is_wanted,
                                  workers=AT_ONCE * site.settings.workers):
        done += 1
        found[name] = [] if isinstance(codes, MerchlensError) else codes
    return {name: found.get(name, []) for name in names} if wanted else None  # one without a file shows nothing


def _pairs(site: Site, offers: list[Offer], progress: Progress) -> dict[int, Pair] | None:
    """Number of an offer -> what its picture is most like; None when nobody wants the job any more."""
    try:
        folder = skus.index_folder(site)
    except NotFound:
        return {}
    named = [(offer.picture_id, offer.family) for offer in offers]
    slices = [range(start, min(start + SLICE, len(offers))) for start in range(0, len(offers), SLICE)]
    found, done, wanted = dict[int, Pair](), 0, True

    def is_wanted() -> bool:
        nonlocal wanted
        wanted = progress(f"Looks: {done * SLICE:,} of {count(len(offers), 'photo')}",
                          READ + (1 - READ) * done / len(slices))
        return wanted

    for part, pairs in each(slices, lambda one: site.pool.submit(COMPARE, folder, (named, one), times=TIMES),
                            is_wanted=is_wanted, workers=site.settings.workers):
        done += 1
        if isinstance(pairs, MerchlensError):
            raise pairs
        for place, (own, other) in zip(part, pairs, strict=True):
            found[offers[place].number] = _numbered(own, offers), _numbered(other, offers)
    return found if wanted else None


def _numbered(one: Alike | None, offers: list[Offer]) -> Alike | None:
    return None if one is None else Alike(offers[one.view].number, one.look, one.color, one.points)


def _alike(values: list[Any] | None) -> Alike | None:
    return None if values is None else Alike(int(values[0]), values[1], values[2], int(values[3]))


def _write(path: Path, seen: Seen) -> None:
    def plain(one: Alike | None) -> list[float] | None:
        return None if one is None else [one.view, round(one.look, 4), round(one.color, 4), one.points]

    pairs = [[number, plain(own), plain(other)] for number, (own, other) in sorted(seen.pairs.items())]
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{time.monotonic_ns()}.part")
    part.write_text(json.dumps({"codes": dict(seen.codes), "pairs": pairs}), "utf-8")
    part.replace(path)
