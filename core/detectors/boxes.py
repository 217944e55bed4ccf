"""Sort the boxes of one run by what became of them: kept, suppressed, or below the threshold."""

from __future__ import annotations

import numpy as np

from core.nouns.detections import overlaps
from core.nouns.detector_trace import FATES, Boxes
from core.vision.faces.canvas import LOGIT, STRIDE, THRESHOLD, boxes_in, windows
from core.vision.faces.mtcnn import OVERLAPS, THRESHOLDS, Proposals, Search
from core.vision.faces.suppression import Round, suppress
from core.vision.persons.detector import PersonSearch

KEPT, SUPPRESSED, OTHER_SIZE, LOW = range(len(FATES))
MOST = 400  # boxes of a step that are shown
NEAR_MISS = float(np.log(0.2 / 0.8))  # logit: boxes of the first net that score less are not worth showing


def of_proposals(proposals: Proposals) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    """Boxes of the first net, float64 (N, 5) in the frame of the search, their fates, and the counts of all."""
    sizes, together = proposals.sizes, proposals.together
    fates = np.full(len(together.boxes), OTHER_SIZE, np.int8)
    fates[together.kept] = KEPT
    parts, all_fates = [together.boxes], [fates]
    for size in sizes:
        dropped = np.delete(size.boxes, size.kept, axis=0)
        parts.append(dropped)
        all_fates.append(np.full(len(dropped), SUPPRESSED, np.int8))
    for tile in proposals.tiles:
        near = boxes_in(proposals.maps, tile, logit=NEAR_MISS)
        near = near[near[:, 4] <= 1 / (1 + np.exp(-LOGIT))]
        parts.append(near)
        all_fates.append(np.full(len(near), LOW, np.int8))
    scored = sum(proposals.maps[windows(tile)][..., 0].size for tile in proposals.tiles)
    counts = _counts(np.concatenate(all_fates))
    counts["low"] = scored - sum(len(size.boxes) for size in sizes)
    return np.concatenate(parts), np.concatenate(all_fates), counts


def of_round(one: Round) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    """The same for the second or third net."""
    fates = np.full(len(one.boxes), LOW, np.int8)
    fates[one.passed] = SUPPRESSED
    fates[one.kept] = KEPT
    return one.boxes, fates, _counts(fates)


def of_cascade(search: Search, searched_wh: tuple[int, int], size_wh: tuple[int, int]) -> dict[str, Boxes]:
    """The boxes of the three nets in the frame of the picture.

    Parameters
    ----------
    search : Search
        One run of the cascade.
    searched_wh, size_wh : tuple of int
        Width and height of the copy that was searched, and of the picture.
    """
    steps = {"pnet": (of_proposals(search.proposals), THRESHOLD, 0.0),
             "rnet": (of_round(search.refined), THRESHOLDS["rnet"], OVERLAPS[2]),
             "onet": (of_round(search.decided), THRESHOLDS["onet"], OVERLAPS[3])}
    scale = np.array(size_wh) / np.array(searched_wh)
    nets = {}
    for net, ((boxes, fates, counts), threshold, overlap) in steps.items():
        best = np.lexsort((-boxes[:, 4], fates == LOW))[:MOST]
        boxes, fates = boxes[best], fates[best]
        rivals = _rivals(boxes, fates, overlap, of_smaller=net == "onet") if overlap else np.zeros(len(boxes))
        xyxy = np.clip(boxes[:, :4].reshape(-1, 2, 2) * scale, 0, size_wh).reshape(-1, 4)
        nets[net] = Boxes(xyxy.astype(np.float32), boxes[:, 4].astype(np.float32), fates, rivals.astype(np.float32),
                          threshold, counts)
    return nets


def of_persons(search: PersonSearch, overlap: float) -> Boxes:
    """The boxes of the persons detector; those below its threshold count as low, suppressed or not."""
    fates = np.full(len(search.scores), SUPPRESSED, np.int8)
    fates[search.kept] = KEPT
    boxes = np.column_stack([search.xyxy, search.scores]).astype(np.float64)
    rivals = np.zeros(len(fates), np.float32)
    for row in np.flatnonzero(fates == SUPPRESSED):
        better = search.kept[search.kept < row]
        rivals[row] = boxes[better[int(np.argmax(overlaps(boxes[better], boxes[row])))], 4] if len(better) else 0.0
    return Boxes(search.xyxy, search.scores, fates, rivals, search.findings.threshold, _counts(fates))


def heat_of(proposals: Proposals, canvas_hw: tuple[int, int]) -> np.ndarray:
    """The first net's scores on its canvas, each in the middle of its window.

    Returns
    -------
    ndarray of float32, shape (h, w)
        In [0, 1]; 0 between the sizes of the picture.
    """
    heat = np.zeros(canvas_hw, np.float32)
    for tile in proposals.tiles:
        scores = 1 / (1 + np.exp(-proposals.maps[windows(tile)][..., 0]))
        wide = scores.repeat(STRIDE, axis=0).repeat(STRIDE, axis=1)
        heat[tile.y + 5 : tile.y + 5 + wide.shape[0], tile.x + 5 : tile.x + 5 + wide.shape[1]] = wide
    return heat


def _counts(fates: np.ndarray) -> dict[str, int]:
    return {fate: int((fates == number).sum()) for number, fate in enumerate(FATES)}


def _rivals(boxes: np.ndarray, fates: np.ndarray, overlap: float, *, of_smaller: bool) -> np.ndarray:
    """Score of the best box that suppresses each suppressed one, by the suppression itself."""
    rivals, passed = np.zeros(len(boxes)), boxes[fates != LOW]
    for row in np.flatnonzero(fates == SUPPRESSED):
        pairs = (np.stack([better, boxes[row]]) for better in passed[passed[:, 4] >= boxes[row, 4]])
        rivals[row] = next((pair[0, 4] for pair in pairs if not np.array_equal(*pair)
                            and len(suppress(pair, overlap, of_smaller=of_smaller)) == 1), 0.0)
    return rivals
