"""Two audits of one source: what is new, gone or changed, in one walk over both."""

from __future__ import annotations

from dataclasses import replace

from core.catalog.compare import changes
from core.catalog.store import Store
from core.nouns.failure import Failure
from tests.catalog.test_store import audit, candidate, judged

GONE = Failure("x", "NotFound", "Nothing there.", "")


def what_changed(store: Store, after: str, before: str) -> dict[str, str]:
    return {change.uri.rpartition("/")[2]: change.what for change in changes(store._engine, after, before)}


def test_equal_audits_have_no_changes(store: Store) -> None:
    first, second = (audit(store, "shop", {candidate(n): judged(n) for n in range(1, 6)}) for _ in range(2))
    assert what_changed(store, second, first) == {}


def test_an_audit_compared_with_nothing_is_all_new_or_gone(store: Store) -> None:
    only = audit(store, "shop", {candidate(n): judged(n) for n in (1, 2)})
    assert what_changed(store, only, "0" * 16) == {"1.jpg": "new", "2.jpg": "new"}
    assert what_changed(store, "0" * 16, only) == {"1.jpg": "gone", "2.jpg": "gone"}


def test_bytes_verdicts_and_failures_are_told_apart(store: Store) -> None:
    before = audit(store, "shop", {candidate(n): judged(n) for n in range(1, 5)})
    after = audit(store, "shop", {
        candidate(1): judged(1, picture="abc"), candidate(2): replace(judged(2), verdicts={"amazon": "fail"}),
        candidate(3): GONE, candidate(4): judged(4)})
    assert what_changed(store, after, before) == {
        "1.jpg": "changed picture", "2.jpg": "changed verdict", "3.jpg": "changed verdict"}


def test_rows_of_both_sides_come_along(store: Store) -> None:
    before = audit(store, "shop", {candidate(1): judged(1)})
    after = audit(store, "shop", {candidate(1): GONE, candidate(2): judged(2)})
    by_name = {change.uri.rpartition("/")[2]: change for change in changes(store._engine, after, before)}
    assert by_name["1.jpg"].before.kind and by_name["1.jpg"].after.error == "NotFound"
    assert by_name["2.jpg"].before is None and by_name["2.jpg"].after.product.sku == "SKU-2"
