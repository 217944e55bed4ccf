"""What the job board asks of this room: the index is one long item: looks picture by picture, then the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from core.catalog.tables import product_pictures, products
from core.errors import MerchlensError
from core.jobs.kinds import LongKind, Progress
from core.jobs.vector_work import AT_ONCE, file_of
from core.models import store
from core.models.manifest import Entry
from core.nouns.job import Job
from core.processes.each import each
from core.settings import Settings
from core.site import Site
from core.skus import views
from core.vision.skus.index import IndexedSku, SkuIndex, View, current, index_of, open_index, write_index
from core.vision.skus.look import Look, mean_look
from core.words.numerals import count

LOOK_AT = "core.skus.tasks:look_at"
LOOKING = 0.9  # of the progress bar
MOST_VIEWS = 12  # pictures of a product that are indexed, in the order of its shop


def job_kind(site: Site) -> LongKind:
    """The kind `skus`: all products of the catalog."""

    def run(job: Job, progress: Progress) -> None:
        models = models_of(site.settings)
        name = model_name(models)
        with site.store.reading() as connection:
            skus, shown = skus_of(connection)
        former = _former(site, name)
        folder = views.waiting_folder(site.settings.data_dir, name)
        lacking = [picture_id for picture_id in dict.fromkeys(picture for _, picture in shown)
                   if picture_id not in former and not (folder / f"{picture_id}.npz").is_file()]
        unread = _look(site, models, lacking, progress)
        if unread is None:
            return
        progress("Writing the index", LOOKING)
        found = list(_views(site, name, (skus, shown), former))
        if not found:
            raise MerchlensError("No picture of a product could be read.", "Import products whose pictures are there.")
        write_index(site.settings.data_dir, index_of(skus, found, name, {"unread": unread}))
        for path in (site.settings.data_dir / "skus" / views.WAITING).rglob("*.npz"):
            path.unlink(missing_ok=True)

    return LongKind(run)


def models_of(settings: Settings) -> tuple[Entry, Entry]:
    """The matcher in use and the network whose features it compares; raises ModelMissing, SetupError."""
    matcher = store.entry(settings.models_dir, "skus")
    return matcher, store.entry(settings.models_dir, "intent", str(matcher.input["network"]))


def model_name(models: tuple[Entry, Entry]) -> str:
    """What looks are kept under: a matcher whose projection or network differs makes other numbers."""
    matcher, network = models
    return f"{matcher.name} {matcher.files[1].sha256[:12]} {network.sha256[:12]}"


def skus_of(connection: Connection) -> tuple[list[IndexedSku], list[tuple[str, str]]]:
    """The products that have a name and pictures, in order of their SKUs, and (SKU, picture id) of their pictures."""
    query = (select(products, product_pictures.c.picture_id)
             .join(product_pictures, product_pictures.c.product_id == products.c.product_id)
             .order_by(products.c.sku, products.c.product_id, product_pictures.c.position,
                       product_pictures.c.picture_id))
    skus, shown, counts = dict[str, IndexedSku](), list[tuple[str, str]](), dict[str, int]()
    for row in connection.execute(query):
        name = row.sku or row.title or row.page
        skus.setdefault(name, IndexedSku(name, row.title, row.brand, row.size, row.gtin))
        counts[name] = counts.get(name, 0) + 1
        if counts[name] <= MOST_VIEWS:
            shown.append((name, row.picture_id))
    return list(skus.values()), shown


def _former(site: Site, model: str) -> dict[str, tuple[SkuIndex, int]]:
    """Picture id -> where the index in use holds it, where the same models made that."""
    try:
        folder = current(site.settings.data_dir)
        index = open_index(folder) if folder else None
    except MerchlensError:  # made anew
        return {}
    if index is None or index.model != model:
        return {}
    return {name.decode(): (index, view) for view, name in enumerate(index.names.tolist())
            if not index.confirmed[view]}


def _look(site: Site, models: tuple[Entry, Entry], lacking: list[str], progress: Progress) -> list[str] | None:
    """Look at pictures and keep that; ids of those that cannot be read, None when it was ended early."""
    done, wanted, unread = 0, True, list[str]()
    folder = views.waiting_folder(site.settings.data_dir, model_name(models))

    def is_wanted() -> bool:
        nonlocal wanted
        wanted = progress(f"{done:,} of {count(len(lacking), 'photo')} looked at",
                          LOOKING * done / max(1, len(lacking)))
        return wanted

    def files() -> Iterator[tuple[str, str]]:
        for picture_id in lacking:
            try:
                yield picture_id, file_of(site, picture_id)[0]
            except MerchlensError:
                unread.append(picture_id)

    for (picture_id, _), found in each(files(), lambda one: site.pool.submit(LOOK_AT, one[1], models),
                                       is_wanted=is_wanted, workers=AT_ONCE * site.settings.workers):
        done += 1
        if isinstance(found, MerchlensError):
            unread.append(picture_id)
        else:
            views.write(folder / f"{picture_id}.npz", found[0], {"picture_id": picture_id})
    return unread if wanted else None


def _views(site: Site, model: str, listed: tuple[list[IndexedSku], list[tuple[str, str]]],
           former: dict[str, tuple[SkuIndex, int]]) -> Iterator[View]:
    """The views of all products: as the former index holds them or as looked at now; and where people confirmed crops,
    the mean of all of them (`core.learning.skus.prototypes` measures that against the nearest crop)."""
    (skus, shown), data_dir = listed, site.settings.data_dir
    rows: dict[str, int] = {sku.sku: row for row, sku in enumerate(skus)}
    folder, own = views.waiting_folder(data_dir, model), dict[str, list[Look]]()
    for sku, picture_id in shown:
        held: Any = former.get(picture_id)
        look = held[0].look(held[1]) if held else (views.read(folder / f"{picture_id}.npz") or [None])[0]
        if look is not None:
            own.setdefault(sku, []).append(look)
            yield View(rows[sku], picture_id, look)
    for sku, looks in _confirmed(data_dir, model).items():
        if sku in rows:
            yield View(rows[sku], f"{len(looks)} confirmed crops", mean_look([*own.get(sku, []), *looks]), True)


def _confirmed(data_dir: Path, model: str) -> dict[str, list[Look]]:
    found: dict[str, list[Look]] = {}
    for sku, _, look in views.confirmed(data_dir, model):
        found.setdefault(sku, []).append(look)
    return found

