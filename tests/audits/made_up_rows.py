"""Rows as an audit gives them, made up with a planted truth."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

import numpy as np

from core.audits.report.build import AuditReport
from core.audits.report.error_rates import ErrorRates
from core.audits.report.opportunity import OpportunityTally
from core.audits.report.queues import QueueTally
from core.audits.report.shared_pictures import SharedTally, shared_pictures
from core.audits.report.summary import SummaryTally
from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS
from core.nouns.product import Product

TITLES = {"apparel": "Linen shirt", "home_decor": "Oak side table", "other": "Cordless drill"}
CATEGORIES = {"apparel": ("Women > Shirts", "Men > Shoes"), "home_decor": ("Home > Furniture", "Home > Lamps"),
              "other": ("Tools", "Toys and games")}


class Tally(Protocol):
    def add(self, row: AuditRow) -> None: ...


AnyTally = TypeVar("AnyTally", bound=Tally)


def tallied(tally: AnyTally, rows: Iterable[AuditRow]) -> AnyTally:
    """The tally with all rows added."""
    for row in rows:
        tally.add(row)
    return tally


def report_of(rows: Iterable[AuditRow], rates: ErrorRates | None = None) -> AuditReport:
    """The report of these rows, without a database."""
    rows = list(rows)
    shared = tallied(SharedTally(), rows).groups()
    queues = tallied(QueueTally(), rows)
    return AuditReport(tallied(SummaryTally(), rows).result(), tallied(OpportunityTally(), rows).result(rates),
                       queues.queues(), queues.fix_first(), shared_pictures(shared, {row.number: row for row in rows}),
                       len(shared))


def made_row(number: int = 1, top: str = "apparel", score: float = 0.9, **changes) -> AuditRow:
    """An analyzed picture of a shirt for 20 EUR that is seen as `top` with this score."""
    product = changes.pop("product", Product(sku=f"S{number}", title="Linen shirt", category="Women > Shirts",
                                             price=20.0, currency="EUR", true_label="apparel"))
    scores = np.full(4, (1 - score) / 3)
    scores[INTENT_LABELS.index(top)] = score
    best = float(scores[1:].max())
    sensitive = changes.pop("sensitive_score", 0.01)
    values = {"uri": f"https://shop.example/{number}.jpg", "origin": f"feed row {number}", "product": product,
              "picture_id": f"{number:064x}", "kind": "product_only", "top_label": top, "scores": tuple(scores),
              "shoppable": best > 0.5 and sensitive < 0.5, "shoppable_score": best, "sensitive_score": sensitive,
              "width": 800, "height": 800, **changes}
    return AuditRow(number, **values)


def failed_row(number: int = 1, error: str = "FetchFailed") -> AuditRow:
    """A failure."""
    return AuditRow(number, f"https://shop.example/{number}.jpg", "feed row", Product(sku=f"S{number}"), error=error,
                    message="The server answered 500.", hint="Try again later.")


def made_catalog(count: int, seed: int = 1) -> Iterator[AuditRow]:
    """A mixed shop: most pictures right, some misread, some ambiguous, some failed."""
    rng = np.random.default_rng(seed)
    for number in range(1, count + 1):
        if rng.random() < 0.02:
            yield failed_row(number, ("FetchFailed", "NotAPicture")[number % 2])
            continue
        true = INTENT_LABELS[1 + int(rng.choice(3, p=[0.5, 0.3, 0.2]))]
        top = true if rng.random() < 0.85 else INTENT_LABELS[int(rng.integers(4))]
        product = Product(f"SKU-{number // 3:05}", f"{TITLES[true]} {number}", CATEGORIES[true][number % 2],
                          f"{4000000000000 + number}", f"https://shop.example/p/{number // 3}",
                          round(float(np.exp(rng.normal(3.5, 0.8))), 2), "EUR", true)
        yield made_row(number, top, float(rng.uniform(0.4, 0.99)), product=product,
                       kind=str(rng.choice(["model_face", "worn_no_face", "product_only"], p=[0.2, 0.2, 0.6])),
                       verdicts={"amazon": ("pass", "warn", "fail")[number % 3], "google": "pass"},
                       measures={"sharpness": float(rng.random()), "fill": 0.7})
