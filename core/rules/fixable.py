"""Whether an automatic fix would be honest on a picture: it may change the background and never removes product."""

from __future__ import annotations

from core.nouns.measures import Box, Measures
from core.rules.rule_packs import Pack, Rule

FILL = 0.88  # of the frame after a re-crop: over Amazon's 85 %, under Google's 90 %
FAINT = "something beside the product has nearly the color of the background and may be a part of the product"
NEAR_WHITE = 235  # a background's darkest mean channel that a fix may make white; lower ones are gray walls
FRAME = "the border may be a part of the product, as a picture's frame is"
_HAIRLINE = 0.015  # of the side: a thicker border on all four sides may be a frame
_TIGHT = 0.002  # of the frame: less room than this cannot be cropped


def why_no_fix(measures: Measures, rule: Rule, pack: Pack) -> str:
    """Why the fix of a rule would not be honest on a picture; `core.rules.fix` refuses the same.

    Parameters
    ----------
    measures : Measures
    rule : Rule
        With a fix.
    pack : Pack
        Gives the aspect to crop to.

    Returns
    -------
    str
        Completes "No automatic fix: ..."; "" where the fix is honest.
    """
    if rule.fix in ("whiten", "pad") and not is_nearly_white(measures):
        return f"the background is not {'plain' if measures.background != 'plain' else 'nearly white'}"
    if rule.fix == "whiten" and measures.faint_box is not None:
        return FAINT
    if rule.fix != "recrop":
        return ""
    if may_be_frame(measures):
        return FRAME
    if measures.product_box is None:
        return "no product stands out from a plain background"
    if measures.text == "found":
        return "text stands beside the product"
    if all(margin <= _TIGHT for margin in measures.margins or ()):
        return "there is nothing around the product to cut off"
    return "" if crop_window(measures, pack.aspect) else FAINT


def is_nearly_white(measures: Measures) -> bool:
    """Whether the background is plain and so light that it may be made white or go on beyond the picture."""
    return measures.background == "plain" and min(measures.background_rgb) >= NEAR_WHITE


def may_be_frame(measures: Measures) -> bool:
    """Whether a border might be the product's own: of one color on all four sides, and more than a thin line.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> poster = SimpleNamespace(border_sides=("left", "top", "right", "bottom"), border_insets=(30, 30, 30, 30),
    ...                          width=1000, height=1000)
    >>> may_be_frame(poster)
    True
    """
    widest = max(inset / side for inset, side in zip(measures.border_insets, (measures.width, measures.height) * 2,
                                                     strict=True))
    return len(measures.border_sides) == 4 and widest > _HAIRLINE


def crop_window(measures: Measures, aspect: float | None) -> Box | None:
    """What a re-crop keeps: the product with the room that fills `FILL` of the frame.

    Parameters
    ----------
    measures : Measures
        With a product.
    aspect : float or None
        Width over height to crop to; None keeps the picture's.

    Returns
    -------
    tuple of (left, top, right, bottom), or None
        In pixels of the picture, partly outside it where the product lies near its edge. None where the crop might cut
        off a part of the product that has nearly the color of the background.
    """
    assert measures.product_box is not None, "there is something to crop to"
    left, top, right, bottom = measures.product_box
    aspect = aspect or measures.aspect
    height = max((bottom - top) / FILL, (right - left) / FILL / aspect)
    width = height * aspect
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    window = (round(x), round(y), round(x + width), round(y + height))
    return window if measures.faint_box is None or union(window, measures.faint_box) == window else None


def union(one: Box, other: Box) -> Box:
    """The smallest box around two.

    Examples
    --------
    >>> union((0, 10, 5, 20), (3, 0, 9, 12))
    (0, 0, 9, 20)
    """
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
