"""What a user can want of this room: read shelf photos, correct facings, count, compare, see what is hard."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from core import analyze, skus
from core.catalog import corrections as kept
from core.catalog import shelves
from core.errors import Misuse, NotFound, SetupError
from core.jobs.board import open_board
from core.jobs.vector_work import file_of
from core.nouns.correction import Correction
from core.nouns.failure import Failure
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.nouns.shelf import NOT_A_PRODUCT, UNKNOWN, Box, FacingWord, ShelfReading, SyntheticShelf, corrected
from core.nouns.source import Source
from core.processes.pool import INTERACTIVE
from core.settings import ROOT
from core.shelf import weekly
from core.shelf.weekly import Struggle
from core.shelf.work import TIMES, detector_of, plain_source, read, view_file
from core.site import Site

DEMO = ROOT / "demo"
KIND, SAID = "shelf", "facing"  # of job; name of a correction
FACING_JPEGS, SYNTHETIC = "core.shelf.tasks:facing_jpegs", "core.shelf.tasks:synthetic"
MOST_PACKSHOTS = 60
LONGEST_NAME, TILE, MOST_PHOTOS, MOST_READINGS = 100, 160, 500, 500


def start(site: Site, sources: Sequence[Source], shelf: str = "", *, after: str = "",
          words: bool | None = None) -> str:
    """Begin to read photos of shelves in the background; gives the job's id.

    Parameters
    ----------
    site : Site
    sources : sequence of Source
    shelf : str
        What the user calls the shelf, at most 100 letters; photos of one shelf are compared over time.
    after : str
        Id of an import of products that is waited for first.
    words : bool, optional
        Whether lettering is read, too, for products with brand, title or size; as the site's settings say by default.

    Raises
    ------
    Misuse
        No photo, too many, or a name that is too long.
    ModelMissing
        The detector's file is gone or was altered.
    """
    if not sources:
        raise Misuse("There is no photo to read.", "Add files or addresses.")
    if len(sources) > MOST_PHOTOS:
        raise Misuse(f"These are {len(sources):,} photos; at most {MOST_PHOTOS} are read at once.", "Add fewer.")
    detector_of(site)
    options = {"shelf": shelf_name(shelf), "after": after, "words": reads_words(site, words),
               "sources": [plain_source(source) for source in sources]}
    return site.part(open_board).start("", "pictures", options, kind=KIND,
                                       offers=[Candidate("shelf photos", origin="shelf")])


def start_demo(site: Site) -> str:
    """Import the products of the demo shop and read the demo's shelf, in the background; gives the job's id.

    Raises
    ------
    SetupError
        The demo's files are missing.
    """
    photo, products = DEMO / "shelf" / "shelf.jpg", DEMO / "products.csv"
    for path in (photo, products):
        if not path.is_file():
            raise SetupError(f"The demo's file {path.relative_to(ROOT)} is missing.",
                             "Restore the folder demo of this release.")
    brought = skus.import_products(site, str(products), columns={"picture": "photo"}, name="Demo shop, packshots")
    return start(site, [Source("demo shelf", path=photo)], "Demo shelf", after=brought)


def learn(site: Site) -> str:
    """Take each facing that people said is a product as a further view of it, and make the index anew, in the
    background; gives the job's id.

    Raises
    ------
    NotFound
        Nobody confirmed or corrected a facing.
    """
    known = confirmed(site)
    if not known:
        raise NotFound("Nobody has said yet which product a facing is.", "Correct or confirm facings on a photo.")
    for sku, crops in known.items():
        skus.confirm_views(site, sku, crops)
    return skus.start_index(site)


def gain(site: Site) -> skus.Gain:
    """What learning the confirmed facings would bring, before it is done.

    Raises
    ------
    NotFound
        Nobody confirmed or corrected a facing; there is no index; or a photo is gone.
    """
    known = confirmed(site)
    if not known:
        raise NotFound("Nobody has said yet which product a facing is.", "Correct or confirm facings on a photo.")
    return skus.expected_gain(site, known)


def unlearn(site: Site) -> str:
    """Take all those views back, and make the index anew, in the background; gives the job's id."""
    for sku, crops in confirmed(site).items():
        skus.withdraw_views(site, sku, crops)
    return skus.start_index(site)


