"""Fixes are offered where they are honest, and elsewhere it is said why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.rules.fixable import crop_window, union
from tests.rules.drawn import measured, shot, verdicts


def test_a_crop_keeps_what_is_faint() -> None:
    product = replace(measured(shot(side=1000, reach=0.5)), faint_box=(240, 240, 760, 760))
    assert crop_window(product, 1.0) == (216, 216, 784, 784)
    assert crop_window(replace(product, faint_box=(240, 240, 760, 790)), 1.0) is None
    left, top, right, bottom = crop_window(replace(product, faint_box=None), 0.8)
    assert (right - left) / (bottom - top) == pytest.approx(0.8, abs=0.01) and right - left >= 500


@pytest.mark.parametrize(("change", "rule", "why"), [
    ({"background": "busy", "product_box": None, "reach": None}, "white_background", "the background is not plain"),
    ({"background_rgb": (200.0, 200.0, 200.0)}, "white_background", "the background is not nearly white"),
    ({"faint_box": (0, 0, 90, 90)}, "white_background", "something beside the product"),
    ({"text": "found"}, "fill", "text stands beside the product"),
    ({"margins": (0.0, 0.0, 0.0, 0.0)}, "fill", "nothing around the product to cut off"),
])
def test_a_fix_that_would_not_be_honest_is_not_offered_and_the_reason_says_why(change: dict[str, Any], rule: str,
                                                                            why: str) -> None:
    product = replace(measured(shot(side=1000, reach=0.5)), background_rgb=(250.0, 250.0, 250.0), white_share=0.0)
    assert verdicts(product, "amazon")[rule].fix and "No automatic fix" not in verdicts(product, "amazon")[rule].reason
    verdict = verdicts(replace(product, **change), "amazon")[rule]
    assert verdict.outcome == "fail" and verdict.fix == "" and "No automatic fix: " in verdict.reason
    assert why in verdict.reason


def test_a_union_holds_both_boxes() -> None:
    assert union((4, 4, 6, 6), (4, 4, 6, 6)) == (4, 4, 6, 6) and union((0, 0, 1, 1), (8, 9, 10, 12)) == (0, 0, 10, 12)
