"""Measures survive the database, also those that an earlier release stored."""

from __future__ import annotations

import json
from dataclasses import fields

from core.nouns.measures import FileFacts, Measures
from tests.made_up import made_up_measures


def test_measures_survive_json() -> None:
    measures = made_up_measures(text="unclear", text_boxes=((1, 2, 3, 4),), text_read=("SALE",), product_box=None,
                                margins=None)
    again = Measures.from_dict(json.loads(json.dumps(measures.to_dict())))
    assert again == measures
    assert again.text_boxes == ((1, 2, 3, 4),) and again.margins is None


def test_names_and_values_of_an_earlier_release_are_read() -> None:
    values = made_up_measures(text="unclear").to_dict()
    values["colours"] = values.pop("colors")
    values["text"] = "lettering"
    again = Measures.from_dict(json.loads(json.dumps(values)))
    assert again.colors == "RGB" and again.text == "unclear"


def test_every_measure_is_stored_by_its_name() -> None:
    assert {field.name for field in fields(Measures)} <= set(made_up_measures().to_dict())


def test_facts_of_a_file_that_says_little_are_empty() -> None:
    facts = FileFacts("", 10, (1, 1))
    assert (facts.colors, facts.source_type, facts.manifest) == ("", "", "")
