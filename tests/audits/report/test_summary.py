"""An audit in counts, and shares that say how sure they are."""

from collections.abc import Iterable

import pytest

from core.audits.report.summary import CATEGORIES, FURTHER, NO_CATEGORY, Summary, SummaryTally
from core.nouns.audit_row import AuditRow
from core.nouns.product import Product
from core.nouns.proportion import share_of
from tests.audits.made_up_rows import failed_row, made_catalog, made_row, tallied


def summary(rows: Iterable[AuditRow]) -> Summary:
    return tallied(SummaryTally(), rows).result()


def test_counts_by_kind_intent_category_and_reason():
    rows = [made_row(1), made_row(2, "negative"), made_row(3, kind="model_face", verdicts={"amazon": "fail"}),
            failed_row(4), failed_row(5), failed_row(6, "NotAPicture"),
            made_row(7, "home_decor", product=Product(category=""))]
    result = summary(iter(rows))
    assert (result.rows, result.analyzed, result.failed) == (7, 4, 3)
    assert result.kinds == {"model_face": 1, "worn_no_face": 0, "product_only": 3}
    assert result.intents == {"negative": 1, "apparel": 2, "home_decor": 1, "other": 0}
    assert list(result.by_category) == ["Women > Shirts", NO_CATEGORY]
    assert result.by_category["Women > Shirts"] == {"negative": 1, "apparel": 2, "home_decor": 0, "other": 0}
    assert result.failures == {"FetchFailed": 2, "NotAPicture": 1}
    assert result.failure_examples["FetchFailed"] == "The server answered 500."
    assert result.verdicts == {"amazon": {"fail": 1}}
    assert (result.shoppable.hits, result.shoppable.count) == (3, 4)


def test_every_row_is_counted_once():
    result = summary(made_catalog(2000))
    assert result.rows == 2000 == result.analyzed + sum(result.failures.values())
    assert sum(result.kinds.values()) == sum(result.intents.values()) == result.analyzed
    assert sum(sum(counts.values()) for counts in result.by_category.values()) == result.analyzed


def test_a_row_without_verdict_and_without_error_is_a_failure():
    assert summary([AuditRow(1, "a.jpg")]).failures == {"NoVerdict": 1}


def test_categories_without_end_are_counted_together():
    rows = (made_row(k, product=Product(category=f"c{k}")) for k in range(CATEGORIES + 50))
    result = summary(rows)
    assert len(result.by_category) == CATEGORIES + 1 and sum(result.by_category[FURTHER].values()) == 50


def test_nothing_is_no_share():
    assert summary([]).shoppable.share is None and summary([]).rows == 0


@pytest.mark.parametrize(("hits", "count", "low", "high"), [
    (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (88, 100, 0.8020, 0.9300),  # values of R's prop.test(correct = FALSE)
])
def test_wilsons_interval(hits, count, low, high):
    share = share_of(hits, count)
    assert share.low == pytest.approx(low, abs=1e-3) and share.high == pytest.approx(high, abs=1e-3)
