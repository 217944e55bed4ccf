"""What a user can want of this room: build the index, ask what is like a picture, see duplicates and judge them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from core import analyze
from core.catalog import corrections, pictures
from core.catalog.tables import pictures as picture_rows
from core.errors import Misuse, NotFound
from core.jobs.board import open_board
from core.jobs.vector_work import file_of
from core.nouns.correction import Correction
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.similar.duplicates import Pair, SharedPicture, products_of, shared
from core.similar.index import current, read_pairs
from core.similar.likeness import Hit, Likeness
from core.similar.work import intent_model, vector_name
from core.site import Site
from core.vision.embedding.whitening import LEAST
from core.vision.index_folder import about

KIND = "similar"  # the kind of job
LIKE_ROW, LIKE_FILE = "core.similar.tasks:like_row", "core.similar.tasks:like_file"
NOT_DUPLICATE = "not_duplicate"  # the name of the correction
LIMIT, MOST = 20, 200
# Of 100 pairs of pictures drawn at random, about one scores more; measured by benchmarks/similar.py. The second is for
# catalogs that are too small for a whitening.
CUT_OFF, CUT_OFF_SMALL = 0.3, 0.6
MAKE_IT = "Make it: on the page Explore, by python -m core similar --index, or by POST /api/similar/index."
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class IndexState:
    """How the index stands.

    Attributes
    ----------
    pictures : int
        In the catalog.
    indexed : int
        In the index; 0 without one.
    model : str
        Whose vectors the index holds; "" without one.
    is_current : bool
        Whether that model is the one in use.
    job : Job or None
        The newest job that makes or made it.
    """

    pictures: int
    indexed: int
    model: str
    is_current: bool
    job: Job | None = None


def start_index(site: Site) -> str:
    """Begin to build the index over the whole catalog, or to add what is new, in the background.

    Returns
    -------
    str
        The id of the job: the one under way, or a new one.

    Raises
    ------
    NotFound
        When the catalog is empty.
    """
    state = index_state(site)
    if state.job is not None and state.job.running:
        return state.job.job_id
    if not state.pictures:
        raise NotFound("There is no analyzed photo yet.", "Analyze photos first.")
    return site.part(open_board).start("", "catalog", kind=KIND, offers=[Candidate("index", origin="catalog")])


def index_job(site: Site) -> Job | None:
    """The newest job that makes or made the index."""
    return next(iter(site.store.jobs(KIND)), None)


def wait_for_index(site: Site, job_id: str, timeout: float | None = None) -> Job:
    """Wait until the index is made, or `timeout` seconds passed."""
    return site.part(open_board).wait(job_id, timeout)


def index_state(site: Site) -> IndexState:
    """How the index stands beside the catalog."""
    with site.store.reading() as connection:
        count = connection.execute(select(func.count()).select_from(picture_rows)).scalar_one()
    folder = current(site.settings.data_dir)
    facts: dict[str, Any] = about(folder) if folder else {"pictures": 0, "model": ""}
    return IndexState(count, facts["pictures"], facts["model"],
                      facts["model"] == vector_name(intent_model(site.settings)), index_job(site))


def like_picture(site: Site, picture_id: str, *, box: Sequence[float] | None = None, limit: int = LIMIT,
                 cut_off: float | None = None) -> Likeness:
    """The pictures of the catalog that are most like one of them, or like a part of it.

    Parameters
    ----------
    site : Site
        Open, with its models.
    picture_id : str
    box : sequence of four float, optional
        Left, top, right, bottom of the part, as shares of width and height, in [0, 1].
    limit : int
        Most hits, 1 to 200.
    cut_off : float, optional
        Least score of a hit, in [-1, 1]; 0.3 by default, 0.6 in a catalog of fewer than 512 pictures.

    Returns
    -------
    Likeness
        Without the picture itself; without hits where nothing is alike.

    Raises
    ------
    NotFound
        No such picture, its file is gone, or no index yet.
    Misuse
        The index was made by another model; or a value out of range.
    """
    index, part = _index(site), _box(box)
    _check(limit, cut_off)
    pictures.preview(site.settings.data_dir, picture_id)  # of a picture that is known here
    found = None if part else site.run(LIKE_ROW, index, picture_id, limit + 1)
    if found is None:
        path, checked = file_of(site, picture_id)
        file = (path, checked, intent_model(site.settings), part)
        found = [hit for hit in site.run(LIKE_FILE, index, file, limit + 2) if hit[0] != picture_id]
    return _likeness(site, found, limit, cut_off)


def like_file(site: Site, place: str, *, box: Sequence[float] | None = None, limit: int = LIMIT,
              cut_off: float | None = None) -> Likeness:
    """The pictures of the catalog that are most like a file or the picture at an address, which is not kept.

    Parameters
    ----------
    site : Site
    place : str
        A path or an address.
    box, limit, cut_off
        As for `like_picture`.

    Raises
    ------
    InputError
        When there is no such picture, or as for `like_picture`.
    """
    index, part = _index(site), _box(box)
    _check(limit, cut_off)
    sources = analyze.sources_from_paths(site, [place])
    if len(sources) != 1 or sources[0].failure:
        failure = sources[0].failure if sources else None
        raise NotFound(failure.message if failure else "One picture is compared at a time, not a folder.",
                       failure.hint if failure else "Name one picture.")
    path = sources[0].path or analyze.fetched(site, sources[0])
    found = site.run(LIKE_FILE, index, (str(path), "", intent_model(site.settings), part), limit + 1)
    return _likeness(site, found, limit, cut_off)


def duplicates(site: Site, *, limit: int = 1000) -> list[Pair]:
    """Pairs of nearly the same picture that nobody has called different, those of different products first.

    Raises
    ------
    NotFound, Misuse
        As for `like_picture`.
    """
    index = _index(site)
    different = _different(site)
    pairs = [Pair(*pair) for pair in read_pairs(index) if (pair[0], pair[1]) not in different]
    with site.store.reading() as connection:
        shown_by = products_of(connection, (name for pair in pairs for name in (pair.first, pair.second)))
    named = [replace(pair, first_products=shown_by.get(pair.first, ()), second_products=shown_by.get(pair.second, ()))
             for pair in pairs]
    return sorted(named, key=lambda pair: not pair.crosses_products)[:limit]


def duplicates_answer(site: Site, *, limit: int = 1000) -> dict[str, Any]:
    """`duplicates` and `shared_pictures` as plain values, ready for JSON."""
    return {"pairs": [{**asdict(pair), "score": round(pair.score, 4)} for pair in duplicates(site, limit=limit)],
            "shared": [asdict(picture) for picture in shared_pictures(site)]}


def shared_pictures(site: Site) -> list[SharedPicture]:
    """Pictures that several products show, byte by byte the same; needs no index."""
    with site.store.reading() as connection:
        return shared(connection)


def not_duplicate(site: Site, first: str, second: str, *, author: str = "") -> None:
    """Say that two pictures are no duplicates; it is remembered for good, also when the index is made anew.

    Raises
    ------
    Misuse, NotFound
        One picture twice; or one that is not known here.
    """
    if first == second:
        raise Misuse("A picture is no duplicate of itself.", "Name two pictures.")
    for picture_id in (first, second):
        pictures.preview(site.settings.data_dir, picture_id)
    one, other = sorted((first, second))
    if (one, other) in _different(site):
        return
    word = Correction(one, NOT_DUPLICATE, other, "", author, datetime.now(UTC))
    with site.store.writing() as connection:
        corrections.add(connection, [word])


def _different(site: Site) -> set[tuple[str, str]]:
    with site.store.reading() as connection:
        return {(word.picture_id, word.value) for word in corrections.every(connection, [NOT_DUPLICATE])}


def _index(site: Site) -> Any:
    """The folder of the index in use, made by the model in use."""
    folder = current(site.settings.data_dir)
    if folder is None:
        raise NotFound("There is no index of pictures yet.", MAKE_IT)
    if about(folder)["model"] != vector_name(intent_model(site.settings)):
        raise Misuse(f"The index was made by {about(folder)['model'].split()[0]}, and another model is in use now: "
                     "their numbers cannot be compared.", MAKE_IT.replace("Make it", "Make it again"))
    return folder


def _check(limit: int, cut_off: float | None) -> None:
    if not 1 <= limit <= MOST:
        raise Misuse(f"From 1 to {MOST} pictures can be asked for, not {limit:,}.", f"Leave it out for {LIMIT}.")
    if cut_off is not None and not -1 <= cut_off <= 1:
        raise Misuse(f"The cut-off is a score from -1 to 1, not {cut_off:g}.", "Leave it out for the usual one.")


def _box(box: Sequence[float] | None) -> Box | None:
    if box is None:
        return None
    if len(box) != 4 or not (0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1):
        raise Misuse("A region is left, top, right, bottom as shares of width and height, such as 0.25,0.1,0.75,0.6; "
                     f"this one is {', '.join(f'{value:g}' for value in box)[:60]}.", "Draw or write it again.")
    return box[0], box[1], box[2], box[3]


def _likeness(site: Site, found: list[tuple[str, float]], limit: int, cut_off: float | None) -> Likeness:
    facts = about(_index(site))
    if cut_off is None:
        cut_off = CUT_OFF if facts["fitted"] >= LEAST else CUT_OFF_SMALL
    good = [hit for hit in found if hit[1] >= cut_off][:limit]
    refused = next((score for _, score in found if score < cut_off), None)
    with site.store.reading() as connection:
        query = select(picture_rows.c.picture_id, picture_rows.c.uri).where(
            picture_rows.c.picture_id.in_([picture_id for picture_id, _ in good]))
        uris = {row.picture_id: row.uri for row in connection.execute(query)}
    hits = tuple(Hit(picture_id, score, uris.get(picture_id, "")) for picture_id, score in good)
    return Likeness(hits, cut_off, refused, facts["pictures"], facts["model"])
