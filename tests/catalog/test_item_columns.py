"""What a source offers survives as the columns of an item."""

from __future__ import annotations

import json

import pytest

from core.catalog.item_columns import candidate_json, candidate_of, category_of, item_columns
from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.nouns.role import Role


@pytest.mark.parametrize("candidate", [
    Candidate("a.jpg", path="/x/a.jpg", origin="folder"),
    Candidate("https://s.example/1.jpg", "https://s.example/1.jpg", origin="img", pause=2.0,
              role=Role("banner", "Wide.")),
    Candidate("lone \udc80 and \0.jpg", "https://s.example/2.jpg", product=Product(sku="1", price=2.5, currency="EUR")),
])
def test_a_candidate_is_read_as_it_was_written(candidate: Candidate) -> None:
    columns = item_columns(candidate)
    assert candidate_of(columns) == candidate and candidate_json(candidate) == columns["candidate"]  # type: ignore[arg-type]
    assert columns["state"] == "waiting" and columns["candidate"].isascii()


def test_failures_and_skipped_ones_are_over() -> None:
    failed = item_columns(Failure("row 1", "InputError", "No address.", "Add one."))
    skipped = item_columns(Candidate("a.svg", skipped="A drawing."))
    assert (failed["state"], failed["error"], skipped["state"], skipped["message"]) == (
        "failed", "InputError", "skipped", "A drawing.")
    assert json.loads(failed["candidate"]) == {"origin": ""}


def test_the_same_name_with_another_key_is_another_item() -> None:
    assert item_columns(Candidate("a"), "1 ")["uri_id"] != item_columns(Candidate("a"), "2 ")["uri_id"]
    assert item_columns(Candidate("a", "http://S.example:81/a"))["host"] == "s.example:81"
    assert item_columns(Candidate("a", "http://[::1/a"))["host"] == ""
    assert category_of(Product(category="x" * 400)) == "x" * 300
