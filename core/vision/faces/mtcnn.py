"""MTCNN's cascade [1]_: face candidates with five landmarks, equal to those of the `mtcnn` package, without TensorFlow.

Three nets in turn propose boxes, refine them, and add landmarks. The package runs its first net once for each size of
the picture; here all sizes are on one canvas (`canvas`).

References
----------
.. [1] Zhang et al. 2016, "Joint Face Detection and Alignment using Multi-task Cascaded Convolutional Networks";
   constants below are the defaults of the package mtcnn 1.0.0.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from core.vision.faces.canvas import SMALLEST_FACE, Tile, best_first, boxes_in, lay_out, paint
from core.vision.faces.nets import compile_nets, read_weights
from core.vision.faces.suppression import Round, all_pass, suppress

THRESHOLDS = {"rnet": 0.7, "onet": 0.8}
OVERLAPS = (0.5, 0.7, 0.7, 0.7)  # first net within one size, first net across sizes, second net, third net
BATCHES = (1, 2, 3, 4, 6, 8, 12, 16)  # of crops; our own choice: few batch sizes, so that few shapes are prepared


class Candidates(NamedTuple):
    """Face candidates of the cascade, best first.

    Attributes
    ----------
    xyxy : ndarray of float32, shape (N, 4)
        Pixels of the picture; may lie partly outside of it.
    scores : ndarray of float32, shape (N,)
        In [0, 1].
    landmarks : ndarray of float32, shape (N, 5, 2)
        Left eye, right eye, nose, left and right end of the mouth.
    """

    xyxy: np.ndarray
    scores: np.ndarray
    landmarks: np.ndarray


class Looks(NamedTuple):
    """The third net's output for N squares: scores (N,), xyxy (N, 4) and landmarks (N, 5, 2), all float32."""

    scores: np.ndarray
    xyxy: np.ndarray
    landmarks: np.ndarray


class Proposals(NamedTuple):
    """What the first net gave.

    Attributes
    ----------
    part : tuple of int
        Left, top, right and bottom of what was searched, in pixels of the picture.
    tiles : list of Tile
        The sizes of that part on the canvas.
    canvas_hw : tuple of int
        Height and width of the canvas.
    maps : ndarray of float32, shape (h, w, 5)
        The net's output for the canvas, as `canvas.boxes_in` takes it; (0, 0, 5) without tiles.
    sizes : tuple of Round
        For each tile: only boxes above the threshold, and those that stay within that size.
    together : Round
        Boxes of all sizes that stayed, and those that stay across sizes.
    """

    part: tuple[int, int, int, int]
    tiles: list[Tile]
    canvas_hw: tuple[int, int]
    maps: np.ndarray
    sizes: tuple[Round, ...]
    together: Round


