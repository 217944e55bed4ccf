"""Evidence is drawn on a new picture, where the broken rule is, in the color of its outcome."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from core.nouns.verdict import Verdict
from core.rules.check import check
from core.rules.evidence import BROKEN, PRODUCT, UNCLEAR, draw_evidence, not_white
from core.rules.rule_packs import packs
from core.words.colors import rgb
from tests.made_up import made_up_measures
from tests.rules.drawn import TODAY, measured, shot
from tests.rules.planted import photos

VERDICT = Verdict("no_text", "No text", "amazon", "fail", "found", "none", "", "It has text.")


def test_evidence_is_drawn_on_a_new_picture_where_the_rule_is_broken() -> None:
    image = shot(level=245, side=600, reach=0.5)
    measures = measured(image)
    before = image.copy()
    drawn = draw_evidence(image, measures, check(measures, packs()["amazon"], TODAY))
    assert (image == before).all() and drawn.shape == image.shape
    assert (drawn[5, 5] != image[5, 5]).any() and not_white(image)[5, 5]  # gray paper is tinted
    assert (drawn[200, 200] == image[200, 200]).all() and not not_white(image)[200, 200]  # the product is not
    assert (draw_evidence(image, measures, []) == image).all()
    smaller = cv2.resize(image, (150, 150), interpolation=cv2.INTER_AREA)
    assert draw_evidence(smaller, measures, check(measures, packs()["amazon"], TODAY)).shape == (150, 150, 3)


def shows(image: np.ndarray, color: str) -> bool:
    return bool((np.abs(image.astype(int) - rgb(color)).max(2) < 12).any())


@pytest.mark.parametrize(("outcome", "colors"), [("fail", (True, False)), ("warn", (True, False)),
                                                 ("unknown", (False, True))])
def test_boxes_are_in_the_color_of_what_to_do(outcome: str, colors: tuple[bool, bool]) -> None:
    image = np.full((680, 680, 3), 255, np.uint8)
    verdict = replace(VERDICT, outcome=outcome, evidence=((400, 400, 900, 700),))
    drawn = draw_evidence(image, made_up_measures(), [verdict])
    assert (shows(drawn, BROKEN), shows(drawn, UNCLEAR)) == colors
    changed = np.argwhere((drawn != image).any(2))
    assert changed.min(0) == pytest.approx((160, 160), abs=4) and changed.max(0) == pytest.approx((279, 359), abs=4)


def test_margins_are_lines_from_the_product_to_the_frame() -> None:
    image = np.full((680, 680, 3), 255, np.uint8)
    drawn = draw_evidence(image, made_up_measures(product_box=(600, 600, 1100, 1100)),
                          [replace(VERDICT, evidence="margins")])
    assert shows(drawn, PRODUCT) and shows(drawn[:, :200], BROKEN) and shows(drawn[:200], BROKEN)
    unknown = draw_evidence(image, made_up_measures(product_box=None), [replace(VERDICT, evidence="margins")])
    assert (unknown == image).all()


def test_a_rule_that_passes_draws_nothing() -> None:
    image = np.full((60, 60, 3), 244, np.uint8)
    assert (draw_evidence(image, made_up_measures(), [replace(VERDICT, outcome="pass", evidence="background")])
            == image).all()


def test_of_a_busy_picture_all_that_is_not_white_is_tinted() -> None:
    photo = photos()["coffee"].copy()
    photo[:40, :40] = 255
    mask = not_white(photo)
    assert not mask[:40, :40].any() and (mask[60:] == (photo[60:].min(2) < 255)).all()
