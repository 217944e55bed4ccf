"""The hero: the picture of a product to show first, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from core.audits.report.findings import finding
from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS
from core.words.labels import VIEW_WORDS, marketplace_word

if TYPE_CHECKING:
    from core.audits.product_views import ProductView

HERO_ORDER = ("packshot", "product", "plain", "on_model", "worn", "setting", "detail")  # views, the best first
STEPS = 10  # of the score: pictures on the same step count as equal, and the next criterion decides
ZOOM = 1000  # pixels on the longest side that let a shop zoom
SHARP = 3.8  # pixels that an edge takes at most, on a copy of 832 px; the limit of the rule packs


def hero_of(views: Sequence[ProductView]) -> ProductView | None:
    """The picture to show first; the first criterion in which two pictures differ decides.

    The criteria: seen as what is sold; the view, by `HERO_ORDER`; the score in steps of 1 / `STEPS`; at least `ZOOM`
    pixels; sharp; breaks no marketplace rule; more pixels. Where no picture is seen as what is sold, the score
    comes before the view.

    Parameters
    ----------
    views : sequence of ProductView
        Different pictures with an analysis.
    """
    return min(views, key=_rank, default=None)


def reasons_for(hero: ProductView, first: ProductView) -> tuple[str, ...]:
    """Why a picture is the hero, a sentence each.

    Parameters
    ----------
    hero : ProductView
        From `hero_of`.
    first : ProductView
        The picture that comes first now; the last sentence compares it with the hero.
    """
    row, reasons = hero.row, [f"{VIEW_WORDS[hero.view]}."]
    if finding(row) in ("intent", "category"):
        reasons.append(f"No photo is seen as what is sold; this one has the highest score, {_score(row):.2f}.")
    else:
        reasons.append(f"Seen as what is sold, with a score of {_score(row):.2f}.")
    side = max(row.width, row.height)
    reasons.append(f"{side:,} pixels on the longest side: " + ("large enough to zoom." if side >= ZOOM else
                                                              f"too small to zoom, which takes {ZOOM:,}."))
    if row.verdicts:
        broken = _broken(row)
        reasons.append(f"Breaks rules of {broken}." if broken else f"Breaks no rule of {_names(row.verdicts)}.")
    if first.row.uri == row.uri:
        return (*reasons, "It already comes first.")
    return (*reasons, f"The photo that comes first now {_drawback(first, hero)}.")


def _rank(view: ProductView) -> tuple[int, ...]:
    """Smaller is better, and the first number that differs decides; `_drawback` has the words for each."""
    row, misread = view.row, finding(view.row) in ("intent", "category")
    step = -int(STEPS * _score(row))
    return (misread, step if misread else 0, HERO_ORDER.index(view.view), step, max(row.width, row.height) < ZOOM,
            (row.measures.get("edge_width") or 0.0) > SHARP, "fail" in row.verdicts.values(),
            -max(row.width, row.height))


def _score(row: AuditRow) -> float:
    """Score of what is sold, by the source's label; the shoppable score without one."""
    label = row.product.true_label
    has_scores = label not in ("", "negative") and len(row.scores) == len(INTENT_LABELS)
    return row.scores[INTENT_LABELS.index(label)] if has_scores else row.shoppable_score


def _broken(row: AuditRow) -> str:
    return _names(pack for pack, outcome in row.verdicts.items() if outcome == "fail")


def _names(packs: Iterable[str]) -> str:
    return ", ".join(marketplace_word(pack) for pack in packs)


def _drawback(first: ProductView, hero: ProductView) -> str:
    """The first criterion by which the hero beats the picture that comes first now."""
    if not first.view:
        return "could not be analyzed"
    ranks = zip(_rank(first), _rank(hero), strict=True)
    lower_score = f"has a lower score, {_score(first.row):.2f}"
    words = ("is not seen as what is sold", lower_score, f"has another view: {VIEW_WORDS[first.view].lower()}",
             lower_score, f"has fewer than {ZOOM:,} pixels on its longest side", "is less sharp",
             f"breaks rules of {_broken(first.row)}", "is smaller")
    return next((words[k] for k, (rank, best) in enumerate(ranks) if rank != best), words[-1])