class Search(NamedTuple):
    """One run of the cascade: what each net gave, and the candidates at its end."""

    proposals: Proposals
    refined: Round
    decided: Round
    candidates: Candidates


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
        When the package's weights are missing or differ from those of version 1.0.0.
    """

    def __init__(self, checksums: dict[str, str] | None = None, *, threads: int = 1) -> None:
        nets = compile_nets(read_weights(checksums), threads=threads)
        self._requests = {name: net.create_infer_request() for name, net in nets.items()}

    def find(self, pixels: np.ndarray) -> Candidates:
        """Find face candidates of at least 20 pixels.

        Parameters
        ----------
        pixels : ndarray of float32, shape (H, W, 3)
            From `to_input`.

        Returns
        -------
        Candidates
            Empty without any.
        """
        return self.search(pixels).candidates

    def search(self, pixels: np.ndarray, least_face: float = SMALLEST_FACE,
               part: tuple[int, int, int, int] | None = None) -> Search:
        """The same with what each net gave on the way; `pixels` float32 (H, W, 3) from `to_input`.

        Faces below `least_face` pixels are not looked for, nor those outside `part`: left, top, right and bottom in
        pixels (everywhere without it).
        """
        proposals = self._propose(pixels, least_face, part or (0, 0, pixels.shape[1], pixels.shape[0]))
        refined = self._refine(pixels, to_squares(proposals.together.boxes[proposals.together.kept]))
        decided, candidates = self._decide(pixels, to_squares(refined.boxes[refined.kept]))
        return Search(proposals, refined, decided, candidates)

    def look(self, pixels: np.ndarray, squares: np.ndarray, *, mirrored: bool = False) -> Looks:
        """Run the third net on any squares.

        Parameters
        ----------
        pixels : ndarray of float32, shape (H, W, 3)
            From `to_input`.
        squares : ndarray of float64, shape (N, 4)
            xyxy in pixels; the part outside of the picture counts as gray.
        mirrored : bool
            Mirror each square before the net sees it; the result is mirrored back.

        Returns
        -------
        Looks
            In the order of `squares`, one for each.
        """
        patches = crops(pixels, squares, 48)
        rows = self._run("onet", patches[:, :, ::-1] if mirrored else patches, 15)
        offsets, points = rows[:, 1:5], rows[:, 5:15].reshape(-1, 2, 5).transpose(0, 2, 1)
        if mirrored:
            offsets = offsets * (-1, 1, -1, 1)
            offsets = offsets[:, [2, 1, 0, 3]]
            points = points[:, [1, 0, 2, 4, 3]] * (-1, 1) + (1, 0)
        sides = squares[:, None, 2:4] - squares[:, None, 0:2] + 1
        landmarks = points * sides + squares[:, None, 0:2] - 1
        return Looks(rows[:, 0], _shift(squares, offsets).astype(np.float32), landmarks.astype(np.float32))

    def _propose(self, pixels: np.ndarray, least_face: float, part: tuple[int, int, int, int]) -> Proposals:
        """First net at all sizes of a part of the picture."""
        left, top, right, bottom = part
        tiles, canvas_hw = lay_out(right - left, bottom - top, least_face, (left, top))
        if not tiles:
            return Proposals(part, [], (0, 0), np.zeros((0, 0, 5), np.float32), (),
                             all_pass(np.zeros((0, 5)), OVERLAPS[1]))
        maps = self._requests["pnet"].infer([paint(pixels[top:bottom, left:right], tiles, canvas_hw)])[0][0]
        sizes = tuple(all_pass(boxes_in(maps, tile), OVERLAPS[0]) for tile in tiles)
        boxes = best_first(np.concatenate([size.boxes[size.kept] for size in sizes]))
        return Proposals(part, tiles, canvas_hw, maps, sizes, all_pass(boxes, OVERLAPS[1]))

    def _refine(self, pixels: np.ndarray, squares: np.ndarray) -> Round:
        """Second net."""
        rows = self._run("rnet", crops(pixels, squares[:, :4], 24), 5)
        boxes = np.column_stack([_shift(squares[:, :4], rows[:, 1:5]), rows[:, 0]])
        good = np.flatnonzero(rows[:, 0] > THRESHOLDS["rnet"])
        passed = good[np.argsort(boxes[good, 4])[::-1]]
        return Round(boxes, passed, passed[suppress(boxes[passed], OVERLAPS[2])])

    def _decide(self, pixels: np.ndarray, squares: np.ndarray) -> tuple[Round, Candidates]:
        """Third net, and the candidates above its threshold."""
        looks = self.look(pixels, squares[:, :4])
        order = np.argsort(looks.scores)[::-1]
        passed = order[looks.scores[order] > THRESHOLDS["onet"]]
        boxes = np.column_stack([looks.xyxy, looks.scores]).astype(np.float64)
        kept = passed[suppress(boxes[passed], OVERLAPS[3], of_smaller=True)]
        return Round(boxes, passed, kept), Candidates(looks.xyxy[kept], looks.scores[kept], looks.landmarks[kept])

    def _run(self, net: str, patches: np.ndarray, width: int) -> np.ndarray:
        """Run a net on any number of crops, in batches of few sizes; float32 (N, width)."""
        rows = np.zeros((len(patches), width), np.float32)
        start = 0
        while start < len(patches):
            count = min(len(patches) - start, BATCHES[-1])
            size = next(batch for batch in BATCHES if batch >= count)
            batch = np.zeros((size, *patches.shape[1:]), np.float32)
            batch[:count] = patches[start : start + count]
            rows[start : start + count] = self._requests[net].infer([batch])[0][:count]
            start += count
        return rows


def to_input(image: np.ndarray) -> np.ndarray:
    """Scale a picture's values to the range of the nets.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.

    Returns
    -------
    ndarray of float32, shape (H, W, 3)
        (value - 127.5) / 128, so in [-1, 1]; called `pixels` in this folder.

    Examples
    --------
    >>> to_input(np.array([[[0, 127, 255]]], np.uint8)).tolist()
    [[[-0.99609375, -0.00390625, 0.99609375]]]
    """
    pixels: np.ndarray = np.subtract(image, np.float32(127.5), dtype=np.float32)
    pixels *= 1 / 128
    return pixels


def crops(pixels: np.ndarray, squares: np.ndarray, side: int) -> np.ndarray:
    """Cut squares out of a picture and resize each to `side` pixels, as the package does.

    Parameters
    ----------
    pixels : ndarray of float32, shape (H, W, 3)
        From `to_input`.
    squares : ndarray of float64, shape (N, 4)
        xyxy in pixels; the part outside of the picture becomes 0, which is gray.
    side : int
        24 for the second net, 48 for the third.

    Returns
    -------
    ndarray of float32, shape (N, side, side, 3)
        Bilinear between the four neighbors, without smoothing.
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


def to_squares(boxes: np.ndarray) -> np.ndarray:
    """Grow boxes to squares around the same center.

    Parameters
    ----------
    boxes : ndarray of float64, shape (N, 4 or more)
        xyxy in pixels; further columns stay as they are.

    Returns
    -------
    ndarray of float64, of the same shape

    Examples
    --------
    >>> to_squares(np.array([[0.0, 0.0, 10.0, 20.0, 0.9]])).tolist()
    [[-5.0, 0.0, 15.0, 20.0, 0.9]]
    """
    side = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])[:, None]
    corner = (boxes[:, 0:2] + boxes[:, 2:4]) / 2 - side / 2
    return np.column_stack([corner, corner + side, boxes[:, 4:]])


def _shift(boxes: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Boxes shifted by the net's offsets, which are fractions of a box's sides."""
    sides = boxes[:, 2:4] - boxes[:, 0:2] + 1
    return boxes + offsets * np.tile(sides, 2)
