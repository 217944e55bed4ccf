"""How much of a catalog a shopping engine would misread: an estimated total with its interval, not a raw count.

The estimate is the number of pictures of things for sale whose content is not what is sold: the picture shows no
product, or another kind of product than its label, whether the picture or the label is wrong. Without a label it is
the number that shows no product. An engine that reads pictures well misreads each of them, so each is an opportunity
with any engine. It differs from the number of verdicts that contradict the label, because some of those are the
model's own errors. As in confident learning [1]_, verdicts (best labels, as in the measured error rates) are a noisy
measurement of content with known noise: for each label, the inverse of the error rates turns counts of verdicts into
counts of content (the Rogan-Gladen correction [2]_, for four classes). This assumes that the model errs by a picture's
content and not by its label. Without error rates the model, with the browser's rule, stands for the engine, and the
total is the number of its own disagreements.

Two sources of uncertainty make the interval: the error rates come from a sample and vary between shops (Dirichlet
draws), and which errors happened in these pictures is chance (multinomial draws). Each draw gives a total; the
interval is the middle 95 %, the estimate is the median. A median below 0 is moved to 0 together with its draws, so
that it stays as uncertain as it was. The draws are seeded: equal rows give equal numbers.

References
----------
.. [1] Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset labels", JAIR 70, 2021.
.. [2] Rogan and Gladen, "Estimating prevalence from the results of a screening test", Am. J. Epidemiology 107, 1978.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from core.audits.report.error_rates import LABELS, ErrorRates
from core.audits.report.findings import is_analyzed, names_product, value_of
from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS
from core.words.numerals import count, verb

PRODUCT = LABELS  # the row of pictures for sale whose label is unknown
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
        Pictures whose content is not what is sold; the module explains what that means.
    value, value_low, value_high : float or None
        Sum of their prices; None where no picture has a price.
    currency : str
        Of the value; prices in other currencies are left out.
    seen : int
        Pictures that this model itself does not see as shoppable, or sees as a different product.
    analyzed : int
        Analyzed pictures of things for sale.
    priced : int
        Analyzed pictures with a price in `currency`.
    method : str
        How the estimate was computed, for the report.
    corrected : bool
        True when the model's own errors are taken out.
    """

    count: int
    low: int
    high: int
    value: float | None
    value_low: float | None
    value_high: float | None
    currency: str
    seen: int
    analyzed: int
    priced: int
    method: str
    corrected: bool = True

    @property
    def sentence(self) -> str:
        """The estimate in words, without its interval."""
        photos = count(self.analyzed, "photo")
        if not self.analyzed:
            return "No photo of a thing for sale could be analyzed."
        if not self.corrected:
            return f"This model misreads {self.count:,} of {photos}."
        if not self.high:
            return f"None of {photos} is likely to be misread by a shopping engine."
        number, words = (self.count, "About") if self.count else (self.high, "At most")
        return f"{words} {number:,} of {photos} {verb(number)} likely to be misread by a shopping engine."


class _Cells:
    """Sums by label (rows; the last is "for sale, label unknown") and verdict (columns).

    Two tables: in the first the verdict is the best label, in the second that of the browser's rule, by which a
    picture that is not shoppable shows no product.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, str, bool]] = Counter()  # label, best label, shoppable
        self._prices: dict[str, defaultdict[tuple[int, str, bool], list[float]]] = {}  # count, sum, sum of squares

    def add(self, row: AuditRow, label: int) -> None:
        cell = label, row.top_label, row.shoppable
        self._counts[cell] += 1
        value, currency = value_of(row), row.product.currency
        if value is not None and (currency in self._prices or len(self._prices) < CURRENCIES):
            sums = self._prices.setdefault(currency, defaultdict(lambda: [0.0, 0.0, 0.0]))[cell]
            sums[0] += 1.0
            sums[1] += value
            sums[2] += value * value

    @property
    def count(self) -> np.ndarray:
        table = np.zeros((2, LABELS + 1, LABELS), np.int64)
        for (label, top, shoppable), number in self._counts.items():
            table[(0, 1), label, _verdicts(top, shoppable)] += number
        return table

    @property
    def seen(self) -> int:
        return sum(number for (label, top, shoppable), number in self._counts.items()
                   if top == "negative" or not shoppable or label not in (PRODUCT, INTENT_LABELS.index(top)))

    @property
    def currency(self) -> str:
        """That of most prices."""
        return max(self._prices, key=lambda name: sum(sums[0] for sums in self._prices[name].values()), default="")

    def prices(self, currency: str) -> np.ndarray:
        """Count, sum and sum of squares, in both tables: (2, 3, 5, 4)."""
        table = np.zeros((2, 3, LABELS + 1, LABELS))
        for (label, top, shoppable), sums in self._prices.get(currency, {}).items():
            for which, verdict in enumerate(_verdicts(top, shoppable)):
                table[which, :, label, verdict] += sums
        return table


def _verdicts(top: str, shoppable: bool) -> tuple[int, int]:
    """The best label, and by the browser's rule."""
    best = INTENT_LABELS.index(top)
    return best, best if shoppable else 0


