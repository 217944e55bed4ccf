"""An audit's request is checked in one place: what every door sends becomes packs by name and fields as a feed's
reader calls them, or a sentence that says what was expected."""

from typing import Any

import pytest

from core.audits.request import ALL_RULES, SOURCE_KINDS, AuditRequest, normalize
from core.errors import Misuse
from core.rules.rule_packs import packs

PACKS = packs()


def test_every_kind_of_source_is_accepted() -> None:
    assert {normalize(AuditRequest(kind)).kind for kind in SOURCE_KINDS} == set(SOURCE_KINDS)


def test_all_names_every_pack() -> None:
    assert normalize(AuditRequest(rules=ALL_RULES), PACKS).rules == tuple(PACKS)
    assert normalize(AuditRequest(rules=("google", "amazon")), PACKS).rules == ("google", "amazon")
    assert normalize(AuditRequest()).rules == ()


def test_a_list_as_json_has_it_is_as_good_as_a_tuple() -> None:
    assert normalize(AuditRequest(rules=["amazon"]), PACKS).rules == ("amazon",)


def test_fields_are_called_as_the_feed_reader_calls_them() -> None:
    request = AuditRequest(columns={"image": " photo_url ", "price": "cost"})
    assert normalize(request).columns == {"picture": "photo_url", "price": "cost"}
    assert request.columns == {"image": " photo_url ", "price": "cost"}, "the request itself stays as it was"


@pytest.mark.parametrize(("values", "word"), [
    ({"kind": "dance"}, "dance"),
    ({"kind": ["feed"]}, "feed"),
    ({"limit": -3}, "-3"),
    ({"limit": "ten"}, "ten"),
    ({"limit": 1.5}, "1.5"),
    ({"render": "yes"}, "yes"),
    ({"render": True, "kind": "feed"}, "feed"),
    ({"limit": True}, "True"),
    ({"rules": ("amazon", "nobody")}, "nobody"),
    ({"rules": "amazon"}, "list"),
    ({"rules": (1,)}, "list"),
    ({"rules": ("all", "amazon")}, "all"),
    ({"columns": {"image": ""}}, "image"),
    ({"columns": {"": "photo"}}, "photo"),
    ({"columns": {"image": 3}}, "3"),
    ({"columns": ["image"]}, "field"),
])
def test_what_does_not_fit_is_refused_in_a_sentence(values: dict[str, Any], word: str) -> None:
    with pytest.raises(Misuse) as error:
        normalize(AuditRequest(**values), PACKS)
    assert word in str(error.value) and error.value.hint
