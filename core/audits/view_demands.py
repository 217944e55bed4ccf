"""Which views a marketplace wants of one product: the demands of rule packs, compared with the views it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.nouns.verdict import Outcome
from core.rules import ViewDemand
from core.words.labels import VIEW_WORDS

if TYPE_CHECKING:
    from core.audits.product_views import ProductViews


@dataclass(frozen=True)
class ViewVerdict:
    """One demand on one product.

    Attributes
    ----------
    pack, title : str
        Of the rule pack, and of the demand.
    outcome : {"pass", "fail", "warn", "unknown"}
        "warn" where the number that the product misses is ours and not the marketplace's.
    reason : str
        Sentences.
    """

    pack: str
    title: str
    outcome: Outcome
    reason: str


def view_verdict(product: ProductViews, demand: ViewDemand, pack: str) -> ViewVerdict:
    """Check whether a product's pictures meet a demand, as far as their views are recognized.

    Parameters
    ----------
    product : ProductViews
        All pictures of the product.
    demand : ViewDemand
        Of a rule pack.
    pack : str
        Title of that pack.
    """
    names = [view.view for view in product.views if view.view and not view.same_as]
    number = sum(name in demand.any_of for name in names)
    views = "; ".join(VIEW_WORDS[name].lower() for name in demand.any_of)
    is_ours = demand.limit_from == "ours"
    broken: Outcome = "warn" if is_ours else "fail"
    if not names:
        return ViewVerdict(pack, demand.title, "unknown", f"{demand.asks} None of the photos could be analyzed.")
    matches = f"Matching photos: {number} of {len(names)}"
    if number < demand.at_least:
        ours = " (our number; the marketplace names none)" if is_ours else ""
        return ViewVerdict(pack, demand.title, broken, f"{demand.asks} {matches} ({views}); required: at least "
                                                       f"{demand.at_least}{ours}.")
    first = product.views[0].view
    if demand.first and first not in demand.any_of:
        now = VIEW_WORDS[first].lower() if first else "a photo that could not be analyzed"
        return ViewVerdict(pack, demand.title, broken, f"{demand.asks} A matching photo exists ({views}), but another "
                                                       f"comes first: {now}.")
    return ViewVerdict(pack, demand.title, "pass", f"{demand.asks} {matches}.")