def confirmed(site: Site) -> dict[str, list[tuple[str, Box]]]:
    """SKU -> facings that people said are that product: id of the photo, box as shares of its width and height."""
    newest = {(picture_id, word.xyxy): word.said for picture_id, words in _words(site).items() for word in words}
    found: dict[str, list[tuple[str, Box]]] = {}
    for (picture_id, box), said in newest.items():
        if said and said not in (UNKNOWN, NOT_A_PRODUCT):
            width, height = analyze.analysis_of(site, picture_id).size_wh
            found.setdefault(said, []).append((picture_id, (box[0] / width, box[1] / height, box[2] / width,
                                                            box[3] / height)))
    return found


def reads_words(site: Site, words: bool | None) -> bool:
    """What somebody wants, else what the site's settings say."""
    return site.settings.shelf_words if words is None else words


def read_now(site: Site, source: Source, shelf: str = "", *, words: bool | None = None) -> ShelfReading:
    """Read one photo while somebody waits, and keep the reading; raises what `core.analyze.analyze_now` raises."""
    found = read(site, source, shelf_name(shelf), words=reads_words(site, words))
    with site.store.writing() as connection:
        found = shelves.add(connection, "", found)
    return _corrected(site, found)


def wait(site: Site, job_id: str, timeout: float | None = None) -> Job:
    """Wait until the photos are read, or `timeout` seconds passed."""
    return site.part(open_board).wait(job_id, timeout)


def results(site: Site, job_id: str) -> list[ShelfReading | Failure]:
    """What came of a job's photos so far, in the order in which they were given."""
    with site.store.reading() as connection:
        found = shelves.of_job(connection, job_id)
    order = {values["uri"]: place for place, values in enumerate(site.part(open_board).job(job_id).options["sources"])}
    return [one if isinstance(one, Failure) else _corrected(site, one)
            for one in sorted(found, key=lambda one: order.get(one.uri, 0))]


def reading(site: Site, reading_id: int) -> ShelfReading:
    """A reading as people corrected it; raises NotFound."""
    return _corrected(site, _read(site, reading_id))


def readings(site: Site, shelf: str | None = None, *, most: int = MOST_READINGS) -> list[ShelfReading]:
    """The newest readings, of one shelf or of all, as people corrected them; at most 500."""
    with site.store.reading() as connection:
        found = shelves.newest(connection, most, shelf=shelf)
    words = _words(site)
    return [corrected(one, tuple(words.get(one.picture_id, ()))) for one in found]


def names(site: Site) -> list[tuple[str, int]]:
    """The names of shelves and how many photos each has, the one with the newest photo first."""
    with site.store.reading() as connection:
        return shelves.shelves(connection)


def view(site: Site, picture_id: str) -> bytes:
    """A photo of a shelf as JPEG of at most 1,600 px; raises NotFound where it is gone."""
    try:
        return view_file(site, picture_id).read_bytes()
    except FileNotFoundError:
        raise NotFound("The photo of this shelf is gone from the data folder.", "Read it again.") from None


def facing_images(site: Site, found: ShelfReading, boxes: Sequence[Box]) -> list[bytes]:
    """Facings of a photo as JPEG of at most 160 px; raises NotFound where the photo is gone."""
    images: list[bytes] = site.run(FACING_JPEGS, photo_file(site, found.picture_id), found.size_wh,
                                   (list(boxes), TILE))
    return images


def photo_file(site: Site, picture_id: str) -> str:
    """The sharpest file that is left of a photo; raises NotFound."""
    path, checked = file_of(site, picture_id)
    larger = view_file(site, picture_id)
    return str(larger) if not checked and larger.is_file() else path


