"""One product's pictures: which views are there, which are missing, and which picture should come first.

How many pictures a product needs, and that buyers judge size from them, is from Baymard's studies [1]_; that the
first picture stands on white is a rule of the marketplaces (see the rule packs in `core/rules/packs`).

References
----------
.. [1] Baymard Institute, "In-scale product images": few products should have fewer than 3 images, most need 5 or more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from core.audits.report.findings import finding, judged
from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS
from core.words.labels import marketplace_word

VIEW_WORDS = {
    "packshot": "Product on white",
    "product": "Product alone, background not measured",
    "plain": "Product on a plain color",
    "setting": "Product in its surroundings",
    "detail": "Detail",
    "on_model": "On a model",
    "worn": "Worn, no face",
}
MINIMUM, ADVISED = 3, 5
MOST = 500  # pictures of one product that are looked at
WHITE = 0.9  # share of the background that is nearly white
PAPER = 235  # or its darkest mean channel: paper, not a gray wall (as in `core.rules.check`)
DETAIL_SIDES = 3  # a product that leaves the frame on so many sides is shown in part
FILLED = 0.6  # of the frame: a product that fills so much and leaves it on two sides is shown in part too
ZOOM = 1000  # pixels of the longest side that let a shop zoom
BLURRED = 3.8  # pixels that an edge takes, on a copy of 832 px; the limit of the rule packs
STEPS = 10  # of the score: pictures on the same step are alike, and something else decides
NOT_TOLD = ("front, side or back", "several pieces or a pack", "a detail on a busy background or on a person",
            "how large the product is beside things of known size")
# What a buyer wants to see: each line is one wish, and any of its views fulfils it.
WISHES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "apparel": (("on white", ("packshot", "product")), ("worn, to judge size and fit", ("on_model", "worn")),
                ("a detail", ("detail",))),
    "home_decor": (("on white", ("packshot", "product")), ("in a room, to judge size", ("setting", "on_model", "worn")),
                   ("a detail", ("detail",))),
    "other": (("on white", ("packshot", "product")), ("in use, to judge size", ("setting", "on_model", "worn")),
              ("a detail", ("detail",))),
}
HERO_ORDER = ("packshot", "product", "plain", "on_model", "worn", "setting", "detail")


@dataclass(frozen=True)
class View:
    """One picture of a product.

    Attributes
    ----------
    row : AuditRow
    view : str
        A key of `VIEW_WORDS`, or "" where it could not be judged.
    same_as : str
        The uri of an earlier picture that is the same; such a picture adds nothing.
    """

    row: AuditRow
    view: str
    same_as: str = ""


@dataclass(frozen=True)
class Gallery:
    """A product's pictures.

    Attributes
    ----------
    sku, title : str
    views : tuple of View
        In the source's order.
    present : dict of str to int
        View -> different pictures.
    missing : tuple of str
        Wishes that no picture fulfils, in words.
    count : int
        Different pictures that could be judged.
    advice : str
        One sentence about how many there are.
    hero : View or None
        The picture that should come first.
    reasons : tuple of str
        Why, and what speaks against the picture that comes first now.
    not_told : tuple of str
        What these views leave open, in words.
    """

    sku: str
    title: str
    views: tuple[View, ...]
    present: dict[str, int]
    missing: tuple[str, ...]
    count: int
    advice: str
    hero: View | None
    reasons: tuple[str, ...]
    not_told: tuple[str, ...] = NOT_TOLD


def gallery(rows: Iterable[AuditRow]) -> Gallery:
    """Look at one product's pictures together.

    Parameters
    ----------
    rows : iterable of AuditRow
        Of one SKU, in the source's order.

    Returns
    -------
    Gallery
    """
    views = _views(islice(rows, MOST))
    different = [view for view in views if view.view and not view.same_as]
    present = {name: sum(view.view == name for view in different) for name in VIEW_WORDS}
    present = {name: count for name, count in present.items() if count}
    first = views[0].row if views else AuditRow(0, "")
    missing = tuple(words for words, fulfil in WISHES[_label(views)] if different and not set(fulfil) & set(present))
    hero = min(different, key=_hero_key, default=None)
    return Gallery(first.product.sku, first.product.title, tuple(views), present, missing, len(different),
                   _advice(len(different)), hero, _reasons(hero, views))


def view_of(row: AuditRow) -> str:
    """Name what a picture shows, from its kind and, where they were taken, its measures; "" for a failure.

    `NOT_TOLD` names what neither tells.
    """
    if not judged(row):
        return ""
    if row.kind != "product_only":
        return "on_model" if row.kind == "model_face" else "worn"
    measures: dict[str, Any] = row.measures
    sides = len(measures.get("touches") or ())
    if sides >= DETAIL_SIDES or (sides == DETAIL_SIDES - 1 and (measures.get("mask_share") or 0.0) >= FILLED):
        return "detail"
    background = measures.get("background")
    if background is None:
        return "product"
    if background != "plain":
        return "setting"
    white = (measures.get("near_white_share") or 0.0) >= WHITE
    return "packshot" if white or min(measures.get("background_rgb") or (0,)) >= PAPER else "plain"


def _views(rows: Iterable[AuditRow]) -> list[View]:
    seen: dict[str, str] = {}
    views = []
    for row in rows:
        views.append(View(row, view_of(row), seen.get(row.picture_id, "")))
        if row.picture_id:
            seen.setdefault(row.picture_id, row.uri)
    return views


def _label(views: list[View]) -> str:
    """What kind of product it is: what the source says, else what most pictures are seen as."""
    said = [view.row.product.true_label for view in views if view.row.product.true_label in WISHES]
    seen = [view.row.top_label for view in views if view.row.top_label in WISHES]
    return max(WISHES, key=lambda name: ((said or seen).count(name), name == "other"))


def _advice(count: int) -> str:
    pictures = "1 picture" if count == 1 else f"{count} pictures"
    if count < MINIMUM:
        return f"{pictures}: fewer than the {MINIMUM} that a product needs at least."
    if count < ADVISED:
        return f"{pictures}: enough to start with; most products need {ADVISED} or more."
    return f"{pictures}: as many as most products need."


def _hero_key(view: View) -> tuple[int, ...]:
    """Smaller is better, the first number that differs decides; `_against` has the words for each."""
    row, missed = view.row, finding(view.row) in ("intent", "category")
    step = -int(STEPS * _score(row))
    return (missed, step if missed else 0, HERO_ORDER.index(view.view), step, max(row.width, row.height) < ZOOM,
            (row.measures.get("edge_width") or 0.0) > BLURRED, "fail" in row.verdicts.values(),
            -max(row.width, row.height))


def _score(row: AuditRow) -> float:
    """Of what is sold, where the source says it, else of any product."""
    label = row.product.true_label
    known = label not in ("", "negative") and len(row.scores) == len(INTENT_LABELS)
    return row.scores[INTENT_LABELS.index(label)] if known else row.shoppable_score


def _reasons(hero: View | None, views: list[View]) -> tuple[str, ...]:
    if hero is None:
        return ()
    row, reasons = hero.row, [f"{VIEW_WORDS[hero.view]}."]
    if finding(row) in ("intent", "category"):
        reasons.append(f"No picture is seen as what is sold; this one comes nearest, with {_score(row):.2f}.")
    else:
        reasons.append(f"Seen as what is sold with {_score(row):.2f}.")
    side = max(row.width, row.height)
    reasons.append(f"{side:,} pixels on its longest side: " + ("large enough to zoom." if side >= ZOOM else
                                                               f"too few to zoom, which takes {ZOOM:,}."))
    failed = _failed(row)
    if row.verdicts:
        reasons.append(f"Breaks rules of {failed}." if failed else f"Breaks no rule of {_named(row.verdicts)}.")
    now = views[0]
    if now.row.uri == row.uri:
        return (*reasons, "It already comes first.")
    return (*reasons, f"The picture that comes first now {_against(now, hero)}.")


def _failed(row: AuditRow) -> str:
    return _named(pack for pack, outcome in row.verdicts.items() if outcome == "fail")


def _named(packs: Iterable[str]) -> str:
    """Marketplaces as they write themselves."""
    return ", ".join(marketplace_word(pack) for pack in packs)


def _against(now: View, hero: View) -> str:
    """What speaks against the picture that comes first now: the first thing in which the two differ."""
    if not now.view:
        return "could not be judged"
    mine, best = _hero_key(now), _hero_key(hero)
    differs = next((k for k, (a, b) in enumerate(zip(mine, best, strict=True)) if a != b), len(mine) - 1)
    lower, failed = f"has a lower score, {_score(now.row):.2f}", f"breaks rules of {_failed(now.row)}"
    return ("is not seen as what is sold", lower, f"is: {VIEW_WORDS[now.view].lower()}", lower,
            f"has less than {ZOOM:,} pixels on its longest side", "is less sharp", failed, "is smaller")[differs]
