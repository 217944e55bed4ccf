"""What to look at, in which order, and what to fix first."""

import tracemalloc
from collections.abc import Iterable
from dataclasses import replace

import pytest

from core.audits.report.queues import LIMIT, FixFirst, Queues, QueueTally
from core.nouns.audit_row import AuditRow
from core.nouns.product import Product
from tests.audits.made_up_rows import failed_row, made_catalog, made_row, tallied


def queues(rows: Iterable[AuditRow], limit: int = LIMIT) -> Queues:
    return tallied(QueueTally(limit), rows).queues()


def fix_first(rows: Iterable[AuditRow], limit: int = LIMIT) -> FixFirst:
    return tallied(QueueTally(limit), rows).fix_first(limit)


def priced(number, top, score, price, **changes):
    return made_row(number, top, score, product=replace(made_row().product, price=price), **changes)


def numbers(items):
    return [item.row.number for item in items]


def test_each_picture_is_in_the_queue_that_fits():
    result = queues([made_row(1), made_row(2, "negative"), made_row(3, sensitive_score=0.9), made_row(4, "home_decor"),
                    made_row(5, score=0.55), failed_row(6), made_row(7, score=0.45)])
    assert numbers(result.by_intent.items) == [2, 3, 7]
    assert numbers(result.by_category.items) == [4] and numbers(result.ambiguous.items) == [5]
    reasons = {item.row.number: item.reason for queue in (result.by_intent, result.by_category) for item in queue.items}
    assert "blocked as sensitive (0.90)" in reasons[3]
    assert "its best product score is 0.45, the threshold 0.50" in reasons[7]
    assert "home and decor 0.90, sold as apparel" in reasons[4]


def test_the_dearest_come_first_then_the_surest():
    rows = [priced(1, "negative", 0.6, 10), priced(2, "negative", 0.9, 10), priced(3, "negative", 0.6, 99),
            priced(4, "negative", 0.99, None)]
    assert numbers(queues(rows).by_intent.items) == [3, 2, 1, 4]
    close = [priced(1, "apparel", 0.58, 10), priced(2, "apparel", 0.52, 10)]
    assert numbers(queues(close).ambiguous.items) == [2, 1], "the closest call first"


def test_a_queue_keeps_its_head_and_knows_its_length():
    queue = queues((priced(k, "negative", 0.8, float(k)) for k in range(1, 501)), limit=10).by_intent
    assert numbers(queue.items) == list(range(500, 490, -1))
    assert queue.total == 500 and queue.value == sum(range(1, 501)) and len(queue.items) == 10


def test_what_the_source_does_not_call_a_product_is_left_out_where_it_names_any():
    banner = made_row(1, "negative", product=Product(title="Sale"))
    assert numbers(queues([banner]).by_intent.items) == [1]
    assert numbers(queues([banner, made_row(2, "negative")]).by_intent.items) == [2]


def test_both_labels_and_the_probability_are_there():
    item = queues([made_row(1, "home_decor", 0.7)]).by_category.items[0]
    assert item.best == ("home_decor", pytest.approx(0.7)) and item.second[1] == pytest.approx(0.1)
    assert item.wrong == pytest.approx(1 - 0.1 * 0.99) and item.priority == pytest.approx(20 * item.wrong)


def test_fix_first_is_value_times_the_probability_that_it_is_wrong():
    rows = [priced(1, "negative", 0.9, 10), priced(2, "negative", 0.6, 100), priced(3, "home_decor", 0.8, 30),
            made_row(4)]
    queue = fix_first(rows)
    assert numbers(queue.items) == [2, 3, 1] and queue.total == 3 and queue.priced and queue.currency == "EUR"
    assert [item.priority for item in queue.items] == sorted((item.priority for item in queue.items), reverse=True)


def test_what_is_blocked_as_sensitive_is_surely_lost():
    queue = fix_first([made_row(1, sensitive_score=0.97), made_row(2, score=0.55)])
    assert numbers(queue.items) == [1, 2] and queue.items[0].wrong > 0.97


def test_these_hold_half_of_the_value():
    rows = [priced(1, "negative", 0.9, 1000)] + [priced(k, "negative", 0.9, 10) for k in range(2, 52)]
    queue = fix_first(rows, limit=5)
    assert queue.half == 1 and queue.sentence == "1 of 51 photos holds half of the value at stake."
    assert queue.listed_share == pytest.approx(1040 / 1500) and len(queue.items) == 5


@pytest.mark.parametrize("price", [30.0, None])
def test_the_head_of_the_list_knows_its_share(price):
    rows = [priced(k, "negative", 0.9, price) for k in range(1, 11)]
    queue = fix_first(rows)
    assert queue.listed_share == pytest.approx(1.0)
    head = queue.head(4)
    assert len(head.items) == 4 and head.listed_share == pytest.approx(0.4, abs=1e-4)
    assert (head.total, head.half) == (queue.total, queue.half), "all of the list is still counted"
    assert queue.head(99).items == queue.items and fix_first([]).head(3).listed_share == 0.0


def test_without_prices_every_picture_counts_the_same():
    bare = Product(sku="1", true_label="apparel")
    queue = fix_first([made_row(k, "negative", score, product=bare) for k, score in enumerate((0.6, 0.9, 0.7))])
    assert numbers(queue.items) == [1, 2, 0] and not queue.priced and queue.half == 2
    assert queue.items[0].priority == queue.items[0].wrong and "misreadings" in queue.sentence


def test_nothing_to_fix():
    assert fix_first([made_row(1)]).sentence == "Nothing to fix."
    assert fix_first([]).half == 0 and queues([]).by_intent.total == 0


def test_memory_does_not_grow_with_the_catalog():
    def peak(count):
        tracemalloc.start()
        queues(made_catalog(count), limit=50)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(100)
    small, large = peak(1500), peak(12_000)
    assert large < small + 600_000, f"{large - small:,} bytes more for 10,500 more rows"
