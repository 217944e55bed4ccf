"""One palette: every name has its color, text on it can be read, and boxes are not taken for a label."""

from __future__ import annotations

from itertools import combinations

import pytest

from core.nouns.analysis import KINDS
from core.nouns.intent import INTENT_LABELS
from core.words import colors

BACKGROUNDS = {**colors.INTENT_COLORS, **colors.KIND_COLORS, **colors.OUTCOME_COLORS}


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [(part / 255) / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
             for part in colors.rgb(color)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_label_and_photo_type_has_a_color() -> None:
    assert set(colors.INTENT_COLORS) == set(INTENT_LABELS) and set(colors.KIND_COLORS) == set(KINDS)
    assert set(colors.OUTCOME_COLORS) == {"pass", "warn", "fail", "unknown"}


@pytest.mark.parametrize("palette", [colors.INTENT_COLORS, colors.KIND_COLORS, colors.OUTCOME_COLORS,
                                     colors.OUTLINE_COLORS])
def test_colors_of_one_palette_differ(palette) -> None:
    for first, second in combinations(palette.values(), 2):
        assert sum(abs(a - b) for a, b in zip(colors.rgb(first), colors.rgb(second), strict=True)) > 60


def test_outlines_also_differ_by_their_stroke() -> None:
    assert len(set(colors.OUTLINE_STROKES.values())) == len(colors.OUTLINE_STROKES) == len(colors.OUTLINE_COLORS)


@pytest.mark.parametrize("color", sorted({*BACKGROUNDS.values(), "#000000", "#FFFFFF", "#767676", "#757575"}))
def test_text_can_be_read_on_any_background(color) -> None:
    assert contrast(color, colors.text_on(color)) >= 4.5


def test_a_shops_own_labels_take_other_colors_in_turn() -> None:
    kinds = ["model_face", *(f"own {number}" for number in range(7))]
    own = [colors.kind_color(kind, kinds) for kind in kinds]
    assert own[0] == colors.KIND_COLORS["model_face"]
    assert len(set(own[1:6])) == 5 and set(own[1:]) <= set(colors.OTHER_KIND_COLORS)


def test_rgb_reads_the_notation() -> None:
    assert colors.rgb("#0072B2") == (0, 114, 178)
