"""What is wrong with one picture: the three findings, their order, and how probable a misreading is."""

from dataclasses import replace

import pytest

from core.audits.report.findings import (
    FINDING_WORDS,
    best_two,
    finding,
    is_analyzed,
    names_product,
    value_of,
    wrong_probability,
)
from core.nouns.audit_row import AuditRow
from core.nouns.product import Product
from tests.audits.made_up_rows import failed_row, made_row

UNLABELED = Product(sku="S1")


@pytest.mark.parametrize(("row", "expected"), [
    (made_row(), ""),
    (made_row(1, "negative"), "intent"),
    (made_row(1, score=0.45), "intent"),
    (made_row(1, sensitive_score=0.8), "intent"),
    (made_row(1, "home_decor"), "category"),
    (made_row(1, "home_decor", product=UNLABELED), ""),
    (made_row(1, "home_decor", product=Product(true_label="negative")), ""),
    (made_row(1, score=0.55), "ambiguous"),  # near the threshold of the browser's rule
    (made_row(1, "home_decor", 0.55), "category"),  # the first finding that holds
])
def test_a_picture_has_the_first_finding_that_holds(row, expected):
    assert finding(row) == expected and expected in FINDING_WORDS


def test_two_labels_near_each_other_are_a_close_call():
    near = replace(made_row(), scores=(0.01, 0.65, 0.02, 0.32))
    assert finding(near) == "" and best_two(near) == (("apparel", 0.65), ("other", 0.32))
    nearer = replace(near, scores=(0.0, 0.525, 0.0, 0.475), shoppable_score=0.7)
    assert finding(nearer) == "ambiguous"
    assert finding(replace(near, scores=())) == "", "rows of an old audit have no scores"


def test_a_label_set_decides_where_the_verdict_has_one():
    one, two = ("apparel",), ("apparel", "other")
    assert finding(made_row(1, score=0.55, label_set=one)) == "", "a close call, and still only one label is possible"
    assert finding(made_row(1, score=0.79, label_set=two)) == "ambiguous"
    assert finding(made_row(1, "home_decor", label_set=two)) == "category", "the first finding that holds"


def test_failures_and_rows_without_a_label_are_not_analyzed():
    assert is_analyzed(made_row()) and not is_analyzed(failed_row()) and not is_analyzed(AuditRow(1, "a.jpg"))


@pytest.mark.parametrize(("product", "expected"), [
    (Product(), False), (Product(title="Sale"), False), (Product(true_label="negative"), False),
    (Product(sku="S1"), True), (Product(gtin="4"), True), (Product(price=0.0), True),
    (Product(true_label="other"), True),
])
def test_a_source_names_a_product_by_number_price_or_label(product, expected):
    assert names_product(made_row(product=product)) is expected


def test_the_probability_of_a_misreading_is_that_of_the_label_not_seen():
    assert wrong_probability(made_row(1, score=0.9, sensitive_score=0.0)) == pytest.approx(0.1)
    assert wrong_probability(made_row(1, score=0.9, sensitive_score=0.5)) == pytest.approx(1 - 0.9 * 0.5)
    assert wrong_probability(made_row(1, "home_decor", 0.7, sensitive_score=0.0)) == pytest.approx(0.9)
    unlabeled = made_row(1, "home_decor", 0.7, product=UNLABELED, sensitive_score=0.0)
    assert wrong_probability(unlabeled) == pytest.approx(0.1), "any product is right"
    assert wrong_probability(failed_row()) == 0.0


@pytest.mark.parametrize(("price", "value"), [(20.0, 20.0), (0.0, None), (-1.0, None), (None, None),
                                              (float("nan"), None), (float("inf"), None)])
def test_only_a_usable_price_is_a_value(price, value):
    assert value_of(made_row(product=Product(price=price))) == value
