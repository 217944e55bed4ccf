"""The card of the second look has the coefficients, the checksums and the counts with their intervals."""

from __future__ import annotations

from core.learning.faces.card import card_text
from core.learning.faces.train import learn
from core.vision.faces.second_look import FEATURES
from tests.learning.faces.test_train import made_up


def test_the_card_has_the_figures() -> None:
    rule, figures = learn(made_up())
    numbers = {name: {"mean": 1, "deviation": 2, "weight": 0.25} for name in FEATURES}
    values = {"features": numbers, "bias": 0.5, "longest_side": 640, "mtcnn_sha256": {"pnet": "ab" * 32}}
    text = card_text("faces_7", values, figures)
    kept = figures["val"]["true_faces"]
    assert f"{kept['count']} of {kept['of']}" in text and "ab" * 32 in text and "| score | 1 | 2 | 0.25 |" in text


def test_counts_have_percents_and_intervals() -> None:
    _, figures = learn(made_up())
    values = {"features": {}, "bias": -1.5, "longest_side": 512, "mtcnn_sha256": {}}
    lines = card_text("faces_7", values, figures).splitlines()
    (row,) = [line for line in lines if line.startswith("| false faces kept")]
    part = figures["val"]["false_faces"]
    low, high = part["interval"]
    assert f"{part['count']} of {part['of']} = {100 * part['count'] / part['of']:.2f} %" in row
    assert f"[{100 * low:.2f}, {100 * high:.2f}]" in row
    assert any("Bias -1.5" in line for line in lines) and any("core.learning.faces.train" in line for line in lines)
