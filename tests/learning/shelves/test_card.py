"""The card states every figure, and says what was not measured."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

from core.learning.shelves.card import text  # noqa: E402


def made_up_report() -> dict:
    ap = {"ap50": 0.9, "low": 0.8, "high": 0.95, "photos": 4, "boxes": 77}
    rows = {"rows_right": 0.97, "facings": 500, "gaps": 20, "gap_recall": 0.8, "gap_precision": 0.7}
    shelves = {"products": ap, "recall": 0.91, "precision": 0.93, "price_tags": ap, "tag_recall": 0.9,
               "tag_precision": 0.8, "found": rows, "true_boxes": rows,
               "count_error": {"mean": 0.05, "low": 0.04, "high": 0.06, "of_sum": 0.02, "shelves": 4}}
    one = {"shelves": shelves, "layouts": {"wire": ap, "promotion": ap}, "photos": ap, "photos_strict": ap,
           "photos_of_one": ap}
    taught = {"shelves": 9, "packshots": 8, "photos": 7, "boxes": 6, "choosing_shelves": 5, "choosing_packshots": 4,
              "choosing_photos": 3}
    return {"thresholds": {"score": 0.4, "tag_score": 0.45, "iou": 0.55}, "taught": taught,
            "tested": {"packshots": 2, "shelves": 4, "photos": 1},
            "detectors": {"own": one, "yolox_nano": one, "objects_1": one}}


def test_the_card_is_complete() -> None:
    card = text(made_up_report(), "products_9")
    assert card.startswith("# Product detector `products_9`") and "{" not in card
    assert "No photo of a whole real shelf" in card and "0.900 (0.800-0.950)" in card and "5.0% (4.0%-6.0%)" in card
    assert "97.0% of 500" in card and "chosen on 5 synthetic shelves of 4 packshots" in card.replace("\n", " ")
