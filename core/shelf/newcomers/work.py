"""What the job board asks of new SKUs: the open facings of all photos are looked at, then grouped; one long item."""

from __future__ import annotations

from collections.abc import Iterator

from core import skus
from core.errors import MerchlensError
from core.jobs.kinds import LongKind, Progress
from core.nouns.job import Job
from core.nouns.shelf import Facing, ShelfReading
from core.processes.each import each
from core.shelf.newcomers import store
from core.shelf.verbs import photo_file, readings
from core.shelf.work import TIMES
from core.site import Site
from core.words.numerals import count

KIND = "newcomers"
LOOK_AT, GROUP = "core.shelf.newcomers.tasks:look_at", "core.shelf.newcomers.tasks:group"
LOOKED = 0.9  # of the progress bar, when all facings were looked at


def job_kind(site: Site) -> LongKind:
    """The kind `newcomers`: all shelf photos, the newest reading of each."""

    def run(job: Job, progress: Progress) -> None:
        models = skus.models(site)
        key = " ".join(model.sha256 for model in models)
        open_ones = [(one, open_facings(one)) for one in newest_readings(site)]
        asked = [(one, facings, store.looks_file(site.settings.data_dir, one.picture_id, [
            facing.xyxy for facing in facings], key)) for one, facings in open_ones if facings]
        done, wanted = 0, True

        def going() -> bool:
            nonlocal wanted
            wanted = progress(f"{done:,} of {count(len(asked), 'photo')} looked at", LOOKED * done / max(1, len(asked)))
            return wanted

        def waiting() -> Iterator[tuple[ShelfReading, list[Facing], store.Path, str]]:
            for one, facings, path in asked:
                if not path.is_file():
                    try:
                        yield one, facings, path, photo_file(site, one.picture_id)
                    except MerchlensError:  # the photo is gone
                        continue

        for (_, _, path, _), looks in each(
                waiting(), lambda item: site.pool.submit(
                    LOOK_AT, item[3], (item[0].size_wh, [facing.xyxy for facing in item[1]]), models, times=TIMES),
                workers=site.settings.workers, is_wanted=going):
            done += 1
            if not isinstance(looks, MerchlensError):
                store.write_looks(path, looks)
        if wanted:
            progress("Facings that look alike are grouped", LOOKED)
            there = [(one, facings, path) for one, facings, path in asked if path.is_file()]
            groups = site.pool.submit(GROUP, [path for *_, path in there], times=TIMES * 10).result()
            store.write_groups(site.settings.data_dir, [[(there[file][0].reading_id, there[file][1][place].xyxy)
                                                         for file, place in group] for group in groups])

    return LongKind(run)


def newest_readings(site: Site) -> list[ShelfReading]:
    """The newest reading of each photo, as people corrected it."""
    found: dict[str, ShelfReading] = {}
    for one in readings(site):
        found.setdefault(one.picture_id, one)
    return list(found.values())


def open_facings(reading: ShelfReading) -> list[Facing]:
    """Facings of no product of the catalog."""
    return [facing for facing in reading.facings if not facing.sku]