def judge(site: Site, reading_id: int, box: Box, said: str, *, author: str = "") -> ShelfReading:
    """Say what stands in a place of a shelf photo; it is kept with its history, and the photo's newer readings follow.

    Parameters
    ----------
    site : Site
    reading_id : int
    box : Box
        Of a facing, or of one that was missed, in pixels of the photo.
    said : str
        A SKU of the catalog, "not-in-the-catalog", "not-a-product", or "" to take back what was said.
    author : str

    Returns
    -------
    ShelfReading
        As it is now.

    Raises
    ------
    NotFound
        No such reading, or no such product.
    Misuse
        The box does not lie in the photo.
    """
    found = reading(site, reading_id)
    if not (0 <= box[0] < box[2] <= found.size_wh[0] and 0 <= box[1] < box[3] <= found.size_wh[1]):
        raise Misuse(f"The box must lie inside {found.size_wh[0]:,} × {found.size_wh[1]:,} pixels: left, top, right, "
                     "bottom.", "Draw it on the photo.")
    if said and said not in (UNKNOWN, NOT_A_PRODUCT):
        skus.product(site, said)
    word = FacingWord(box, said, _standing(found, box), author.strip(), time.time())
    with site.store.writing() as connection:
        kept.add(connection, [Correction(found.picture_id, SAID, word.to_text(), word.before, word.author,
                                         datetime.fromtimestamp(word.created, UTC),
                                         found.models.get("index", ""))])
    return reading(site, reading_id)


def history(site: Site, picture_id: str) -> list[FacingWord]:
    """What people said of the facings of a photo, the oldest first."""
    with site.store.reading() as connection:
        return [FacingWord.of(word) for word in reversed(kept.history(connection, picture_id, SAID))]


def struggles(site: Site, found: Sequence[ShelfReading]) -> list[Struggle]:
    """Products that people corrected on these photos, those corrected most often first."""
    return weekly.struggles(found, _words(site))


def packshots(site: Site) -> list[tuple[str, str]]:
    """SKU and file of the first picture of the first 60 products that have one."""
    found = []
    for product in skus.products(site, limit=MOST_PACKSHOTS):
        with suppress(NotFound):
            found.append((product.sku, file_of(site, product.pictures[0])[0]))
    return found


def synthetic(site: Site, layout: str, seed: int) -> SyntheticShelf:
    """A shelf put together from the user's packshots, such as the detector learns from.

    Raises
    ------
    NotFound
        There are no products yet.
    InputError
        No packshot stands on a plain ground, or an unknown layout.
    """
    shown = packshots(site)
    if not shown:
        raise NotFound("There are no products yet.", "Import them on Products; a picture on a plain ground each.")
    made: SyntheticShelf = site.pool.submit(SYNTHETIC, shown, layout, seed, priority=INTERACTIVE, times=TIMES).result()
    return made


def shelf_name(text: str) -> str:
    """The name of a shelf without blanks around it; raises Misuse for one that is too long."""
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Misuse(f"The name of a shelf has at most {LONGEST_NAME} letters.", "Write a shorter one.")
    return name


def _read(site: Site, reading_id: int) -> ShelfReading:
    with site.store.reading() as connection:
        found = shelves.reading(connection, reading_id)
    if found is None:
        raise NotFound("This shelf photo was not read here.", "Look at the list on the page Shelf.")
    return found


def _corrected(site: Site, found: ShelfReading) -> ShelfReading:
    return corrected(found, tuple(history(site, found.picture_id)))


def _words(site: Site) -> dict[str, list[FacingWord]]:
    """Picture id -> what people said of its facings, the oldest first."""
    found: dict[str, list[FacingWord]] = {}
    with site.store.reading() as connection:
        for word in kept.every(connection, [SAID]):
            found.setdefault(word.picture_id, []).append(FacingWord.of(word))
    return found


def _standing(found: ShelfReading, box: Box) -> str:
    return next((facing.sku for facing in found.facings if facing.xyxy == box), "")
