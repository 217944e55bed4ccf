"""The opportunity's interval holds the planted truth as often as it says; the raw count does not."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from core.audits.report.error_rates import ErrorRates
from core.audits.report.opportunity import Opportunity, OpportunityTally, simulate
from core.nouns.audit_row import AuditRow
from core.nouns.product import Product
from tests.audits.made_up_rows import failed_row, made_catalog, made_row, tallied

RATES = np.array([[.94, .01, .01, .04], [.01, .90, .03, .06], [.01, .02, .92, .05], [.06, .02, .06, .86]])
EXACT = ErrorRates(RATES * 1e9)
CATALOGS = 400


def opportunity(rows: Iterable[AuditRow], rates: ErrorRates | None = None, **options) -> Opportunity:
    return tallied(OpportunityTally(), rows).result(rates, **options)


def sold(rng, size, wrong):
    """Labels, contents and prices of a catalog in which this share of pictures shows something else."""
    label = rng.choice([1, 2, 3], size, p=[0.5, 0.3, 0.2])
    content = np.where(rng.random(size) < wrong, np.where(rng.random(size) < 0.5, 0, label % 3 + 1), label)
    return label, content, np.exp(rng.normal(3, 0.6, size))


def tables(label, verdict, prices):
    count, sums = np.zeros((5, 4), int), np.zeros((3, 5, 4))
    np.add.at(count, (label, verdict), 1)
    for k in range(3):
        np.add.at(sums[k], (label, verdict), prices**k)
    return count, sums


def covered(size, wrong, measured, spread=0.0):
    """How often the intervals of count and of value, and the raw count with its own error, hold the truth."""
    rng = np.random.default_rng(7)
    shops = ErrorRates(RATES * 1e9, spread=spread).draws(500, rng)
    hits = np.zeros(3)
    for seed in range(CATALOGS):
        rates = shops[rng.integers(len(shops))]
        exact = ErrorRates(np.stack([rng.multinomial(n, row) for n, row in zip(measured, RATES, strict=True)]) + 0.0,
                           spread=spread)
        label, content, price = sold(rng, size, wrong)
        verdict = (rng.random(size)[:, None] > rates.cumsum(axis=1)[content]).sum(axis=1)
        drawn = simulate(*tables(label, verdict, price), exact, draws=600, seed=seed)
        truth = ((content != label).sum(), price[content != label].sum())
        for k in range(2):
            low, high = np.quantile(drawn[k], (0.025, 0.975))
            hits[k] += low <= truth[k] <= high
        raw = (verdict != label).mean()
        hits[2] += abs(raw * size - truth[0]) <= 1.96 * size * np.sqrt(raw * (1 - raw) / size)
    return hits / CATALOGS


@pytest.mark.parametrize(("size", "wrong", "measured", "spread"), [
    (2000, 0.10, (50, 57, 33, 185), 0.0),  # as many pictures as the shipped model was measured on
    (2000, 0.10, (500, 500, 500, 500), 0.0),
    (400, 0.10, (500, 500, 500, 500), 0.0),  # a small catalog
    (1000, 0.05, (200, 200, 200, 200), 0.0),  # few are wrong
    (2000, 0.10, (200, 200, 200, 200), 0.05),  # shops differ
])
def test_the_interval_holds_the_truth_in_95_of_100_catalogs(size, wrong, measured, spread):
    by_count, by_value, raw = covered(size, wrong, measured, spread)
    assert 0.93 <= by_count <= 0.97
    assert 0.925 <= by_value <= 0.975
    assert raw < 0.7, "the raw count of differing verdicts would do as well"


def test_a_faultless_catalog_has_no_opportunity_though_the_model_errs():
    rng = np.random.default_rng(3)
    label, content, price = sold(rng, 4000, 0.0)
    verdict = (rng.random(4000)[:, None] > RATES.cumsum(axis=1)[content]).sum(axis=1)
    totals, values = simulate(*tables(label, verdict, price), EXACT)
    assert (verdict != label).sum() > 350
    assert np.quantile(totals, 0.025) == 0 and np.median(totals) < 40 and np.quantile(values, 0.025) == 0


def test_where_nearly_nothing_is_wrong_the_interval_errs_on_the_wide_side():
    by_count, by_value, _ = covered(500, 0.02, (200, 200, 200, 200))
    assert by_count >= 0.93 and by_value >= 0.93


def test_fewer_differences_than_the_models_errors_are_not_certainty():
    estimate = opportunity([made_row(k) for k in range(500)], ErrorRates(RATES * 200))
    assert estimate.low == 0 and estimate.count <= 1 and 5 <= estimate.high <= 60
    assert estimate.value == 0 if estimate.count == 0 else estimate.value > 0


def test_without_error_rates_the_model_is_the_engine():
    rows = [made_row(k, "negative" if k <= 10 else "apparel") for k in range(1, 99)]
    rows += [made_row(99, score=0.45), made_row(100, sensitive_score=0.8)]  # the rule refuses both
    estimate = opportunity(rows)
    assert (estimate.count, estimate.low, estimate.high) == (12, 12, 12) and estimate.seen == 12
    assert estimate.value == estimate.value_low == estimate.value_high == 240.0 and estimate.currency == "EUR"
    assert "stands for the shopping engine" in estimate.method


def test_the_same_rows_give_the_same_numbers():
    rows = list(made_catalog(500))
    rates = ErrorRates(RATES * 100)
    assert opportunity(rows, rates) == opportunity(iter(rows), rates)
    assert opportunity(rows, rates) != opportunity(rows, rates, seed=2)


def test_failures_and_pictures_of_nothing_for_sale_do_not_count():
    bare = Product(title="Our team")
    rows = [made_row(1, "negative"), failed_row(2), made_row(3, "negative", product=bare),
            made_row(4, "negative", product=replace(made_row().product, true_label="negative"))]
    estimate = opportunity(rows)
    assert (estimate.analyzed, estimate.count) == (1, 1)


def test_without_any_product_data_every_picture_is_for_sale_and_only_no_product_is_wrong():
    bare = Product()
    rows = [made_row(k, top, product=bare) for k, top in enumerate(("negative", "apparel", "other", "home_decor"))]
    estimate = opportunity(rows)
    assert (estimate.analyzed, estimate.count, estimate.value, estimate.priced) == (4, 1, None, 0)


def test_prices_of_the_main_currency_count():
    dollars = replace(made_row().product, currency="USD", price=1e6)
    rows = [made_row(k, "negative") for k in range(3)] + [made_row(9, "negative", product=dollars)]
    estimate = opportunity(rows)
    assert estimate.currency == "EUR" and estimate.value == 60.0 and estimate.priced == 3


def test_strange_prices_are_no_value():
    odd = [replace(made_row().product, price=price) for price in (float("nan"), float("inf"), -3.0, 0.0, None)]
    estimate = opportunity([made_row(k, "negative", product=product) for k, product in enumerate(odd)])
    assert estimate.count == 5 and estimate.value is None


def test_no_rows_are_no_opportunity():
    estimate = opportunity([], EXACT)
    assert (estimate.count, estimate.high, estimate.analyzed, estimate.value) == (0, 0, 0, None)
