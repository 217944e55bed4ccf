"""The figures of a set in words."""

from __future__ import annotations

from core.words.explore import NO_TRUTH, PARTIAL, confusion_table, summary, value_word


def test_a_set_without_truth_says_how_to_give_it_and_a_running_job_says_so() -> None:
    text = summary({"pictures": 3, "failed": 1, "known": 0, "wrong": 0, "reliability": None, "partial": True})
    assert text == f"3 photos analyzed, 1 failed. {NO_TRUTH} {PARTIAL}"


def test_labels_and_values_are_words() -> None:
    assert confusion_table([[1, 0, 0, 0]] + [[0] * 4] * 3)[0]["No shopping intent"] == 1
    assert value_word("kind", "product_only") != "product_only" and value_word("background", "busy") == "Busy"
