"""A failure is an error as a value, with the schema of every door."""

from __future__ import annotations

import pytest

from core import errors
from core.nouns.failure import SCHEMA, Failure


@pytest.mark.parametrize("kind", [errors.NotAPicture, errors.TooLarge, errors.FetchFailed, errors.WorkFailed])
def test_an_error_becomes_a_value_that_names_its_class(kind) -> None:
    failure = Failure.of("shoe.jpg", kind("It is empty.", "Choose another one."))
    assert failure == Failure("shoe.jpg", kind.__name__, "It is empty.", "Choose another one.")
    assert getattr(errors, failure.error) is kind


def test_the_schema_has_the_agreed_fields() -> None:
    values = Failure("shoe.jpg", "NotFound", "It is gone.", "Look elsewhere.").to_dict()
    assert values == {"schema": SCHEMA, "uri": "shoe.jpg", "error": "NotFound", "message": "It is gone.",
                      "hint": "Look elsewhere."}
