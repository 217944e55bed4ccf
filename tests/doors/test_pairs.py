"""What people write as "a,b" or "a=b,c=d" becomes lists and mappings at the door."""

import pytest

from core.doors.pairs import names, pair, pairs
from core.errors import Misuse


@pytest.mark.parametrize(("text", "expected"), [
    ("", ()), (" , ", ()), ("amazon", ("amazon",)), ("amazon, google,", ("amazon", "google")),
    (["amazon", "google,etsy"], ("amazon", "google", "etsy")), ([], ()),
])
def test_names(text, expected) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("", {}), ("image=photo_url , price = cost", {"image": "photo_url", "price": "cost"}),
    (["image=a", "price=b"], {"image": "a", "price": "b"}),
    ("image=a=b", {"image": "a=b"}),
])
def test_pairs(text, expected) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize("text", ["image", "=photo", "image=", " = "])
def test_what_is_not_a_pair_is_refused_with_an_example(text) -> None:
    with pytest.raises(Misuse, match="image=photo_url"):
        pairs([f"price=cost,{text}"])


def test_a_single_pair_may_hold_commas() -> None:
    assert pair("units=sold, in pairs") == ("units", "sold, in pairs")
