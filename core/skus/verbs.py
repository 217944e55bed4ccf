"""What a user can want of this room: list products, build the index, match, see twins, confirm views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from core.catalog import pictures
from core.catalog.products import pictures_of
from core.catalog.tables import product_pictures
from core.catalog.tables import products as product_rows
from core.errors import Misuse, NotFound
from core.jobs.board import open_board
from core.jobs.vector_work import file_of
from core.models.manifest import Entry
from core.nouns.catalog_product import CatalogProduct
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.nouns.sku import SkuAnswer
from core.processes.pool import INTERACTIVE
from core.site import Site
from core.skus import views
from core.skus.gain import Gain
from core.skus.work import LOOK_AT, model_name, models_of, skus_of
from core.vision.index_folder import about
from core.vision.skus import gtin
from core.vision.skus.index import AGAIN, MAKE_IT, current

KIND = "skus"
GAIN, GAIN_TIMES = "core.skus.tasks:gain", 20  # of the seconds for one picture: hundreds of crops are looked at
ANSWERS, TWINS = "core.skus.tasks:answers", "core.skus.tasks:twins"
LISTED, MOST_LISTED, MOST_TWINS = 100, 100_000, 1000
NO_PRODUCTS = "There are no products yet.", "Import a catalog: python -m core products import SOURCE."
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class SkuIndexState:
    """How the index of products stands.

    Attributes
    ----------
    products : int
        With a picture, in the catalog.
    indexed, views : int
        Products in the index, and their pictures and means of confirmed crops.
    waiting : int
        Products that are not in the index yet.
    unread : int
        Pictures that could not be read when it was made.
    model : str
        The matcher that it was made for; "" without one.
    is_current : bool
        Whether that matcher is the one in use.
    job : Job or None
        The newest job that makes or made it.
    """

    products: int
    indexed: int
    views: int
    waiting: int
    unread: int
    model: str
    is_current: bool
    job: Job | None = None


def products(site: Site, *, text: str = "", limit: int = LISTED, start: int = 0) -> list[CatalogProduct]:
    """The products of the catalog that have pictures, in the order of their SKUs.

    Parameters
    ----------
    site : Site
    text : str
        Only those whose SKU, title, brand or GTIN holds it.
    limit, start : int
        How many, and from which on.

    Raises
    ------
    Misuse
        A limit or start out of range.
    """
    if not 1 <= limit <= MOST_LISTED or start < 0:
        raise Misuse(f"From 1 to {MOST_LISTED:,} products are listed, from 0 on, not {limit:,} from {start:,}.",
                     f"Leave both out for the first {LISTED}.")
    has_picture = product_rows.c.product_id.in_(select(product_pictures.c.product_id))
    query = select(product_rows).where(has_picture)
    if text.strip():
        wanted = f"%{text.strip().lower()}%"
        query = query.where(func.lower(product_rows.c.sku).like(wanted) | func.lower(product_rows.c.title).like(wanted)
                            | func.lower(product_rows.c.brand).like(wanted) | product_rows.c.gtin.like(wanted))
    with site.store.reading() as connection:
        rows = connection.execute(query.order_by(product_rows.c.sku, product_rows.c.title, product_rows.c.product_id)
                                  .limit(limit).offset(start)).all()
        shown: dict[str, list[str]] = {row.product_id: [] for row in rows}
        names = list(shown)
        for first in range(0, len(names), 500):
            for row in connection.execute(select(product_pictures).where(
                    product_pictures.c.product_id.in_(names[first:first + 500])).order_by(
                    product_pictures.c.position, product_pictures.c.picture_id)):
                shown[row.product_id].append(row.picture_id)
    return [_product(row, tuple(shown[row.product_id])) for row in rows]


def products_answer(site: Site, found: Sequence[CatalogProduct]) -> dict[str, Any]:
    """Products and how the index stands as plain values, ready for JSON."""
    state = asdict(index_state(site))
    job = state.pop("job")
    return {"products": [one.to_dict() for one in found], "index": state | {"job_id": job["job_id"] if job else ""}}


def product(site: Site, sku: str) -> CatalogProduct:
    """One product by its SKU (its title or page where it has none); raises NotFound."""
    with site.store.reading() as connection:
        is_it = (product_rows.c.sku == sku) | ((product_rows.c.sku == "") & (
            (product_rows.c.title == sku) | (product_rows.c.page == sku)))
        row = connection.execute(select(product_rows).where(is_it).limit(1)).first()
        if row is None:
            raise NotFound(f"There is no product {sku[:80]!r}.", "Look at the list: python -m core products list.")
        shown = connection.execute(select(product_pictures.c.picture_id).where(
            product_pictures.c.product_id == row.product_id).order_by(
            product_pictures.c.position, product_pictures.c.picture_id)).scalars()
        return _product(row, tuple(shown))


def packshot_of(site: Site, sku: str) -> Path:
    """A thumbnail of a product's first picture (JPEG); raises NotFound."""
    with site.store.reading() as connection:
        shown = pictures_of(connection, sku) or list(product(site, sku).pictures)
    if not shown:
        raise NotFound(f"The product {sku[:80]!r} has no picture.", "Import it with one.")
    return pictures.thumbnail(site.settings.data_dir, shown[0])


def models(site: Site) -> tuple[Entry, Entry]:
    """The matcher in use and the network that it needs, for `core.skus.tasks.open_matcher`."""
    return models_of(site.settings)


def start_index(site: Site) -> str:
    """Begin to build the index of products, or to add what is new, in the background.

    Returns
    -------
    str
        The id of the job: the one under way, or a new one.

    Raises
    ------
    NotFound
        When there are no products.
    """
    state = index_state(site)
    if state.job is not None and state.job.running:
        return state.job.job_id
    if not state.products:
        raise NotFound(*NO_PRODUCTS)
    return site.part(open_board).start("", "catalog", kind=KIND, offers=[Candidate("index", origin="catalog")])


