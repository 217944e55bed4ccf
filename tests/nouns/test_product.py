"""A source may say little of a product; what it does not say is empty, not guessed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, asdict

import pytest

from core.nouns.audit_row import AuditRow
from core.nouns.product import Candidate, Product


def test_a_product_that_nothing_is_known_of_is_empty() -> None:
    assert [name for name, value in asdict(Product()).items() if value not in ("", None)] == []


def test_a_candidate_needs_only_what_people_see() -> None:
    candidate = Candidate("shoe.jpg")
    assert candidate.product is None and not (candidate.url or candidate.path or candidate.skipped or candidate.pause)


def test_nouns_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Product().sku = "A1"  # type: ignore[misc]
    assert AuditRow(1, "a.jpg").product is AuditRow(2, "b.jpg").product, "so they can be shared"
