"""How far the network's boxes are from soft labels: YOLOX's loss with the labels' scores as targets.

References
----------
.. [1] Ge et al., "YOLOX: Exceeding YOLO Series in 2021": SimOTA; yolox/models/yolo_head.py for its constants.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.nn.functional import one_hot

from core.learning.objects.detectors import Found
from core.learning.objects.network import decoded, grid

RADIUS, BEST, BOX_COST, BOX_WEIGHT = 1.5, 10, 3.0, 5.0


def loss(raw: torch.Tensor, found: list[Found], size: int, watched: Sequence[np.ndarray | None] = ()
         ) -> torch.Tensor:
    """Losses of a batch.

    Parameters
    ----------
    raw : torch.Tensor, float32 (B, N, 5 + K)
        Of the network.
    found : list of Found
        Soft labels of each square.
    size : int
        Side of the squares in pixels.
    watched : sequence of ndarray of float32 (M, 4) or None
        For each square the boxes inside which its labels are complete, None for everywhere; what is found outside them
        is neither right nor wrong. Empty: complete everywhere.

    Returns
    -------
    torch.Tensor, shape (3,)
        Of boxes, objectness and classes, each divided by the sum of the labels' scores at their positions.
    """
    boxes = decoded(raw, size)
    objectness, box_loss, class_loss, total = torch.zeros(raw.shape[:2]), raw.new_zeros(()), raw.new_zeros(()), 0.0
    for row, labels in enumerate(found):
        if not len(labels.scores):
            continue
        truth, classes, scores = (torch.from_numpy(each) for each in (labels.xyxy, labels.classes, labels.scores))
        positions, owners = assign(raw[row].detach(), boxes[row].detach(), truth, classes, size=size)
        shared = overlap(corners(boxes[row][positions]), truth[owners])
        weight = scores[owners]
        objectness[row, positions] = weight
        box_loss = box_loss + ((1 - shared.square()) * weight).sum()
        target = one_hot(classes[owners], raw.shape[-1] - 5) * shared.detach()[:, None]
        class_loss = class_loss + (bce(raw[row, positions, 5:], target, reduction="none").sum(1) * weight).sum()
        total += float(weight.sum())
    counts = torch.ones_like(objectness)
    for row, boxes_of in enumerate(watched):
        if boxes_of is not None:
            counts[row] = inside(torch.from_numpy(boxes_of), size).float().maximum((objectness[row] > 0).float())
    object_loss = (bce(raw[..., 4], objectness, reduction="none") * counts).sum()
    return torch.stack([BOX_WEIGHT * box_loss, object_loss, class_loss]) / max(total, 1.0)


def assign(raw: torch.Tensor, boxes: torch.Tensor, truth: torch.Tensor, classes: torch.Tensor, *,
           size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """SimOTA [1]_: the positions that answer for each thing, as many as the best boxes there overlap it altogether.

    Parameters
    ----------
    raw, boxes : torch.Tensor, (N, 5 + K) and (N, 4)
        Of one square; boxes by center and size.
    truth, classes : torch.Tensor, (M, 4) and (M,)
        Corners and classes of the things in it; at least one.
    size : int
        Side of the square in pixels.

    Returns
    -------
    tuple of torch.Tensor
        Positions (K,), and the row of `truth` of each.
    """
    corner, stride = grid(size)
    middle = (truth[:, :2] + truth[:, 2:]) / 2
    is_near = (((corner + 0.5) * stride)[None] - middle[:, None]).abs().amax(2) < RADIUS * stride[:, 0]
    candidates = torch.nonzero(is_near.any(0))[:, 0]
    shared = overlap(corners(boxes[candidates])[None], truth[:, None])
    joint = (raw[candidates, 4:5].sigmoid() * raw[candidates, 5:].sigmoid()).sqrt().clamp(1e-6, 1 - 1e-6)
    nothing = -torch.log1p(-joint)
    class_cost = nothing.sum(1)[None] - nothing[:, classes].T - joint.log()[:, classes].T
    cost = class_cost - BOX_COST * (shared + 1e-8).log() + 1e6 * ~is_near[:, candidates]
    number = shared.topk(min(BEST, len(candidates)), dim=1).values.sum(1).int().clamp(min=1)
    mine = torch.zeros_like(cost, dtype=torch.bool)
    for row, count in enumerate(number.tolist()):
        mine[row, cost[row].topk(min(count, len(candidates)), largest=False).indices] = True
    mine &= is_near[:, candidates]
    taken = mine.any(0)
    owners = cost.masked_fill(~mine, torch.inf).argmin(0)[taken]
    return candidates[taken], owners


def inside(xyxy: torch.Tensor, size: int) -> torch.Tensor:
    """Whether the middle of each position's cell lies in one of some boxes (M, 4); bool (N,)."""
    corner, stride = grid(size)
    middle = ((corner + 0.5) * stride)[:, None]
    return ((middle > xyxy[None, :, :2]) & (middle < xyxy[None, :, 2:])).all(2).any(1)


def corners(xywh: torch.Tensor) -> torch.Tensor:
    """Corners of boxes given by center and size, (..., 4)."""
    half = xywh[..., 2:] / 2
    return torch.cat([xywh[..., :2] - half, xywh[..., :2] + half], -1)


def overlap(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Intersection over union of boxes by their corners, (..., 4), broadcast; in [0, 1].

    Examples
    --------
    >>> overlap(torch.tensor([0.0, 0, 10, 10]), torch.tensor([0.0, 0, 10, 5])).item()
    0.5
    """
    low, high = torch.maximum(first[..., :2], second[..., :2]), torch.minimum(first[..., 2:], second[..., 2:])
    common = (high - low).clamp(min=0).prod(-1)
    areas = [(each[..., 2:] - each[..., :2]).clamp(min=0).prod(-1) for each in (first, second)]
    return common / (areas[0] + areas[1] - common).clamp(min=1e-9)
