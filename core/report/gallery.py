"""One product's pictures: which views are there, which are missing, and which picture should come first.

How many pictures a product needs, and that buyers judge size from them, is from Baymard's studies [1]_; that the
first picture stands on white is a rule of the marketplaces (see the rule packs in `core/images/packs`).

References
----------
.. [1] Baymard Institute, "In-scale product images": few products should have fewer than 3 images, most need 5 or more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from core.listings import AuditRow
from core.report.findings import finding, judged

VIEW_WORDS = {
    "packshot": "Product on white",
    "product": "Product alone, background not measured",
    "setting": "Product in a setting",
    "detail": "Detail",
    "on_model": "On a model",
    "worn": "Worn, no face",
}
MINIMUM, ADVISED = 3, 5
MOST = 500  # pictures of one product that are looked at
WHITE = 0.9  # share of the background that is nearly white
DETAIL_SIDES = 3  # a product that leaves the frame on so many sides is shown in part
ZOOM = 1000  # pixels of the longest side that let a shop zoom
# What a buyer wants to see: each line is one wish, and any of its views fulfils it.
WISHES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "apparel": (("on white", ("packshot", "product")), ("worn, to judge size and fit", ("on_model", "worn")),
                ("a detail", ("detail",))),
    "home_decor": (("on white", ("packshot", "product")), ("in a room, to judge size", ("setting", "on_model", "worn")),
                   ("a detail", ("detail",))),
    "other": (("on white", ("packshot", "product")), ("in use, to judge size", ("setting", "on_model", "worn")),
              ("a detail", ("detail",))),
}
HERO_ORDER = ("packshot", "product", "on_model", "worn", "setting", "detail")


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
    """Name what a picture shows, from its kind and, where they were taken, its measures; "" for a failure."""
    if not judged(row):
        return ""
    if row.kind != "product_only":
        return "on_model" if row.kind == "model_face" else "worn"
    measures: dict[str, Any] = row.measures
    if len(measures.get("touches") or ()) >= DETAIL_SIDES:
        return "detail"
    background = measures.get("background")
    if background is None:
        return "product"
    white = measures.get("near_white_share")
    return "packshot" if background == "plain" and white is not None and white >= WHITE else "setting"


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


def _hero_key(view: View) -> tuple[int, int, int, int, float]:
    """Smaller is better: seen as what it is, keeps the marketplaces' rules, the view, large enough, the score."""
    row = view.row
    return (finding(row) in ("intent", "category"), "fail" in row.verdicts.values(), HERO_ORDER.index(view.view),
            max(row.width, row.height) < ZOOM, -row.shoppable_score)


def _reasons(hero: View | None, views: list[View]) -> tuple[str, ...]:
    if hero is None:
        return ()
    reasons = [f"{VIEW_WORDS[hero.view]}."]
    if finding(hero.row) in ("intent", "category"):
        reasons.append("No picture is seen as what is sold; this one comes nearest.")
    else:
        reasons.append(f"Seen as shoppable with {hero.row.shoppable_score:.2f}.")
    if hero.row.verdicts and "fail" not in hero.row.verdicts.values():
        reasons.append(f"Breaks no rule of {', '.join(hero.row.verdicts)}.")
    now = views[0]
    if now.row.uri == hero.row.uri:
        return (*reasons, "It already comes first.")
    against = _against(now, hero)
    return (*reasons, f"The picture that comes first now {against}.")


def _against(now: View, hero: View) -> str:
    """What speaks against the picture that comes first now: the first thing in which the two differ."""
    if not now.view:
        return "could not be judged"
    mine, best = _hero_key(now), _hero_key(hero)
    differs = next((k for k, (a, b) in enumerate(zip(mine, best, strict=True)) if a != b), 4)
    failed = ", ".join(pack for pack, outcome in now.row.verdicts.items() if outcome == "fail")
    return ("is not seen as what is sold", f"breaks rules of {failed}", f"is: {VIEW_WORDS[now.view].lower()}",
            f"has less than {ZOOM:,} pixels on its longest side",
            f"has a lower score, {now.row.shoppable_score:.2f}")[differs]
