"""How much of a catalog a shopping engine would misread: a total with an interval, not a raw count.

What is estimated: among all pictures of the catalog that are of things for sale, the number whose content is not
what the feed says is sold - the picture shows no product to a careful reader, or another kind of product than its
label - no matter whether the picture or the label is at fault; without a label, the number that shows no product at
all. Each such picture is misread by any engine that reads pictures well, so it is an opportunity whichever engine
comes. It is not the number of times that verdict and label differ: those are also the model's own errors. As in
confident learning [1]_ the verdicts (best labels, as the error rates were measured) are a noisy measurement of
content whose noise is known: for every label, counts of verdicts are turned into counts of content by the inverse of
the measured error rates (Rogan and Gladen's correction [2]_, for four classes), which assumes that the model errs on
a picture by its content and not by its label. Where no error rates are given, the model with the browser's rule
counts as the engine itself, and the total is that of its own disagreements.

Three things make the interval: error rates are known from few pictures and differ between shops (Dirichlet draws);
which errors happened in these very pictures is chance (multinomial draws); and of the catalog only a part may be
judged (the rest is predicted by binomial draws, as if the judged pictures were a random sample). Each draw gives a
total; the interval holds the middle 95 %, the total is the median. An estimate below 0 counts as 0 and stays as
unsure as it was. Draws are seeded: the same rows give the same numbers.

References
----------
.. [1] Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset labels", JAIR 70, 2021.
.. [2] Rogan and Gladen, "Estimating prevalence from the results of a screening test", Am. J. Epidemiology 107, 1978.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.audits.report.error_rates import LABELS, ErrorRates
from core.audits.report.findings import finding, judged, names_product, value_of
from core.errors import Misuse
from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS

PRODUCT = LABELS  # the row of pictures that are for sale, of a kind that nothing tells
# A label's opposite: which contents are wrong for it. For the last row only "no product" is.
WRONG = np.array([[True] * LABELS] + [[k != label for k in range(LABELS)] for label in range(1, LABELS)]
                 + [[k == 0 for k in range(LABELS)]])
DRAWS, SEED = 4000, 20
JEFFREYS = 0.5
CURRENCIES = 50


@dataclass(frozen=True)
class Opportunity:
    """A catalog's opportunity with its 95 % interval.

    Attributes
    ----------
    count, low, high : int
        Pictures of the catalog whose content is not what is sold; see the module for what that means.
    value, value_low, value_high : float or None
        Their prices added up; None where no picture has a price.
    currency : str
        Of the value; prices in other currencies are left out.
    seen : int
        Judged pictures that this very model does not see as shoppable or sees as another kind of product.
    judged, catalog_size : int
        Judged pictures of things for sale, and how many there are in the catalog.
    priced : int
        Judged pictures with a price in `currency`.
    method : str
        How it was computed, in words for the report.
    corrected : bool
        Whether the model's own errors are taken out.
    """

    count: int
    low: int
    high: int
    value: float | None
    value_low: float | None
    value_high: float | None
    currency: str
    seen: int
    judged: int
    catalog_size: int
    priced: int
    method: str
    corrected: bool = True


class _Cells:
    """Sums by label (rows, the last for "for sale, kind unknown") and verdict (columns).

    Twice: the first table has the best label as verdict, the second the browser's rule, by which a picture that is
    not shoppable is seen as no product.
    """

    def __init__(self) -> None:
        self.count = np.zeros((2, LABELS + 1, LABELS), np.int64)
        self.seen = 0
        self.prices: dict[str, np.ndarray] = {}  # currency -> (2, 3, 5, 4): how many, sum, squares

    def add(self, row: AuditRow, label: int) -> None:
        best = INTENT_LABELS.index(row.top_label)
        verdicts = (best, best if row.shoppable else 0)
        self.count[(0, 1), label, verdicts] += 1
        self.seen += finding(row) in ("intent", "category")
        value, currency = value_of(row), row.product.currency
        if value is not None and (currency in self.prices or len(self.prices) < CURRENCIES):
            sums = self.prices.setdefault(currency, np.zeros((2, 3, LABELS + 1, LABELS)))
            for table, verdict in enumerate(verdicts):
                sums[table, :, label, verdict] += (1.0, value, value * value)


class OpportunityTally:
    """Adds up rows one by one; its size does not depend on how many."""

    def __init__(self) -> None:
        self._named, self._unnamed = _Cells(), _Cells()

    def add(self, row: AuditRow) -> None:
        """Count one row; failures, and pictures that the source says are not for sale, do not belong to the total."""
        if not judged(row) or row.product.true_label == "negative":
            return
        if not names_product(row):
            self._unnamed.add(row, PRODUCT)
        elif row.product.true_label:
            self._named.add(row, INTENT_LABELS.index(row.product.true_label))
        else:
            self._named.add(row, PRODUCT)

    def result(self, error_rates: ErrorRates | None = None, *, catalog_size: int | None = None, seed: int = SEED,
               draws: int = DRAWS) -> Opportunity:
        """The total of the rows so far; see `opportunity`."""
        cells = self._named if self._named.count.any() else self._unnamed
        by_rule = int(error_rates is None)
        count = int(cells.count[by_rule].sum())
        size = count if catalog_size is None else catalog_size
        if size < count:
            raise Misuse(f"The catalog is said to have {size:,} pictures, but {count:,} were judged.",
                         "Give the number of pictures in the whole catalog, or leave it out.")
        currency = max(cells.prices, key=lambda name: float(cells.prices[name][0, 0].sum()), default="")
        prices = cells.prices.get(currency, np.zeros((2, 3, LABELS + 1, LABELS)))[by_rule]
        totals, values = simulate(cells.count[by_rule], prices, error_rates, size=size, draws=draws, seed=seed)
        low, middle, high = (int(round(float(q))) for q in np.quantile(totals, (0.025, 0.5, 0.975)))
        priced = int(prices[0].sum())
        money = [round(float(q), 2) for q in np.quantile(values, (0.025, 0.5, 0.975))] if priced else [None] * 3
        worth = 0.0 if priced and not middle else money[1]  # no picture, no price
        return Opportunity(middle, low, high, worth, money[0], money[2], currency, cells.seen, count, size, priced,
                           _method(error_rates, count, size, draws), error_rates is not None)


def opportunity(rows: Iterable[AuditRow], error_rates: ErrorRates | None = None, *, catalog_size: int | None = None,
                seed: int = SEED) -> Opportunity:
    """Estimate how many of a catalog's pictures a shopping engine would misread.

    Parameters
    ----------
    rows : iterable of AuditRow
        Read once, in a stream. Where the source names products (SKU, GTIN, price or a label), only those pictures
        count; where it names none, every judged picture counts as one of a thing for sale.
    error_rates : ErrorRates, optional
        Of the model that gave the verdicts; without them the model counts as the engine itself.
    catalog_size : int, optional
        Pictures of things for sale in the whole catalog, when only a random part was judged.
    seed : int

    Returns
    -------
    Opportunity
    """
    tally = OpportunityTally()
    for row in rows:
        tally.add(row)
    return tally.result(error_rates, catalog_size=catalog_size, seed=seed)


def simulate(count: np.ndarray, prices: np.ndarray, error_rates: ErrorRates | None = None, *, size: int,
             draws: int = DRAWS, seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """Draw plausible totals; their quantiles are the interval.

    Parameters
    ----------
    count : ndarray of int, shape (5, 4)
        Judged pictures by label and verdict in the order of `core.nouns.intent.INTENT_LABELS`; the fifth row
        holds those for sale of a kind that nothing tells.
    prices : ndarray of float64, shape (3, 5, 4)
        How many of them have a price, the prices added up, and their squares added up.
    error_rates : ErrorRates, optional
    size : int
        Pictures of the whole catalog, at least as many as were judged.
    draws, seed : int

    Returns
    -------
    tuple of ndarray of float64, shape (draws,)
        Pictures whose content is not what is sold, and their prices added up.
    """
    rng = np.random.default_rng(seed)
    rates = np.broadcast_to(np.eye(LABELS), (draws, LABELS, LABELS))
    if error_rates is not None:
        rates = error_rates.draws(draws, rng)
    back = np.linalg.inv(np.transpose(rates, (0, 2, 1)))  # verdicts -> content
    judged_count, (_, total, squares) = int(count.sum()), prices
    wrong, money, weight = (np.zeros(draws) for _ in range(3))
    for label in range(LABELS + 1):
        opposite = WRONG[label].astype(float)
        wrong += _content(count[label], count[label], (rates, back), rng) @ opposite
        money += _content(total[label], squares[label], (rates, back), rng) @ opposite
        weight += back @ squares[label] @ opposite
    wrong, money = _from_zero(wrong).clip(0, judged_count), _from_zero(money).clip(0, total.sum())
    rest = size - judged_count
    if rest:
        chance = rng.beta(wrong + JEFFREYS, judged_count - wrong + JEFFREYS)
        wrong = wrong + rng.binomial(rest, chance)
        judged_count = max(judged_count, 1)
        money = money * size / judged_count + _rest_noise(money, weight, (judged_count, rest), rng)
    return wrong, money.clip(min=0)


def _content(sums: np.ndarray, squares: np.ndarray, rates_and_back: tuple[np.ndarray, np.ndarray],
             rng: np.random.Generator) -> np.ndarray:
    """Sums by content that explain sums by verdict, (draws, 4); below 0 where errors explain more than was seen.

    `sums` and `squares` (4,) add up weights and their squares over the pictures of a label, by verdict; counts have
    the weight 1. Taking the verdicts back leaves the noise of the errors that happened to be made: it is drawn again,
    with as many pictures as equal weights would need to vary so much, and taken off.
    """
    rates, back = rates_and_back
    expected = (back @ sums).clip(min=0)
    pictures = np.floor(np.divide(expected**2, (back @ squares).clip(min=1e-9)) + 0.5).clip(1).astype(np.int64)
    each = (expected / pictures)[..., None]
    noise = each * (rng.multinomial(pictures, rates) - pictures[..., None] * rates)
    return np.einsum("dij,dj->di", back, sums - noise.sum(axis=1))


def _from_zero(draws: np.ndarray) -> np.ndarray:
    """An estimate below 0 counts as 0 and stays as unsure as it was: nobody knows that nothing at all is wrong."""
    return draws - min(float(np.median(draws)), 0.0)


def _rest_noise(money: np.ndarray, weight: np.ndarray, judged_rest: tuple[int, int],
                rng: np.random.Generator) -> np.ndarray:
    """How far the value scaled up from the judged pictures may be off, (draws,)."""
    count, rest = judged_rest
    variance = (weight.clip(min=0) / count - (money / count) ** 2).clip(min=0)
    return np.sqrt(rest * (count + rest) / count * variance) * rng.standard_normal(len(money))


def _method(error_rates: ErrorRates | None, count: int, size: int, draws: int) -> str:
    part = f"{count:,} of {size:,} pictures were judged; the rest is predicted as if they were a random sample. " \
        if size > count else ""
    if error_rates is None:
        return part + "The model counts as the engine itself: its own errors are not taken out."
    own = "" if error_rates.own is None else f" and on {int(error_rates.own.sum()):,} checked pictures of this shop"
    return (f"{part}Verdicts that differ from the label, less those that the model's own errors explain (Rogan-Gladen "
            f"correction, {draws:,} seeded draws). Errors measured on {error_rates.source}{own}.")
