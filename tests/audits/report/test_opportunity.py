"""The opportunity's interval holds the planted truth as often as it says; the raw count does not."""

from dataclasses import replace

import numpy as np
import pytest

from core.audits.report.error_rates import ErrorRates, measured_error_rates, spread_of
from core.audits.report.opportunity import opportunity, simulate
from core.errors import Misuse, NotFound
from core.nouns.product import Product
from core.settings import ROOT
from tests.audits.report.catalog import failed_row, made_catalog, made_row

RATES = np.array([[.94, .01, .01, .04], [.01, .90, .03, .06], [.01, .02, .92, .05], [.06, .02, .06, .86]])
EXACT = ErrorRates(RATES * 1e9)
CARD = ROOT / "models" / "shopping_intent_1.json"
CATALOGS = 400


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


def covered(size, judged, wrong, measured, spread=0.0):
    """How often the intervals of count and of value, and the raw count with its own error, hold the truth."""
    rng = np.random.default_rng(7)
    shops = ErrorRates(RATES * 1e9, spread=spread).draws(500, rng)
    hits = np.zeros(3)
    for seed in range(CATALOGS):
        rates = shops[rng.integers(len(shops))]
        known = ErrorRates(np.stack([rng.multinomial(n, row) for n, row in zip(measured, RATES, strict=True)]) + 0.0,
                           spread=spread)
        label, content, price = sold(rng, size, wrong)
        verdict = (rng.random(size)[:, None] > rates.cumsum(axis=1)[content]).sum(axis=1)
        part = rng.permutation(size)[:judged]
        drawn = simulate(*tables(label[part], verdict[part], price[part]), known, size=size, draws=600, seed=seed)
        truth = ((content != label).sum(), price[content != label].sum())
        for k in range(2):
            low, high = np.quantile(drawn[k], (0.025, 0.975))
            hits[k] += low <= truth[k] <= high
        raw = (verdict[part] != label[part]).mean()
        hits[2] += abs(raw * size - truth[0]) <= 1.96 * size * np.sqrt(raw * (1 - raw) / judged)
    return hits / CATALOGS


@pytest.mark.parametrize(("size", "judged", "wrong", "measured", "spread"), [
    (2000, 2000, 0.10, (50, 57, 33, 185), 0.0),  # as many pictures as the shipped model was measured on
    (2000, 2000, 0.10, (500, 500, 500, 500), 0.0),
    (2000, 400, 0.10, (500, 500, 500, 500), 0.0),  # a sample of the catalog
    (1000, 1000, 0.05, (200, 200, 200, 200), 0.0),  # few are wrong
    (2000, 2000, 0.10, (200, 200, 200, 200), 0.05),  # shops differ
])
def test_the_interval_holds_the_truth_in_95_of_100_catalogs(size, judged, wrong, measured, spread):
    by_count, by_value, raw = covered(size, judged, wrong, measured, spread)
    assert 0.93 <= by_count <= 0.97
    assert 0.925 <= by_value <= 0.975
    assert raw < 0.7, "the raw count of differing verdicts would do as well"


def test_a_faultless_catalog_has_no_opportunity_though_the_model_errs():
    rng = np.random.default_rng(3)
    label, content, price = sold(rng, 4000, 0.0)
    verdict = (rng.random(4000)[:, None] > RATES.cumsum(axis=1)[content]).sum(axis=1)
    totals, values = simulate(*tables(label, verdict, price), EXACT, size=4000)
    assert (verdict != label).sum() > 350
    assert np.quantile(totals, 0.025) == 0 and np.median(totals) < 40 and np.quantile(values, 0.025) == 0


def test_where_nearly_nothing_is_wrong_the_interval_errs_on_the_wide_side():
    by_count, by_value, _ = covered(500, 500, 0.02, (200, 200, 200, 200))
    assert by_count >= 0.93 and by_value >= 0.93


def test_fewer_differences_than_the_models_errors_are_not_certainty():
    found = opportunity([made_row(k) for k in range(500)], ErrorRates(RATES * 200))
    assert found.low == 0 and found.count <= 1 and 5 <= found.high <= 60
    assert found.value == 0 if found.count == 0 else found.value > 0


def test_without_error_rates_the_model_is_the_engine():
    rows = [made_row(k, "negative" if k <= 10 else "apparel") for k in range(1, 99)]
    rows += [made_row(99, score=0.45), made_row(100, sensitive_score=0.8)]  # the rule refuses both
    found = opportunity(rows)
    assert (found.count, found.low, found.high) == (12, 12, 12) and found.seen == 12
    assert found.value == found.value_low == found.value_high == 240.0 and found.currency == "EUR"
    assert "engine itself" in found.method


