"""The product's one palette, for pages, charts and drawings alike.

Okabe and Ito's eight colors [1]_ stay apart for people with any color vision; still nothing is told by
color alone: beside it stands a word, and outlines differ in their stroke. Two of the eight, vermillion and
black, are kept for outlines, so that a box is never taken for a kind or an intent.

References
----------
.. [1] Okabe and Ito, "Color Universal Design", 2008, https://jfly.uni-koeln.de/color/.
.. [2] Smith and van der Walt, "A Better Default Colormap for Matplotlib", SciPy 2015.
.. [3] Nuñez, Anderton and Renslow, "Optimizing colormaps with consideration for color vision deficiency", PLOS ONE
   13(7), 2018.
"""

from __future__ import annotations

from collections.abc import Sequence

INTENT_COLORS = {"negative": "#999999", "apparel": "#CC79A7", "home_decor": "#009E73", "other": "#E69F00"}
KIND_COLORS = {"model_face": "#0072B2", "worn_no_face": "#56B4E9", "product_only": "#F0E442"}
CONFIDENCE_COLORS = {"very likely": "#D55E00", "likely": "#E69F00", "possible": "#999999"}  # of an alarm
# What the stage colors calls so; middles of its palette, models/colors_2.json.
SEEN_COLORS = {"black": "#1C1B1D", "gray": "#818283", "white": "#F6F5F4", "red": "#B31F2B", "orange": "#DC7D1E",
               "yellow": "#DDCE44", "green": "#25853E", "blue": "#2B5799", "purple": "#743C83", "pink": "#EE8DB2",
               "brown": "#694330", "beige": "#D4C4A5"}
OUTCOME_COLORS = {"pass": "#009E73", "warn": "#E69F00", "fail": "#D55E00", "unknown": "#999999"}  # of a verdict
# The eye of the drawing: a face has a solid line, a person a dashed one, a refused candidate a dotted one; in
# an evaluation, what people drew has a thick one.
OUTLINE_COLORS = {"face": "#D55E00", "person": "#000000", "refused": "#999999", "truth": "#009E73"}
OUTLINE_STROKES = {"face": "solid", "person": "dashed", "refused": "dotted", "truth": "thick"}
# On the photo of a shelf: how sure the product is, what a person said, and what is no product.
SHELF_COLORS = {"sure": "#009E73", "close": "#E69F00", "unknown": "#D55E00", "said": "#0072B2", "gap": "#CC79A7",
                "tag": "#999999"}
SHELF_STROKES = {"sure": "solid", "close": "dashed", "unknown": "dotted", "said": "thick", "gap": "dashed",
                 "tag": "dotted"}
# Of heatmaps: each gets brighter all the way, so it reads the same with any color vision and in print [2]_ [3]_.
# From no evidence to the strongest, in equal steps.
COLOR_MAPS = {
    "inferno": ("#000004", "#420A68", "#932667", "#DD513A", "#FCA50A", "#FCFFA4"),
    "viridis": ("#440154", "#414487", "#2A788E", "#22A884", "#7AD151", "#FDE725"),
    "cividis": ("#00224E", "#35456C", "#666970", "#948E77", "#C8B866", "#FEE838"),
    "magma": ("#000004", "#3B0F70", "#8C2981", "#DE4968", "#FE9F6D", "#FCFDBF"),
    "gray": ("#000000", "#333333", "#666666", "#999999", "#CCCCCC", "#FFFFFF"),
}
DEFAULT_COLOR_MAP = "inferno"
OTHER_KIND_COLORS = ("#009E73", "#CC79A7", "#E69F00", "#D55E00", "#999999")  # of kinds that a shop names itself


def kind_color(kind: str, kinds: Sequence[str]) -> str:
    """The product's color of a kind or an intent; a shop's own labels, among all `kinds`, take the others in turn."""
    return (KIND_COLORS.get(kind) or INTENT_COLORS.get(kind)
            or OTHER_KIND_COLORS[kinds.index(kind) % len(OTHER_KIND_COLORS)])


def rgb(color: str) -> tuple[int, int, int]:
    """Red, green and blue (0..255) of a color written as #RRGGBB."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def text_on(color: str) -> str:
    """Black or white, whichever is easier to read on `color` (both written as #RRGGBB).

    Notes
    -----
    Contrast as in WCAG 2.2 [1]_; the better of the two is at least 4.58 on any background.

    References
    ----------
    .. [1] W3C, Web Content Accessibility Guidelines 2.2, "relative luminance" and "contrast ratio".
    """
    linear = [
        (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in (part / 255 for part in rgb(color))
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#FFFFFF" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "#000000"
