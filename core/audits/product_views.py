"""All pictures of one product: the views they show, the views that are missing, and the one to show first.

How many pictures a product needs, and that buyers judge size from them, is from Baymard's studies [1]_; that the
first picture has a white background is a rule of the marketplaces (see the rule packs in `core/rules/packs`).

References
----------
.. [1] Baymard Institute, "In-scale product images": few products should have fewer than 3 images, most need 5 or more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from core import rules
from core.audits.hero import hero_of, reasons_for
from core.audits.report.findings import is_analyzed
from core.audits.view_demands import ViewVerdict, view_verdict
from core.catalog.query import RowFilter
from core.errors import NotFound
from core.nouns.audit_row import AuditRow
from core.nouns.fact import NOT_WORN
from core.nouns.job import Job
from core.site import Site
from core.words.labels import VIEW_WORDS
from core.words.numerals import count

MINIMUM, ADVISED = 3, 5  # pictures of a product [1]
PICTURES = 500  # of one product, at most
WHITE = 0.9  # share of the background that is nearly white
NEAR_WHITE = 235  # or the darkest mean channel of the background: paper, not a gray wall (as in `core.rules.fixable`)
DETAIL_SIDES = 3  # a product that leaves the frame on this many sides is shown in part
FILL = 0.6  # of the frame: a product that fills more and leaves it on two sides is shown in part, too
NOT_RECOGNIZED = ("front, side or back", "several pieces or a pack",
                  "a detail on a busy background or on a person", "the size beside things of known size")
# What a buyer looks for: each line is one need, and any of its views meets it.
NEEDS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "apparel": (("On white", ("packshot", "product")), ("Worn, to judge size and fit", ("on_model", "worn")),
                ("Detail", ("detail",))),
    "home_decor": (("On white", ("packshot", "product")), ("In a room, to judge size", ("setting", "on_model", "worn")),
                   ("Detail", ("detail",))),
    "other": (("On white", ("packshot", "product")), ("In use, to judge size", ("setting", "on_model", "worn")),
              ("Detail", ("detail",))),
}


@dataclass(frozen=True)
class ProductView:
    """One picture of a product.

    Attributes
    ----------
    row : AuditRow
        The picture, or its failure.
    view : str
        A key of `core.words.labels.VIEW_WORDS`; "" for a failure.
    same_as : str
        The uri of an earlier, equal picture; such a picture adds nothing.
    """

    row: AuditRow
    view: str
    same_as: str = ""


@dataclass(frozen=True)
class ProductViews:
    """All pictures of a product.

    Attributes
    ----------
    sku, title : str
        Of the product.
    views : tuple of ProductView
        In the source's order.
    present : dict of str to int
        View -> number of different pictures.
    missing : tuple of str
        Needs that no picture meets, in words.
    count : int
        Number of different pictures with an analysis.
    advice : str
        One sentence about that number.
    hero : ProductView or None
        The picture to show first.
    reasons : tuple of str
        Why it is the hero, and how the picture that comes first now differs.
    not_recognized : tuple of str
        What these views leave open, in words.
    """

    sku: str
    title: str
    views: tuple[ProductView, ...]
    present: dict[str, int]
    missing: tuple[str, ...]
    count: int
    advice: str
    hero: ProductView | None
    reasons: tuple[str, ...]
    not_recognized: tuple[str, ...] = NOT_RECOGNIZED


def views_of_product(site: Site, job_id: str, sku: str) -> ProductViews:
    """All pictures of one product of an audit.

    Parameters
    ----------
    site : Site
        Its database holds the audit.
    job_id : str
        Of the audit.
    sku : str
        The product's exact SKU.

    Raises
    ------
    NotFound
        Unknown audit, or it has no picture of that product.
    """
    site.store.job(job_id)
    # The database searches the first 500 letters of address, SKU and title; after a longer address, read all rows.
    for where in (RowFilter(text=sku), RowFilter()) if sku else ():
        product = views_of(row for row in site.store.rows(job_id, where=where) if row.product.sku == sku)
        if product.views:
            return product
    raise NotFound(f"This audit has no product with the SKU {sku[:100]!r}.",
                   "Select a photo in the table; its details link to its product.")


def view_verdicts(site: Site, job: Job, product: ProductViews) -> list[ViewVerdict]:
    """What the rule packs of an audit ask of all pictures of a product together, compared with its views."""
    packs = rules.packs(site)
    chosen = [packs[name] for name in job.options.get("rules", ()) if name in packs]
    return [view_verdict(product, demand, pack.title) for pack in chosen for demand in pack.views]


def views_of(rows: Iterable[AuditRow]) -> ProductViews:
    """Describe one product's pictures together.

    Parameters
    ----------
    rows : iterable of AuditRow
        Of one SKU, in the source's order.
    """
    views = _views(islice(rows, PICTURES))
    different = [view for view in views if view.view and not view.same_as]
    present = {name: sum(view.view == name for view in different) for name in VIEW_WORDS}
    present = {name: number for name, number in present.items() if number}
    first = views[0].row if views else AuditRow(0, "")
    missing = tuple(words for words, meets in NEEDS[_label(views)] if different and not set(meets) & set(present))
    hero = hero_of(different)
    return ProductViews(first.product.sku, first.product.title, tuple(views), present, missing, len(different),
                        _advice(len(different)), hero, reasons_for(hero, views[0]) if hero else ())


def view_name(row: AuditRow) -> str:
    """The view that a picture shows, from its photo type and, in an audit with rules, its measures.

    Parameters
    ----------
    row : AuditRow
        A picture or a failure.

    Returns
    -------
    str
        A key of `core.words.labels.VIEW_WORDS`; "" for a failure. `NOT_RECOGNIZED` lists what it leaves open.
    """
    if not is_analyzed(row):
        return ""
    if row.kind == "model_face":
        return "on_model"
    if row.kind == "worn_no_face":
        return "setting" if any((fact.name, fact.value) == NOT_WORN for fact in row.facts) else "worn"
    measures: dict[str, Any] = row.measures
    sides = len(measures.get("touches") or ())
    if sides >= DETAIL_SIDES or (sides == DETAIL_SIDES - 1 and (measures.get("mask_share") or 0.0) >= FILL):
        return "detail"
    background = measures.get("background")
    if background is None:
        return "product"
    if background != "plain":
        return "setting"
    white = (measures.get("near_white_share") or 0.0) >= WHITE
    return "packshot" if white or min(measures.get("background_rgb") or (0,)) >= NEAR_WHITE else "plain"


def _views(rows: Iterable[AuditRow]) -> list[ProductView]:
    first_uri: dict[str, str] = {}
    views = []
    for row in rows:
        views.append(ProductView(row, view_name(row), first_uri.get(row.picture_id, "")))
        if row.picture_id:
            first_uri.setdefault(row.picture_id, row.uri)
    return views


def _label(views: list[ProductView]) -> str:
    """What is sold: by the source, else what most pictures are seen as."""
    labels = [view.row.product.true_label for view in views if view.row.product.true_label in NEEDS]
    tops = [view.row.top_label for view in views if view.row.top_label in NEEDS]
    return max(NEEDS, key=lambda name: ((labels or tops).count(name), name == "other"))


def _advice(number: int) -> str:
    photos = count(number, "photo")
    if number < MINIMUM:
        return f"{photos}; a product needs at least {MINIMUM}."
    if number < ADVISED:
        return f"{photos}: enough to start with; most products need {ADVISED} or more."
    return f"{photos}: as many as most products need."
