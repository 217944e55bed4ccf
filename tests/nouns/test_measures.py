"""Measures survive the database, also those that an earlier release stored."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest

from core.nouns.measures import SYNTHETIC, FileFacts, Measures
from tests.made_up import made_up_measures
from tests.rules.drawn import verdicts


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


def stored(**changes: Any) -> dict[str, Any]:
    """As a database gives them back."""
    return json.loads(json.dumps(made_up_measures(**changes).to_dict()))


def test_numbers_are_rounded_and_the_aspect_goes_along() -> None:
    values = stored(reach=1 / 3, width=1000, height=700)
    assert values["reach"] == 0.3333 and values["aspect"] == 1.4286
    assert Measures.from_dict(values).aspect == 1000 / 700, "the aspect is computed, not read"


def test_measures_with_british_names_are_read_and_checked() -> None:
    values = stored(colors="CMYK")
    values["colours"] = values.pop("colors")
    measures = Measures.from_dict(values)
    verdict = verdicts(measures, "amazon")["colors"]
    assert measures.colors == "CMYK" and (verdict.outcome, verdict.measured, verdict.fix) == ("warn", "CMYK", "convert")


def test_text_that_was_called_lettering_is_unclear() -> None:
    values = stored(text_read=["Granola"], text_boxes=[[1, 2, 30, 40]]) | {"text": "lettering"}
    verdict = verdicts(Measures.from_dict(values), "amazon")["no_text"]
    assert (verdict.outcome, verdict.measured) == ("unknown", "unclear: “Granola”")
    assert verdict.evidence == ((1, 2, 30, 40),)


def test_measures_of_before_text_was_read_have_none_and_unknown_fields_are_left_out() -> None:
    values = stored() | {"added_later": 1}
    for name in ("text_read", "source_type", "manifest", "kind", "top_label", "faces"):
        del values[name]
    assert Measures.from_dict(values) == made_up_measures()


@pytest.mark.parametrize(("source_type", "manifest", "declared"), [
    ("", "", ""), ("", "present", ""), ("digitalCapture", "", "declared"), (SYNTHETIC[0], SYNTHETIC[0], "declared"),
    ("", SYNTHETIC[0], "c2pa")])
def test_what_a_file_declares(source_type: str, manifest: str, declared: str) -> None:
    assert made_up_measures(source_type=source_type, manifest=manifest).declared == declared


def test_sizes() -> None:
    measures = made_up_measures(width=800, height=1000)
    assert (measures.longest, measures.shortest, measures.pixels, measures.aspect) == (1000, 800, 800_000, 0.8)
