"""MTCNN's cascade: candidates for faces with five landmarks, equal to the `mtcnn` package's, without TensorFlow.

The package [1]_ runs its first net once for each size of the picture. Here all sizes lie side by side on one canvas,
whose size is rounded up, so that one inference does and no new shape has to be prepared for each picture.

References
----------
.. [1] Zhang et al. 2016, "Joint Face Detection and Alignment using Multi-task Cascaded Convolutional Networks";
   constants below are the defaults of the package mtcnn 1.0.0.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from core.vision.faces.canvas import best_first, boxes_in, lay_out, paint
from core.vision.faces.nets import compile_nets, read_weights

THRESHOLDS = {"rnet": 0.7, "onet": 0.8}
OVERLAPS = (0.5, 0.7, 0.7, 0.7)  # first net within one size, first net across sizes, second net, third net
BATCHES = (1, 2, 3, 4, 6, 8, 12, 16)  # numbers of crops that a net is run with; more go in several runs


class Candidates(NamedTuple):
    """Faces as the cascade finds them, best first.

    Attributes
    ----------
    xyxy : ndarray of float32, shape (N, 4)
        Pixels of the picture; may lie partly outside of it.
    scores : ndarray of float32, shape (N,)
    landmarks : ndarray of float32, shape (N, 5, 2)
        Left eye, right eye, nose, left and right end of the mouth.
    """

    xyxy: np.ndarray
    scores: np.ndarray
    landmarks: np.ndarray


class Looks(NamedTuple):
    """What the third net says about given squares: scores (N,), xyxy (N, 4), landmarks (N, 5, 2), all float32."""

    scores: np.ndarray
    xyxy: np.ndarray
    landmarks: np.ndarray


class Mtcnn:
    """The three nets, ready to run; one instance serves one thread at a time.

    Parameters
    ----------
    checksums : dict of str to str, optional
        sha256 of the package's weight files; another file is refused.
    threads : int
        Threads that one inference may use.

    Raises
    ------
    PackageMissing, ModelMissing, WrongContract
        When the package's weights are not there or not as expected.
    """

    def __init__(self, checksums: dict[str, str] | None = None, *, threads: int = 1) -> None:
        nets = compile_nets(read_weights(checksums), threads=threads)
        self._requests = {name: net.create_infer_request() for name, net in nets.items()}

    def find(self, pixels: np.ndarray) -> Candidates:
        """Candidates for faces from 20 pixels on.

        Parameters
        ----------
        pixels : ndarray of float32, shape (H, W, 3)
            As `normalized` gives them.

        Returns
        -------
        Candidates
            Empty when there is none.
        """
        proposed = squared(self._propose(pixels))
        refined = squared(self._refine(pixels, proposed))
        return self._decide(pixels, refined)

    def look(self, pixels: np.ndarray, squares: np.ndarray, *, mirrored: bool = False) -> Looks:
        """The third net's opinion on squares of the caller's choice.

        Parameters
        ----------
        pixels : ndarray of float32, shape (H, W, 3)
            As `normalized` gives them.
        squares : ndarray, shape (N, 4)
            xyxy in pixels; what lies outside of the picture counts as gray.
        mirrored : bool
            Show the net each square left to right; the answer is mirrored back.

        Returns
        -------
        Looks
            In the order of `squares`, nothing dropped.
        """
        patches = crops(pixels, squares, 48)
        found = self._run("onet", patches[:, :, ::-1] if mirrored else patches, 15)
        offsets, points = found[:, 1:5], found[:, 5:15].reshape(-1, 2, 5).transpose(0, 2, 1)
        if mirrored:
            offsets = offsets * (-1, 1, -1, 1)
            offsets = offsets[:, [2, 1, 0, 3]]
            points = points[:, [1, 0, 2, 4, 3]] * (-1, 1) + (1, 0)
        sides = squares[:, None, 2:4] - squares[:, None, 0:2] + 1
        landmarks = points * sides + squares[:, None, 0:2] - 1
        return Looks(found[:, 0], _moved(squares, offsets).astype(np.float32), landmarks.astype(np.float32))

    def quick_look(self, pixels: np.ndarray, squares: np.ndarray) -> np.ndarray:
        """The second net's scores for squares of the caller's choice, float32 (N,)."""
        return self._run("rnet", crops(pixels, squares, 24), 5)[:, 0]

    def _propose(self, pixels: np.ndarray) -> np.ndarray:
        """First net over all sizes of the picture; xyxy and score, float64 (N, 5)."""
        tiles, canvas_hw = lay_out(pixels.shape[1], pixels.shape[0])
        if not tiles:
            return np.zeros((0, 5))
        maps = self._requests["pnet"].infer([paint(pixels, tiles, canvas_hw)])[0][0]
        found = []
        for tile in tiles:
            boxes = boxes_in(maps, tile)
            found.append(boxes[_survivors(boxes, OVERLAPS[0])])
        boxes = best_first(np.concatenate(found))
        return boxes[_survivors(boxes, OVERLAPS[1])]

    def _refine(self, pixels: np.ndarray, squares: np.ndarray) -> np.ndarray:
        """Second net; xyxy and score, float64 (N, 5)."""
        found = self._run("rnet", crops(pixels, squares[:, :4], 24), 5)
        good = found[:, 0] > THRESHOLDS["rnet"]
        boxes = np.column_stack([_moved(squares[good, :4], found[good, 1:5]), found[good, 0]])
        boxes = best_first(boxes)
        return boxes[_survivors(boxes, OVERLAPS[2])]

    def _decide(self, pixels: np.ndarray, squares: np.ndarray) -> Candidates:
        """Third net."""
        looks = self.look(pixels, squares[:, :4])
        order = np.argsort(looks.scores)[::-1]
        order = order[looks.scores[order] > THRESHOLDS["onet"]]
        boxes = np.column_stack([looks.xyxy, looks.scores]).astype(np.float64)[order]
        order = order[_survivors(boxes, OVERLAPS[3], of_smaller=True)]
        return Candidates(looks.xyxy[order], looks.scores[order], looks.landmarks[order])

    def _run(self, net: str, patches: np.ndarray, width: int) -> np.ndarray:
        """Run a net on any number of crops, in batches of few sizes."""
        found = np.zeros((len(patches), width), np.float32)
        start = 0
        while start < len(patches):
            count = min(len(patches) - start, BATCHES[-1])
            size = next(batch for batch in BATCHES if batch >= count)
            batch = np.zeros((size, *patches.shape[1:]), np.float32)
            batch[:count] = patches[start : start + count]
            found[start : start + count] = self._requests[net].infer([batch])[0][:count]
            start += count
        return found


def normalized(image: np.ndarray) -> np.ndarray:
    """A picture as the nets want it.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.

    Returns
    -------
    ndarray of float32, shape (H, W, 3)
        (value - 127.5) / 128; called `pixels` below.
    """
    return (image.astype(np.float32) - 127.5) * (1 / 128)


def crops(pixels: np.ndarray, squares: np.ndarray, side: int) -> np.ndarray:
    """Cut squares out of a picture and bring each to `side` pixels, the way the package does.

    Parameters
    ----------
    pixels : ndarray of float32, shape (H, W, 3)
    squares : ndarray, shape (N, 4)
        xyxy in pixels; what lies outside becomes 0, which is gray.
    side : int

    Returns
    -------
    ndarray of float32, shape (N, side, side, 3)
        Bilinear between the four neighbors, no smoothing.
    """
    if not len(squares):
        return np.zeros((0, side, side, 3), np.float32)
    height, width = pixels.shape[:2]
    steps = np.arange(side) / (side - 1)
    xs = (squares[:, 0:1] + (squares[:, 2:3] - squares[:, 0:1]) * steps) * ((width - 1) / width)
    ys = (squares[:, 1:2] + (squares[:, 3:4] - squares[:, 1:2]) * steps) * ((height - 1) / height)
    inside = ((ys >= 0) & (ys <= height - 1))[:, :, None] & ((xs >= 0) & (xs <= width - 1))[:, None, :]
    shape = (len(squares), side, side)
    map_x = np.broadcast_to(xs[:, None, :], shape).astype(np.float32).reshape(-1, side)
    map_y = np.broadcast_to(ys[:, :, None], shape).astype(np.float32).reshape(-1, side)
    values = cv2.remap(pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    values = values.reshape(*shape, 3)
    values[~inside] = 0
    return values


def _survivors(boxes: np.ndarray, overlap: float, *, of_smaller: bool = False) -> np.ndarray:
    """Rows that no better row overlaps by more than `overlap` (of the union, or of the smaller of the two).

    As in the package, a box that was itself dropped still drops others.
    """
    x1, y1, x2, y2 = boxes[:, :4].T
    areas = (x2 - x1) * (y2 - y1)
    keep = np.ones(len(boxes), bool)
    for start in range(0, len(boxes), 128):
        block = slice(start, min(start + 128, len(boxes)))
        better = slice(0, block.stop)
        w = np.minimum(x2[better, None], x2[block]) - np.maximum(x1[better, None], x1[block])
        h = np.minimum(y2[better, None], y2[block]) - np.maximum(y1[better, None], y1[block])
        shared = np.maximum(w, 0) * np.maximum(h, 0)
        both = areas[better, None] + areas[block]
        whole = np.minimum(areas[better, None], areas[block]) if of_smaller else both - shared
        order = np.arange(block.stop)[:, None] < np.arange(block.start, block.stop)
        keep[block] = ~((shared > overlap * whole) & order).any(0)
    return np.flatnonzero(keep)


def squared(boxes: np.ndarray) -> np.ndarray:
    """Boxes grown to squares around the same center.

    Parameters
    ----------
    boxes : ndarray of float64, shape (N, 4 or more)
        xyxy in pixels, then what is carried along.

    Returns
    -------
    ndarray of float64, of the same shape
    """
    side = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])[:, None]
    corner = (boxes[:, 0:2] + boxes[:, 2:4]) / 2 - side / 2
    return np.column_stack([corner, corner + side, boxes[:, 4:]])


def _moved(boxes: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Boxes moved by the net's offsets, which are in parts of the box."""
    sides = boxes[:, 2:4] - boxes[:, 0:2] + 1
    return boxes + offsets * np.tile(sides, 2)
