"""Two readings of one photo, compared number by number."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from core.shelf.parity import compared, parity_page


def reading() -> dict[str, Any]:
    match = {"sku": "MUG-01", "title": "A mug", "score": 0.9, "parts": {"look": 0.8, "color": 0.7}}
    facing = {"xyxy": [1.0, 2.0, 30.0, 40.0], "score": 0.95, "row": 0, "sku": "MUG-01", "said": "",
              "answer": {"sku": "MUG-01", "matches": [match], "codes": []}}
    return {"size_wh": [100, 80], "facings": [facing, facing | {"xyxy": [31.0, 2.0, 60.0, 40.0]}], "tags": [],
            "gaps": []}


def test_the_same_reading_agrees() -> None:
    found = compared("a.jpg", reading(), deepcopy(reading()))
    assert found.agrees and (found.facings, found.facings_there, found.score_difference) == (2, 2, 0.0)
    assert "the same boxes and products" in parity_page([found]) and "DIFFERS" not in parity_page([found])


def test_one_in_the_last_digit_is_rounding() -> None:
    theirs = deepcopy(reading())
    theirs["facings"][0]["answer"]["matches"][0]["parts"]["look"] = 0.8001
    found = compared("a.jpg", reading(), theirs)
    assert found.agrees and found.score_difference == 0.0001 and not found.differences


def test_a_part_that_is_missing_is_a_difference() -> None:
    theirs = deepcopy(reading())
    del theirs["facings"][1]["answer"]["matches"][0]["parts"]["color"]
    found = compared("a.jpg", reading(), theirs)
    assert not found.agrees
    assert "color of MUG-01 0.7 in the dashboard; color of MUG-01 missing in the folder" in found.differences[0]


def test_each_kind_of_difference_is_told() -> None:
    moved, other, scored, fewer = (deepcopy(reading()) for _ in range(4))
    moved["facings"][1]["xyxy"][0] = 31.1
    other["facings"][0]["answer"]["matches"][0]["sku"] = "MUG-02"
    scored["facings"][0]["answer"]["matches"][0]["parts"]["look"] = 0.8002
    del fewer["facings"][1]
    boxes, skus, scores, short = (compared("a.jpg", reading(), theirs) for theirs in (moved, other, scored, fewer))
    assert not boxes.same_boxes and boxes.same_skus and "facing 2" in boxes.differences[0]
    assert skus.same_boxes and not skus.same_skus
    assert scores.same_skus and scores.score_difference == 0.0002 and not scores.agrees
    assert scores.differences[0] == (
        "facing 1: look of MUG-01 0.8 in the dashboard; look of MUG-01 0.8002 in the folder.")
    assert short.facings_there == 1 and not short.same_boxes and "not there in the folder" in short.differences[0]
    failed = compared("a.jpg", reading(), {"error": "NotAPicture", "message": "This is no picture."})
    assert not failed.agrees and failed.differences == ("This is no picture.",)
    page = parity_page([boxes, skus, failed])
    assert "3 photos of 3 differ" in page and "This is no picture" in page
    assert "nothing was compared" in parity_page([])


def test_gaps_and_tags_count_as_boxes() -> None:
    theirs = reading() | {"gaps": [[1.0, 1.0, 5.0, 5.0]]}
    assert not compared("a.jpg", reading(), theirs).same_boxes