class OpportunityTally:
    """Adds up rows one by one; its size does not grow with their number."""

    def __init__(self) -> None:
        self._named, self._unnamed = _Cells(), _Cells()

    def add(self, row: AuditRow) -> None:
        """Count one row, unless it is a failure, no product's picture, or labeled as not for sale by the source.

        Where the source names products (SKU, GTIN, price or a label), only their pictures count; where it names none,
        every analyzed picture counts as one of a thing for sale.
        """
        if not is_analyzed(row) or row.product.true_label == "negative" or row.role != "product":
            return
        if not names_product(row):
            self._unnamed.add(row, PRODUCT)
        elif row.product.true_label:
            self._named.add(row, INTENT_LABELS.index(row.product.true_label))
        else:
            self._named.add(row, PRODUCT)

    def result(self, error_rates: ErrorRates | None = None, *, seed: int = SEED, draws: int = DRAWS) -> Opportunity:
        """The estimate over the rows so far.

        Parameters
        ----------
        error_rates : ErrorRates, optional
            Of the model that gave the verdicts; without them the model stands for the engine.
        seed, draws : int
            Of the simulation.
        """
        cells = self._named if self._named.count.any() else self._unnamed
        by_rule = int(error_rates is None)
        analyzed = int(cells.count[by_rule].sum())
        currency = cells.currency
        prices = cells.prices(currency)[by_rule]
        totals, values = simulate(cells.count[by_rule], prices, error_rates, draws=draws, seed=seed)
        low, middle, high = (int(round(float(total))) for total in np.quantile(totals, (0.025, 0.5, 0.975)))
        priced = int(prices[0].sum())
        money = [round(float(value), 2) for value in np.quantile(values, (0.025, 0.5, 0.975))] if priced else [None] * 3
        value = 0.0 if priced and not middle else money[1]  # no picture, no price
        return Opportunity(middle, low, high, value, money[0], money[2], currency, cells.seen, analyzed, priced,
                           _method(error_rates, draws), error_rates is not None)


def simulate(count: np.ndarray, prices: np.ndarray, error_rates: ErrorRates | None = None, *, draws: int = DRAWS,
             seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """Draw plausible totals; their quantiles are the interval.

    Parameters
    ----------
    count : ndarray of int, shape (5, 4)
        Analyzed pictures by label and verdict in the order of `core.nouns.intent.INTENT_LABELS`; the fifth row holds
        those for sale whose label is unknown.
    prices : ndarray of float64, shape (3, 5, 4)
        How many of them have a price, the sum of the prices, and the sum of their squares.
    error_rates : ErrorRates, optional
        Of the model; none at all without them.
    draws, seed : int
        Number of draws, and the seed of their randomness.

    Returns
    -------
    tuple of ndarray of float64, shape (draws,)
        Pictures whose content is not what is sold, and the sum of their prices; both 0 or more.
    """
    rng = np.random.default_rng(seed)
    rates = np.broadcast_to(np.eye(LABELS), (draws, LABELS, LABELS))
    if error_rates is not None:
        rates = error_rates.draws(draws, rng)
    back = np.linalg.inv(np.transpose(rates, (0, 2, 1)))  # verdicts -> content
    _, total, squares = prices
    wrong, money = np.zeros(draws), np.zeros(draws)
    for label in range(LABELS + 1):
        opposite = WRONG[label].astype(float)
        wrong += _content(count[label], count[label], (rates, back), rng) @ opposite
        money += _content(total[label], squares[label], (rates, back), rng) @ opposite
    return _from_zero(wrong).clip(0, count.sum()), _from_zero(money).clip(0, total.sum())


def _content(sums: np.ndarray, squares: np.ndarray, rates_and_back: tuple[np.ndarray, np.ndarray],
             rng: np.random.Generator) -> np.ndarray:
    """Sums by content that explain sums by verdict, (draws, 4); below 0 where errors explain more than the verdicts.

    `sums` and `squares` (4,) add up weights and their squares over the pictures of a label, by verdict; counts have
    the weight 1. Inverting the rates leaves the noise of the errors that happened by chance: it is drawn again, with
    as many pictures as equal weights would need for the same variance, and subtracted.
    """
    rates, back = rates_and_back
    expected = (back @ sums).clip(min=0)
    pictures = np.floor(np.divide(expected**2, (back @ squares).clip(min=1e-9)) + 0.5).clip(1).astype(np.int64)
    each = (expected / pictures)[..., None]
    noise = each * (rng.multinomial(pictures, rates) - pictures[..., None] * rates)
    return np.einsum("dij,dj->di", back, sums - noise.sum(axis=1))


def _from_zero(draws: np.ndarray) -> np.ndarray:
    """Draws whose median is at least 0; moved together, they stay as uncertain as they were."""
    return draws - min(float(np.median(draws)), 0.0)


def _method(error_rates: ErrorRates | None, draws: int) -> str:
    if error_rates is None:
        return "The model stands for the shopping engine: its own errors are not taken out."
    return ("Verdicts that differ from the label, less those that the model's own errors explain (Rogan-Gladen "
            f"correction, {draws:,} seeded draws). Errors measured on {error_rates.source}.")
