"""What people write as "a,b" or "a=b,c=d" becomes lists and mappings at the door."""

import pytest

from core.doors.pairs import names, pairs


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
    ("image", {"image": ""}),  # for the verb to refuse
])
def test_pairs(text, expected) -> None:
    assert pairs(text) == expected
