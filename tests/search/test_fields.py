"""What a value stands for, however it is written."""

from __future__ import annotations

import pytest

from core.search.engine import Engine
from core.search.fields import known_fields, named, stored_values, unknown_values
from core.search.query import parse
from core.site import Site


@pytest.mark.parametrize("field, value, stored", [
    ("type", "model_face", ["model_face"]), ("type", "Model with face", ["model_face"]),
    ("label", "No shopping intent", ["negative"]), ("label", "app", []), ("amazon", "Pass", ["pass"]),
    ("sku", "sku-2", ["SKU-2", "SKU-20", "SKU-21", "SKU-22", "SKU-23", "SKU-24"]), ("hem", "long", []),
])
def test_a_value_is_found_as_it_is_stored(site: Site, field: str, value: str, stored: list[str]) -> None:
    assert sorted(stored_values(site.part(Engine).now(), field, value)) == stored


def test_every_name_that_a_stage_writes_is_a_field(site: Site) -> None:
    known = known_fields(site.part(Engine).now())
    assert {"color", "object", "amazon", "date"} <= set(known) and len(known) == len(set(known))
    assert named("kind") == "type" and named("scene") == "scene"


def test_only_values_that_no_picture_has_are_unknown(site: Site) -> None:
    terms = parse("color:red,tael state:live score:0.5 -object:any amazon:fial sale")
    assert unknown_values(site.part(Engine).now(), terms) == [("color", "tael", ""), ("amazon", "fial", "fail")]
