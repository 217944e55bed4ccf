"""Tallies add up: by combination, by fact, over several transactions, for one job only."""

from __future__ import annotations

from typing import Any

import pytest

from core.catalog.query import RowFilter
from core.catalog.store import Store
from core.catalog.tallies import tally, tally_facts

SHOE = {"kind": "product_only", "top_label": "apparel", "shoppable": True, "error": "", "category": "shoes"}
BAG = SHOE | {"category": "bags"}
GONE = {"error": "NotFound", "category": "shoes"}


def test_rows_are_counted_under_every_column(store: Store) -> None:
    batches: list[list[dict[str, Any]]] = [[SHOE, SHOE, BAG], [SHOE, GONE], []]
    for batch in batches:
        with store.writing() as connection:
            tally(connection, "a", batch)
            tally(connection, "b", batch[:1])
    assert store.counts("a")["category"] == {"shoes": 4, "bags": 1} and store.counts("a")["error"] == {"NotFound": 1}
    assert store.count("a") == 5 and store.count("a", RowFilter(error="any")) == 1
    assert store.count("a", RowFilter(category="shoes", shoppable=True)) == 3 and store.count("b") == 2


def test_facts_are_counted_once_for_each_row_that_has_them(store: Store) -> None:
    with store.writing() as connection:
        tally_facts(connection, "a", [("color", "red", 1, SHOE), ("color", "white", 1, SHOE), ("color", "red", 2, BAG)])
        tally_facts(connection, "a", [("color", "red", 3, BAG)])
        tally_facts(connection, "a", [])
    assert store.counts("a")["color"] == {"red": 3, "white": 1}
    assert store.count("a", RowFilter(facts=(("color", "red"),), category="bags")) == 2


def test_a_transaction_that_fails_counts_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        tally(connection, "a", [SHOE])
        tally_facts(connection, "a", [("color", "red", 1, SHOE)])
        raise ZeroDivisionError
    assert store.count("a") == 0 and store.counts("a")["broken"] == {}