def test_a_part_of_the_catalog_makes_the_total_larger_and_less_sure():
    rows = [made_row(k, "negative" if k <= 20 else "apparel") for k in range(1, 201)]
    found = opportunity(rows, catalog_size=2000)
    assert found.low < 200 < found.high and 190 <= found.count <= 215 and found.catalog_size == 2000
    assert found.value == pytest.approx(20 * found.count, rel=0.1)
    assert "200 of 2,000 pictures were judged" in found.method
    with pytest.raises(Misuse, match="200 were judged"):
        opportunity(rows, catalog_size=199)


def test_the_same_rows_give_the_same_numbers():
    rows = list(made_catalog(500))
    rates = ErrorRates(RATES * 100)
    assert opportunity(rows, rates) == opportunity(iter(rows), rates)
    assert opportunity(rows, rates) != opportunity(rows, rates, seed=2)


def test_failures_and_pictures_of_nothing_for_sale_do_not_count():
    bare = Product(title="Our team")
    rows = [made_row(1, "negative"), failed_row(2), made_row(3, "negative", product=bare),
            made_row(4, "negative", product=replace(made_row().product, true_label="negative"))]
    found = opportunity(rows)
    assert (found.judged, found.count) == (1, 1)


def test_without_any_product_data_every_picture_is_for_sale_and_only_no_product_is_wrong():
    bare = Product()
    rows = [made_row(k, top, product=bare) for k, top in enumerate(("negative", "apparel", "other", "home_decor"))]
    found = opportunity(rows)
    assert (found.judged, found.count, found.value, found.priced) == (4, 1, None, 0)


def test_prices_of_the_main_currency_count():
    dollars = replace(made_row().product, currency="USD", price=1e6)
    rows = [made_row(k, "negative") for k in range(3)] + [made_row(9, "negative", product=dollars)]
    found = opportunity(rows)
    assert found.currency == "EUR" and found.value == 60.0 and found.priced == 3


def test_strange_prices_are_no_value():
    odd = [replace(made_row().product, price=price) for price in (float("nan"), float("inf"), -3.0, 0.0, None)]
    found = opportunity([made_row(k, "negative", product=product) for k, product in enumerate(odd)])
    assert found.count == 5 and found.value is None


def test_no_rows_are_no_opportunity():
    found = opportunity([], EXACT)
    assert (found.count, found.high, found.judged, found.value) == (0, 0, 0, None)


def test_checked_pictures_narrow_the_interval():
    rows = list(made_catalog(2000))
    shops = ErrorRates(RATES * 100, spread=0.07)
    checked = shops.checked(np.round(RATES * 100))
    wide, narrow = opportunity(rows, shops), opportunity(rows, checked)
    assert narrow.high - narrow.low < 0.7 * (wide.high - wide.low)
    assert "400 checked pictures" in narrow.method


def test_the_shipped_models_error_rates_are_read():
    rates = measured_error_rates(CARD)
    assert rates.confusion.sum() == 325 and 0.01 < rates.spread < 0.3 and "never seen" in rates.source
    drawn = rates.draws(2000, np.random.default_rng(1))
    assert drawn.shape == (2000, 4, 4) and np.allclose(drawn.sum(axis=2), 1)
    assert np.allclose(drawn.mean(axis=0), rates.confusion / rates.confusion.sum(axis=1, keepdims=True), atol=0.02)


def test_spread_tells_how_sources_differ():
    rng = np.random.default_rng(5)
    same = {str(k): {"n": 100, "share": rng.binomial(100, 0.8) / 100} for k in range(300)}
    differ = {str(k): {"n": 100, "share": rng.binomial(100, rng.beta(7.2, 1.8)) / 100} for k in range(300)}
    assert spread_of(same) < 0.005
    assert spread_of(differ) == pytest.approx(0.1, abs=0.02)
    assert spread_of({"one": {"n": 10, "share": 1.0}}) == 0.0


@pytest.mark.parametrize("content", ["{}", "[]", "no json", '{"unseen_sources": {"confusion": "x"}}'])
def test_a_file_without_counts_is_refused(tmp_path, content):
    path = tmp_path / "card.json"
    path.write_text(content)
    with pytest.raises(Misuse):
        measured_error_rates(path)
    with pytest.raises(NotFound):
        measured_error_rates(tmp_path / "none.json")


@pytest.mark.parametrize("counts", [np.ones((2, 2)), -np.ones((4, 4)), np.diag([1.0, 1.0, 0.0, 1.0]),
                                    np.full((4, 4), np.nan)])
def test_counts_that_are_none_are_refused(counts):
    with pytest.raises(Misuse):
        ErrorRates(counts)


def test_nothing_judged_of_a_catalog_says_nothing():
    found = opportunity([], EXACT, catalog_size=100)
    assert found.low == 0 and found.high == 100
