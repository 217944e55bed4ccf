"""The photo with what must stay, and the windows of its crops, on one canvas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.nouns.crop import Box, Crop, Subject
from core.words.colors import OUTLINE_COLORS
from pages.explain.boxes import Group, draw_boxes

POINT = 0.02  # of the shorter side: how large a point is drawn


def overlay(photo: bytes, of: Subject, found: Sequence[Crop], *, key: str) -> None:
    """Draw it; the legend shows and hides each kind of box.

    Parameters
    ----------
    photo : bytes
        JPEG.
    of : Subject
    found : sequence of Crop
    key : str
        Of the chart.
    """
    fitting = [crop for crop in found if crop.window is not None]
    groups = [
        Group("Crops", _array([crop.window for crop in fitting if crop.window]), [crop.aspect for crop in fitting],
              "#E69F00", "dash"),
        Group("Lettering", _array(of.text), ["Lettering"] * len(of.text), "#999999", "dot"),
        Group("Product", _array([of.product] if of.product else []), ["Product"], OUTLINE_COLORS["person"]),
        Group("Faces", _array(of.faces), ["Face"] * len(of.faces), OUTLINE_COLORS["face"], always=True),
        Group("Your own", _array([_visible(of.own, of.size_wh)] if of.own else []), ["What must stay"], "#009E73",
              always=True)]
    draw_boxes(photo, of.size_wh, groups, key=key, alt="The photo with faces, product and the windows of its crops")


def _visible(own: Box, size_wh: tuple[int, int]) -> Box:
    """A point as a small box."""
    radius = POINT * min(size_wh) if own[0] == own[2] or own[1] == own[3] else 0
    return own[0] - radius, own[1] - radius, own[2] + radius, own[3] + radius


def _array(boxes: Sequence[Sequence[float]]) -> np.ndarray:
    return np.array(boxes, np.float32).reshape(-1, 4)
