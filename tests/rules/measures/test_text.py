"""What is read decides: advertising is laid over a picture, other text is for a person; only busy pictures are read."""

from __future__ import annotations

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from core.nouns.measures import FileFacts, Measures
from core.nouns.text import TextLine
from core.nouns.verdict import Verdict
from core.rules.check import check, overall
from core.rules.evidence import UNCLEAR, draw_evidence
from core.rules.measures.measure import measure
from core.rules.measures.text import confirmed_boxes, text_on_busy, text_on_plain
from core.rules.rule_packs import packs
from tests.rules.planted import TODAY, photos, reader

FACTS = FileFacts("jpeg", 200_000, (800, 800), "RGB")


def line(text: str, left: float = 10, top: float = 10) -> TextLine:
    return TextLine(text, 0.9, (left, top, left + 100, top + 20))


def product_on_paper() -> np.ndarray:
    image = np.full((800, 800, 3), 255, np.uint8)
    image[300:760, 150:650] = (40, 70, 120)
    for x in range(160, 640, 40):
        image[310:750, x:x + 15] = (150, 90, 60)
    return image


def with_words(image: np.ndarray, words: str, at: tuple[int, int], size: int, color: tuple[int, ...]) -> np.ndarray:
    copy = image.copy()
    cv2.putText(copy, words, at, color, cv2.FontFace("sans"), size, 700)
    return copy


def no_text(found: Measures, pack: str = "amazon") -> Verdict:
    return next(verdict for verdict in check(found, packs()[pack], TODAY) if verdict.rule == "no_text")


def test_on_a_busy_picture_the_words_decide() -> None:
    assert text_on_busy([]).state == "none"
    sign = text_on_busy([line("River Street"), line("", top=60)])
    assert (sign.state, sign.read, len(sign.boxes)) == ("unclear", ("River Street", ""), 2)
    both = text_on_busy([line("River Street"), line("SALE", top=60)])
    assert (both.state, both.read, both.boxes) == ("found", ("SALE",), ((10, 60, 110, 80),))


def test_two_lines_that_advertise_together() -> None:
    assert text_on_busy([line("50 %"), line("OFF", top=40)]).read == ("50 %", "OFF")
    assert text_on_busy([line("50 %"), line("Cotton", top=40)]).state == "unclear"


def test_new_advertises_where_nothing_else_is_said() -> None:
    assert text_on_busy([line("NEW")]).state == text_on_busy([line("NEW"), line("SALE", top=60)]).state == "found"
    assert text_on_busy([line("NEW"), line("", top=60)]).read == ("NEW",)
    assert text_on_busy([line("NEW"), line("KID", top=60), line("ON THE BLOCK", top=90)]).state == "unclear"


def test_the_name_of_a_picture_agency_is_a_watermark_and_not_text() -> None:
    found = text_on_busy([line("alamy stock photo")])
    assert (found.state, found.boxes, found.watermarks) == ("none", (), ((10, 10, 110, 30),))


def test_beside_a_product_all_text_counts_and_on_it_only_advertising() -> None:
    beside = [(0, 0, 200, 40)]
    assert text_on_plain(beside, [line("Handmade")]).read == ("Handmade",)
    assert text_on_plain(beside, []).read == ("",)
    more = text_on_plain(beside, [line("Handmade"), line("Granola", top=300), line("SALE", top=400)])
    assert more.state == "found" and more.read == ("Handmade", "SALE")
    assert text_on_plain([], [line("Granola", top=300)]).state == "none"


def test_only_boxes_with_a_line_are_confirmed() -> None:
    boxes = [(0, 0, 200, 40), (0, 500, 200, 540)]
    assert confirmed_boxes(boxes, [line("Handmade")]) == ((0, 0, 200, 40),)
    assert confirmed_boxes(boxes, []) == ()


def test_a_plain_picture_without_text_is_never_read() -> None:
    def read(_: np.ndarray) -> tuple[TextLine, ...]:
        raise AssertionError("nobody had to read")

    assert measure(product_on_paper(), FACTS, read=read).text == "none"


