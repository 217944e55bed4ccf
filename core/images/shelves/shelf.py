"""One synthetic shelf with its truth: a photo, and where each product, price tag, row and gap is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from core.errors import InputError
from core.images.shelves.arrangement import Arrangement, Packshot, arrange
from core.images.shelves.camera import moved, photograph, scale_at, viewpoint
from core.images.shelves.drawing import paint, stand_before
from core.images.shelves.layouts import LAYOUTS

FEWEST, MOST = 60, 250  # facings to aim at, when nothing is said
LEAST_SEEN = 0.25  # of a product or tag: with less it has no box
SIDE = (1600, 1200)


@dataclass(frozen=True, eq=False)
class Shelf:
    """A photo of a shelf, and what is on it.

    Attributes
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    xyxy : ndarray of float32, shape (N, 4)
        What is seen of each product, in pixels of the photo; from the top row down, left to right within a row.
    skus : tuple of str
        Of each product.
    rows : ndarray of int64, shape (N,)
        Row of each product, from the top; products that stand on each other are in one row.
    price_tags : ndarray of float32, shape (M, 4)
    gaps : ndarray of float32, shape (G, 4)
        Empty stretches between two products of a row.
    layout : str
        Name of the kind of fixture.
    """

    image: np.ndarray
    xyxy: np.ndarray
    skus: tuple[str, ...]
    rows: np.ndarray
    price_tags: np.ndarray
    gaps: np.ndarray
    layout: str

    def truth(self) -> dict[str, Any]:
        """All but the photo as plain values for JSON, boxes in tenths of pixels."""
        height, width = self.image.shape[:2]
        return {"size_wh": [width, height], "layout": self.layout, "xyxy": self.xyxy.round(1).tolist(),
                "skus": list(self.skus), "rows": self.rows.tolist(), "price_tags": self.price_tags.round(1).tolist(),
                "gaps": self.gaps.round(1).tolist()}


def make_shelf(packshots: Sequence[Packshot], seed: int | Sequence[int], *, layout: str = "",
               size_wh: tuple[int, int] = SIDE, facings: int = 0) -> Shelf:
    """Make a shelf of packshots. The same arguments give the same shelf.

    Parameters
    ----------
    packshots : sequence of Packshot
        Products on the shelf; about half of them come, at most 40.
    seed : int or sequence of int
    layout : str
        A key of `LAYOUTS`; empty for any.
    size_wh : tuple of int
        Of the photo.
    facings : int
        How many products to aim at; 0 for any number from 60 to 250. Few or wide packshots give fewer.

    Raises
    ------
    InputError
        Without packshots, or for an unknown layout.
    """
    if not packshots:
        raise InputError("A shelf needs at least one packshot, but none was given.",
                         "Give pictures of products on a plain ground.")
    if layout and layout not in LAYOUTS:
        raise InputError(f"A layout is one of {', '.join(LAYOUTS)}, not {layout!r}.", "Name one of these, or none.")
    rng = np.random.default_rng(seed)
    fixture = LAYOUTS[layout or str(rng.choice(list(LAYOUTS)))]
    number = facings or int(np.exp(rng.uniform(np.log(FEWEST), np.log(MOST))))
    few = int(np.clip(len(packshots) // 2, min(8, len(packshots)), 40))
    chosen = [packshots[i] for i in rng.permutation(len(packshots))[:few]]
    flat_wh = round(size_wh[0] * 1.02), round(size_wh[1] * 1.02)
    plan = arrange(chosen, fixture, flat_wh, facings=number, rng=rng)
    painted = stand_before(paint(plan, chosen, fixture, rng), rng)
    view = viewpoint(flat_wh, size_wh, rng)
    around = tuple(int(v) for v in rng.integers(90, 200, 3))
    image = cv2.warpPerspective(painted.image, view, size_wh, flags=cv2.INTER_LINEAR, borderValue=around)
    owner = cv2.warpPerspective(painted.owner.astype(np.float32), view, size_wh, flags=cv2.INTER_NEAREST).astype(int)
    boxes, is_seen = _seen(owner, plan, painted.areas, view)
    kept = np.flatnonzero(is_seen[: len(plan.facings)])
    rows = np.array([plan.facings[i].row for i in kept], np.int64)
    gaps = _gaps_seen(plan, owner, view)
    return Shelf(photograph(image, fixture.glare, rng), boxes[kept],
                 tuple(chosen[plan.facings[i].packshot].sku for i in kept),
                 np.unique(rows, return_inverse=True)[1].reshape(-1).astype(np.int64),
                 boxes[len(plan.facings):][is_seen[len(plan.facings):]], gaps, fixture.name)  # fmt: skip


def _seen(owner: np.ndarray, plan: Arrangement, areas: np.ndarray, view: np.ndarray
          ) -> tuple[np.ndarray, np.ndarray]:
    """Extent of each facing and price tag in the photo, and whether enough of it is seen."""
    flat = np.array([each.xyxy for each in plan.facings] + list(plan.price_tags), np.float64).reshape(-1, 4)
    y, x = np.nonzero(owner)
    number = owner[y, x] - 1
    counts = np.bincount(number, minlength=len(flat))
    boxes = np.tile(np.array([1e6, 1e6, -1, -1], np.float32), (len(flat), 1))
    np.minimum.at(boxes[:, 0], number, x)
    np.minimum.at(boxes[:, 1], number, y)
    np.maximum.at(boxes[:, 2], number, x + 1)
    np.maximum.at(boxes[:, 3], number, y + 1)
    whole = np.maximum(areas * scale_at((flat[:, :2] + flat[:, 2:]) / 2, view), 1)
    return boxes, (counts / whole >= LEAST_SEEN) & (counts >= 16)


def _gaps_seen(plan: Arrangement, owner: np.ndarray, view: np.ndarray) -> np.ndarray:
    """Gaps in the photo, cut at its border; one that is half outside is none."""
    height, width = owner.shape
    boxes = []
    for _, (x0, y0, x1, y1) in plan.gaps:
        corners = moved(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]), view)
        # The smallest upright box would swallow neighbors where the row leans: take the middles of its sides.
        box = np.array([corners[[0, 3], 0].mean(), corners[[0, 1], 1].mean(), corners[[1, 2], 0].mean(),
                        corners[[2, 3], 1].mean()])
        cut = np.clip(box, 0, [width, height, width, height])
        whole = (box[2] - box[0]) * (box[3] - box[1])
        if (cut[2] - cut[0]) * (cut[3] - cut[1]) > 0.5 * whole:
            boxes.append(cut)
    return np.array(boxes, np.float32).reshape(-1, 4)
