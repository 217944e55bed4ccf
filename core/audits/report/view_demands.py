"""Which views a marketplace wants of one product: demands of the rule packs, held against what a gallery tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.audits.report.gallery import VIEW_WORDS, Gallery
from core.rules import ViewDemand


@dataclass(frozen=True)
class ViewVerdict:
    """A demand on a product.

    Attributes
    ----------
    pack, title : str
    outcome : {"pass", "fail", "warn", "unknown"}
        "warn" where the number that is missed is ours.
    reason : str
        Sentences.
    """

    pack: str
    title: str
    outcome: Literal["pass", "fail", "warn", "unknown"]
    reason: str


def held_against(found: Gallery, demand: ViewDemand, pack: str) -> ViewVerdict:
    """Say whether a product's pictures fulfil a demand, as far as their views are told.

    Parameters
    ----------
    found : Gallery
    demand : ViewDemand
    pack : str
        Title of its rule pack.
    """
    different = [view.view for view in found.views if view.view and not view.same_as]
    fit = sum(view in demand.any_of for view in different)
    wanted = "; ".join(VIEW_WORDS[view].lower() for view in demand.any_of)
    ours = " (the number is ours; the marketplace names none here)" if demand.limit_from == "ours" else ""
    if not different:
        return ViewVerdict(pack, demand.title, "unknown", f"{demand.asks} None of its pictures could be judged.")
    broken: Literal["fail", "warn"] = "warn" if demand.limit_from == "ours" else "fail"
    if fit < demand.at_least:
        return ViewVerdict(pack, demand.title, broken, f"{demand.asks} Fitting pictures here: {fit} of "
                           f"{len(different)} ({wanted}); wanted: at least {demand.at_least}{ours}.")
    if demand.first and found.views[0].view not in demand.any_of:
        now = VIEW_WORDS.get(found.views[0].view, "a picture that could not be judged").lower()
        return ViewVerdict(pack, demand.title, broken,
                           f"{demand.asks} Here one is there ({wanted}), but another comes first: {now}.")
    return ViewVerdict(pack, demand.title, "pass", f"{demand.asks} Fitting pictures here: {fit} of {len(different)}.")