def test_without_a_reader_a_busy_picture_is_unknown() -> None:
    found = measure(photos()["coffee"], FACTS)
    assert found.text == "unknown" and found.text_read == ()
    assert no_text(found).outcome == "unknown" and "text was not read" in no_text(found).reason


@pytest.mark.parametrize("name", ["coffee", "chelsea", "motorcycle_left"])
def test_advertising_on_a_photo_fails_and_is_quoted(name: str) -> None:
    image = cv2.resize(photos()[name], (900, 600), interpolation=cv2.INTER_AREA)
    found = measure(with_words(image, "50 % RABATT", (60, 90), 44, (255, 255, 255)), FACTS, read=reader())
    verdict = no_text(found)
    assert (found.text, verdict.outcome) == ("found", "fail")
    assert "50" in verdict.measured and "RABATT" in verdict.reason
    left, top, right, bottom = verdict.evidence[0]
    assert 30 < left < 80 and 20 < top < 60 and 300 < right < 480 and 80 < bottom < 120


def test_print_on_a_photo_is_shown_and_neither_passes_nor_fails() -> None:
    image = with_words(photos()["coffee"], "Granola", (60, 80), 40, (255, 255, 255))
    found = measure(image, FACTS, read=reader())
    verdict = no_text(found)
    assert (found.text, verdict.outcome, verdict.fix) == ("unclear", "unknown", "")
    assert verdict.measured == "unclear: “Granola”" and "may be print" in verdict.reason
    assert verdict.evidence == found.text_boxes and len(found.text_boxes) == 1
    assert overall([verdict]) == "pass"
    drawn = draw_evidence(image, found, [verdict])
    wanted = np.array([int(UNCLEAR[at:at + 2], 16) for at in (1, 3, 5)])
    assert (np.abs(drawn.astype(int) - wanted).max(2) < 12).any()
    unread = no_text(replace(found, text_read=("",)))
    assert unread.outcome == "unknown" and "could not be read" in unread.reason


def test_a_photo_without_text_passes() -> None:
    assert no_text(measure(photos()["chelsea"], FACTS, read=reader())).outcome == "pass"


def test_text_beside_a_product_is_quoted() -> None:
    image = with_words(product_on_paper(), "Handmade oak", (60, 150), 60, (120, 40, 30))
    found = measure(image, FACTS, read=reader())
    assert "Handmade" in no_text(found).reason and no_text(found).outcome == "fail"
    assert found.product_box is not None and found.product_box[1] > 250  # text is not the product


def test_rows_of_tiles_are_the_product_and_not_text() -> None:
    image = np.full((800, 800, 3), 255, np.uint8)
    for row in range(3):
        for column in range(6):
            tile = np.array([(-40, 0), (0, 40), (40, 0), (0, -40)]) + (120 + 110 * column, 200 + 200 * row)
            cv2.fillPoly(image, [tile], (200, 40, 30))
    assert measure(image, FACTS).text == "found"  # what simpler means make of it
    found = measure(image, FACTS, read=reader())
    assert found.text == "none" and found.product_box == pytest.approx((80, 160, 710, 640), abs=5)


def test_a_quote_is_short_and_each_line_is_said_once() -> None:
    words = tuple(f"line {number}" for number in range(9)) + ("line 1",)
    found = measure(product_on_paper(), FACTS)
    verdict = no_text(replace(found, text="found", text_read=words, text_boxes=((1, 1, 2, 2),) * 10))
    assert verdict.measured.count("“") == 6 and verdict.measured.endswith("3 more")


def test_a_watermark_of_an_agency_on_a_photo_is_found() -> None:
    image = with_words(photos()["coffee"], "shutterstock", (60, 200), 40, (235, 235, 235))
    found = measure(image, FACTS, read=reader())
    assert found.watermark == "found" and found.watermark_boxes and found.text == "none"


def test_measures_with_words_survive_json_and_old_ones_have_none() -> None:
    found = measure(with_words(photos()["coffee"], "Granola", (60, 80), 40, (255, 255, 255)), FACTS, read=reader())
    stored = json.loads(json.dumps(found.to_dict()))
    assert Measures.from_dict(stored).text_read == found.text_read == ("Granola",)
    del stored["text_read"]
    assert Measures.from_dict(stored).text_read == ()
