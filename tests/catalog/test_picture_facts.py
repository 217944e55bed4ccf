"""A result says of its picture what it can be found by: type, label, verdict, people, lettering, outcomes."""

from __future__ import annotations

from dataclasses import replace

from core.catalog.picture_facts import names_looked_for, standing_facts
from core.nouns.job import PictureResult
from tests.made_up import made_up_analysis


def values(picture: PictureResult) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fact in standing_facts(picture):
        found.setdefault(fact.name, []).append(fact.value)
    return found


def test_an_analysis_says_what_the_chain_saw() -> None:
    said = values(PictureResult(made_up_analysis()))
    assert said == {"type": ["model_face"], "label": ["apparel"], "verdict": ["shoppable"], "sensitive": ["no"],
                    "face": ["yes"], "faces": ["1"], "person": ["yes"], "persons": ["1"]}
    verdict = next(fact for fact in standing_facts(PictureResult(made_up_analysis())) if fact.name == "verdict")
    assert round(verdict.score, 2) == 0.85 and verdict.model == "i"


def test_what_was_not_looked_for_is_not_said() -> None:
    short = replace(made_up_analysis(), persons=None)
    assert not {"person", "persons", "lettering", "broken"} & set(values(PictureResult(short)))
    assert names_looked_for(PictureResult(short)) == ()


def test_an_audit_adds_lettering_and_the_outcomes_of_rule_packs() -> None:
    picture = PictureResult(made_up_analysis(kind="product_only"), {
        "text": "found", "text_read": ["Summer sale", ""], "background": "busy"},
        {"amazon": "fail", "amazon.no_text": "fail", "amazon.size": "pass", "ebay": "pass"})
    said = values(picture)
    assert (said["lettering"], said["text"], said["background"]) == (["yes"], ["Summer sale"], ["busy"])
    assert (said["amazon"], said["ebay"], said["broken"]) == (["fail"], ["pass"], ["amazon.no_text"])
    assert (said["face"], said["persons"]) == (["no"], ["0"])
    looked_for = set(names_looked_for(picture))
    assert {("text", True), ("broken", False)} <= looked_for, "what is not there any more is taken away"