def wait_for_index(site: Site, job_id: str, timeout: float | None = None) -> Job:
    """Wait until the index is made, or `timeout` seconds passed."""
    return site.part(open_board).wait(job_id, timeout)


def index_state(site: Site) -> SkuIndexState:
    """How the index stands beside the catalog."""
    with site.store.reading() as connection:
        known = {sku.sku for sku in skus_of(connection)[0]}
    folder = current(site.settings.data_dir)
    facts: dict[str, Any] = about(folder) if folder else {"skus": 0, "views": 0, "model": ""}
    waiting = len(known - set(facts.get("names", ())))
    return SkuIndexState(len(known), facts["skus"], facts["views"], waiting, len(facts.get("unread", ())),
                         facts["model"],
                         facts["model"] == model_name(models_of(site.settings)),
                         next(iter(site.store.jobs(KIND)), None))


def index_folder(site: Site) -> Path:
    """The folder of the index in use, made for the matcher in use.

    Raises
    ------
    NotFound
        No products, or no index yet.
    Misuse
        It was made for another matcher.
    """
    folder = current(site.settings.data_dir)
    if folder is None:
        if not index_state(site).products:
            raise NotFound(*NO_PRODUCTS)
        raise NotFound("There is no index of products yet.", MAKE_IT)
    made_for = about(folder)["model"]
    if made_for != model_name(models_of(site.settings)):
        raise Misuse(f"The index of products was made for {made_for.split()[0]}, and another matcher is in use now: "
                     "their numbers cannot be compared.", AGAIN)
    return folder


def match(site: Site, picture_id: str, boxes: Sequence[Box] = ()) -> list[SkuAnswer]:
    """What an analyzed picture, or parts of it, show.

    Parameters
    ----------
    site : Site
    picture_id : str
    boxes : sequence of (left, top, right, bottom)
        Shares of width and height; the whole picture by default.

    Raises
    ------
    NotFound, Misuse
        No such picture; or as `index_folder`.
    """
    path, _ = file_of(site, picture_id)
    answers: list[SkuAnswer] = site.run(ANSWERS, index_folder(site), models(site), (path, tuple(boxes)))
    return answers


def twins(site: Site, *, limit: int = 100) -> list[Any]:
    """Pairs of products that the index can hardly tell apart, the most alike first, with what would (see `Twin`).

    Raises
    ------
    NotFound, Misuse
        As `index_folder`; or a limit out of range.
    """
    if not 1 <= limit <= MOST_TWINS:
        raise Misuse(f"From 1 to {MOST_TWINS:,} pairs can be asked for, not {limit:,}.", "Leave it out for 100.")
    found: list[Any] = site.run(TWINS, index_folder(site), limit)
    return found


def expected_gain(site: Site, confirmed: Mapping[str, Sequence[tuple[str, Box]]]) -> Gain:
    """What learning crops that people confirmed would bring, before it is done: each is asked again by those of other
    pictures.

    Parameters
    ----------
    site : Site
    confirmed : mapping of str to sequence of (picture_id, box)
        SKU -> crops, boxes as shares of width and height.

    Raises
    ------
    NotFound, Misuse
        As `index_folder`; or a picture is gone.
    """
    by_picture: dict[str, list[tuple[str, Box]]] = {}
    for sku, crops in confirmed.items():
        for picture_id, box in crops:
            by_picture.setdefault(picture_id, []).append((sku, box))
    asked = [(picture_id, file_of(site, picture_id)[0], crops) for picture_id, crops in by_picture.items()]
    found: Gain = site.pool.submit(GAIN, index_folder(site), models(site), asked, priority=INTERACTIVE,
                                   times=GAIN_TIMES).result()
    return found


def confirm_views(site: Site, sku: str, crops: Sequence[tuple[str, Box]]) -> int:
    """Take crops that a person confirmed as further views of a product; the next index holds them.

    Parameters
    ----------
    site : Site
    sku : str
    crops : sequence of (picture_id, box)
        Box as shares of width and height.

    Returns
    -------
    int
        Crops that were stored; the same crop again replaces itself.

    Raises
    ------
    NotFound
        No such product or picture.
    """
    product(site, sku)
    asked, model = models(site), model_name(models(site))
    for picture_id, box in crops:
        path, _ = file_of(site, picture_id)
        look = site.run(LOOK_AT, path, asked, (tuple(box),))[0]
        name = view_name(picture_id, box)
        views.write(views.confirmed_path(site.settings.data_dir, sku, name), look,
                    {"sku": sku, "name": name, "model": model})
    return len(crops)


def withdraw_views(site: Site, sku: str, crops: Sequence[tuple[str, Box]]) -> int:
    """Take back confirmed views; how many there were. The next index is without them."""
    removed = 0
    for picture_id, box in crops:
        path = views.confirmed_path(site.settings.data_dir, sku, view_name(picture_id, box))
        removed += path.is_file()
        path.unlink(missing_ok=True)
    return removed


def view_name(picture_id: str, box: Sequence[float]) -> str:
    """What a confirmed crop is called in the index.

    Examples
    --------
    >>> view_name("ab" * 32, (0, 0.25, 0.5, 1))[64:]
    '#0,2500,5000,10000'
    """
    return f"{picture_id}#{','.join(str(round(value * 10_000)) for value in box)}"


def _product(row: Any, shown: tuple[str, ...]) -> CatalogProduct:
    made = CatalogProduct(row.sku or row.title or row.page, row.title, row.brand, row.size, row.category, row.gtin,
                          price=row.price, currency=row.currency, pictures=shown)
    return replace(made, gtin_problem=gtin.problem(row.gtin))
