"""A picture whose colors contradict title or feed raises an alarm; neighbors and shades do not."""

import json

import pytest

from core.alarm.color_words import claim_of, folded
from core.alarm.colors import TABLE, color_alarms, judged
from tests.alarm.made_up_audit import offer


@pytest.mark.parametrize(("title", "colors"), [
    ("Red dress", [("blue", 0.85)]), ("Black shoes", [("yellow", 0.7), ("orange", 0.2)]),
    ("Grünes Hemd", [("red", 0.8)]), ("White shirt", [("green", 0.8)])])
def test_a_clear_contradiction_alarms_with_its_evidence(title: str, colors: list) -> None:
    alarm, = color_alarms([offer(1, title)], {f"{1:064x}": colors})
    assert alarm.kind == "color" and alarm.colors == tuple(colors) and alarm.claimed[0] in folded(title)


@pytest.mark.parametrize(("title", "colors"), [
    ("Navy shirt", [("black", 0.8)]), ("Beige trousers", [("brown", 0.7)]), ("Black jeans", [("gray", 0.8)]),
    ("Blue jeans", [("blue", 0.4), ("beige", 0.3)]), ("Silver watch", [("gray", 0.7)]), ("Shirt", [("red", 0.9)]),
    ("Striped blue shirt", [("red", 0.9)]), ("Red and white cup", [("white", 0.8)])])
def test_neighbors_shades_and_patterns_do_not(title: str, colors: list) -> None:
    assert color_alarms([offer(1, title)], {f"{1:064x}": colors}) == []


def test_the_field_of_the_feed_counts_and_further_pictures_are_less_sure() -> None:
    blue = {f"{1:064x}": [("blue", 0.95)]}
    first, = color_alarms([offer(1, "Dress", color="orange")], blue)
    second, = color_alarms([offer(1, "Dress", color="orange", is_first=False)], blue)
    assert (first.confidence, second.confidence) == ("likely", "possible")
    assert first.alarm_id == second.alarm_id, "the same alarm wherever the picture stands"


def test_what_was_not_looked_at_raises_nothing() -> None:
    assert color_alarms([offer(1, "Red dress")], {}) == []


def test_more_of_a_wrong_color_speaks_more_against_a_claim() -> None:
    red = claim_of("Red dress")
    assert judged(red, [("red", 0.9)]) < 0 < judged(red, [("blue", 0.3)]) < judged(red, [("blue", 0.9)])


def test_the_table_has_every_color_that_words_can_name() -> None:
    table = json.loads(TABLE.read_text("utf-8"))
    named = json.loads(TABLE.with_name("color_words.json").read_text("utf-8"))["words"]
    assert set(named) <= set(table["seen"]) and 0 < table["possible"] < table["likely"]
    assert all(min(shares.values()) > 0 and set(shares) == set(table["overall"]) for shares in table["seen"].values())
