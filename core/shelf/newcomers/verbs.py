"""What a user can want of new SKUs: look for them, list them, make a product of one, or say what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core import skus
from core.errors import Misuse, NotFound, WorkFailed
from core.jobs.board import open_board
from core.nouns.job import Job
from core.nouns.product import Candidate, Product
from core.nouns.shelf import NOT_A_PRODUCT, Facing, ShelfReading
from core.shelf.newcomers import store
from core.shelf.newcomers.grouping import is_proposal
from core.shelf.newcomers.work import KIND, newest_readings
from core.shelf.verbs import FACING_JPEGS, judge, photo_file
from core.site import Site

PACKSHOTS, SIDE = 3, 640  # facings that become the pictures of a product; their pixels
LONGEST = 100  # letters of a SKU
WAIT = 300.0  # seconds for the pictures of a product to be analyzed


@dataclass(frozen=True)
class Newcomer:
    """Facings that look alike and are in no catalog.

    Attributes
    ----------
    key : str
        What it is called.
    members : tuple of (ShelfReading, Facing)
        The largest facing first.
    photos : int
    perhaps : str
        The product that the matcher named as the likeliest of most of them; "" without one.
    """

    key: str
    members: tuple[tuple[ShelfReading, Facing], ...]
    photos: int
    perhaps: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"key": self.key, "facings": len(self.members), "photos": self.photos, "perhaps": self.perhaps,
                "members": [{"reading_id": one.reading_id, "picture_id": one.picture_id,
                             "xyxy": facing.to_dict()["xyxy"]} for one, facing in self.members]}


def look_for_newcomers(site: Site) -> str:
    """Begin to look for new SKUs on all shelf photos, in the background; the id of the job, or of the one under way."""
    under_way = newcomers_job(site)
    if under_way is not None and under_way.running:
        return under_way.job_id
    return site.part(open_board).start("", "catalog", kind=KIND, offers=[Candidate("facings", origin="catalog")])


def newcomers_job(site: Site) -> Job | None:
    """The newest job that looked; None where nobody did."""
    return next(iter(site.store.jobs(KIND)), None)


def new_products(site: Site) -> list[Newcomer]:
    """Groups of facings that look alike and are still in no catalog, on two photos or three facings at least; the
    largest first."""
    found: list[Newcomer] = []
    by_id = {one.reading_id: one for one in newest_readings(site)}
    for group in store.read_groups(site.settings.data_dir):
        members = [(by_id[number], facing) for number, box in group if number in by_id
                   for facing in by_id[number].facings if facing.xyxy == box and not facing.sku]
        if is_proposal([one.picture_id for one, _ in members]):
            members.sort(key=lambda member: -_area(member[1]))
            found.append(Newcomer(store.key_of(group), tuple(members), len({one.picture_id for one, _ in members}),
                                  _perhaps(members)))
    return sorted(found, key=lambda one: -len(one.members))


def make_newcomer(site: Site, key: str, product: Product, *, author: str = "") -> int:
    """Make a group a product of the catalog: its largest facings are its pictures, and all are confirmed as it.

    Parameters
    ----------
    site : Site
    key : str
        Of the group.
    product : Product
        With a SKU that no product has, and a title.
    author : str

    Returns
    -------
    int
        Facings that are confirmed now.

    Raises
    ------
    NotFound
        No such group, or its photos are gone.
    Misuse
        No SKU, or one that there is.
    WorkFailed
        No picture of it could be analyzed.
    """
    newcomer, sku = _group(site, key), product.sku.strip()
    if not sku or len(sku) > LONGEST or not sku.isprintable():
        raise Misuse(f"A product needs a SKU of at most {LONGEST} letters.", "Type one.")
    try:
        skus.product(site, sku)
    except NotFound:
        pass
    else:
        raise Misuse(f"There is a product {sku!r} already.", "Say that the group is it, or type another SKU.")
    job_id = skus.add_product(site, Product(sku=sku, title=product.title.strip() or sku),
                              [site.keep(data) for data in _pictures(site, newcomer)])
    if site.part(open_board).wait(job_id, WAIT).state != "done":
        raise WorkFailed("The pictures of the new product could not be analyzed.", "Try again.")
    return answer_newcomer(site, key, sku, author=author)


def answer_newcomer(site: Site, key: str, said: str, *, author: str = "") -> int:
    """Say of all facings of a group what they are; those of a product become views of it.

    Parameters
    ----------
    site : Site
    key : str
    said : str
        A SKU of the catalog, or "not-a-product".
    author : str

    Returns
    -------
    int
        Facings that this was said of.

    Raises
    ------
    NotFound
        No such group or product.
    Misuse
        Nothing was said.
    """
    newcomer = _group(site, key)
    if not said:
        raise Misuse("Nothing was said of the group.", f"Give a SKU or {NOT_A_PRODUCT}.")
    for one, facing in newcomer.members:
        judge(site, one.reading_id, facing.xyxy, said, author=author)
    if said != NOT_A_PRODUCT:
        skus.confirm_views(site, said, [(one.picture_id, _shares(one, facing)) for one, facing in newcomer.members])
        skus.start_index(site)
    return len(newcomer.members)


def _group(site: Site, key: str) -> Newcomer:
    for one in new_products(site):
        if one.key == key:
            return one
    raise NotFound(f"There is no group {key[:40]!r} of new facings.", "Ask for the list again.")


def _pictures(site: Site, newcomer: Newcomer) -> list[bytes]:
    """The largest facings as JPEG."""
    found: list[bytes] = []
    for one, facing in newcomer.members[:PACKSHOTS]:
        found += site.run(FACING_JPEGS, photo_file(site, one.picture_id), one.size_wh, ([facing.xyxy], SIDE))
    return found


def _perhaps(members: list[tuple[ShelfReading, Facing]]) -> str:
    best = [facing.answer.matches[0].sku for _, facing in members if facing.answer.matches and not facing.said]
    return max(dict.fromkeys(best), key=best.count) if best else ""


def _shares(one: ShelfReading, facing: Facing) -> tuple[float, float, float, float]:
    (left, top, right, bottom), (width, height) = facing.xyxy, one.size_wh
    return left / width, top / height, right / width, bottom / height


def _area(facing: Facing) -> float:
    left, top, right, bottom = facing.xyxy
    return (right - left) * (bottom - top)
