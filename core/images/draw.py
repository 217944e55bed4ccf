"""Drawing on pictures: boxes, heatmaps, overlays, previews. Every function returns a new image."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from core.images.scaling import size_within
from core.nouns.analysis import Analysis
from core.nouns.detections import Detections
from core.nouns.saliency import Saliency
from core.words.colors import DEFAULT_COLOR_MAP, OUTLINE_COLORS, OUTLINE_STROKES, rgb, text_on
from core.words.labels import EVIDENCE_OUTLINE, NO_EVIDENCE, OUTLINE_WORDS

WHITE = (255, 255, 255)
JPEG_QUALITY = 88
_BAND = 256  # rows blended at a time, so that a 50-megapixel picture needs no gigabyte of floats


def boxes(image: np.ndarray, analysis: Analysis) -> np.ndarray:
    """Draw faces with landmarks, persons and refused candidates; the deciding box is thick and labeled.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB; the picture or a smaller copy of it.
    analysis : Analysis
        In the frame of the original picture; coordinates are scaled to `image`.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
    """
    canvas = np.ascontiguousarray(image).copy()
    scale = np.array([canvas.shape[1], canvas.shape[0]] * 2) / np.array(analysis.size_wh * 2)
    decided = analysis.decided_by
    deciding = {"faces": "face", "persons": "person"}.get(decided.stage)
    for candidate in decided.refused:
        outline(canvas, np.asarray(candidate["xyxy"]) * scale, "refused", thick=False)
    for detections in (analysis.persons, analysis.faces):
        if detections is not None:
            _detections(canvas, detections, scale, decided.index if detections.label == deciding else None)
    detections = analysis.faces if deciding == "face" else analysis.persons
    if deciding is not None and detections is not None and decided.index is not None:
        xyxy, score = detections.xyxy[decided.index] * scale, detections.scores[decided.index]
        tag(canvas, f"{OUTLINE_WORDS[deciding]} {score:.2f}", xyxy, OUTLINE_COLORS[deciding])
    return canvas


def heatmap(values: np.ndarray, colors: str = DEFAULT_COLOR_MAP) -> np.ndarray:
    """Color saliency, from dark (cold) to bright (hot).

    Parameters
    ----------
    values : ndarray of float, shape (H, W)
        In [0, 1]; what lies outside is clipped.
    colors : str
        A key of `core.words.colors.COLOR_MAPS`.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
        RGB.

    Examples
    --------
    >>> heatmap(np.array([[0.0, 0.5, 1.0]])).tolist()
    [[[0, 0, 4], [188, 55, 84], [252, 255, 164]]]
    """
    levels = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    if colors == "gray":
        return cv2.cvtColor(levels, cv2.COLOR_GRAY2RGB)
    return cv2.cvtColor(cv2.applyColorMap(levels, getattr(cv2, f"COLORMAP_{colors.upper()}")), cv2.COLOR_BGR2RGB)


def overlay(image: np.ndarray, saliency: Saliency, *, opacity: float = 0.5,
            colors: str = DEFAULT_COLOR_MAP) -> np.ndarray:
    """Lay a heatmap over the picture; the colder a place, the more of the photo shows.

    An outline marks the places with at least half of the strongest evidence: it stays readable without color, and on a
    photo that is as warm as the heatmap.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB; the picture or a smaller copy of it.
    saliency : Saliency
    opacity : float
        Cover of the hottest place, in [0, 1]; 0 gives the photo alone.
    colors : str
        A key of `core.words.colors.COLOR_MAPS`.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
        Without positive evidence: the photo with a caption that says so.

    Examples
    --------
    >>> hot = Saliency(np.ones((4, 4), np.float32), np.ones((2, 2), np.float32), "apparel", 0.9, "grad-cam", "m")
    >>> overlay(np.zeros((4, 4, 3), np.uint8), hot, opacity=1.0)[0, 0].tolist()  # the hottest color of inferno
    [252, 255, 164]
    """
    canvas = np.ascontiguousarray(image).copy()
    if not saliency.has_evidence:
        tag(canvas, NO_EVIDENCE, (0, canvas.shape[0], 0, 0), "#000000")
        return canvas
    size_wh = (canvas.shape[1], canvas.shape[0])
    same = saliency.map.shape == canvas.shape[:2]
    heat = saliency.map if same else cv2.resize(saliency.map, size_wh, interpolation=cv2.INTER_LINEAR)
    for top in range(0, canvas.shape[0], _BAND):
        rows = slice(top, top + _BAND)
        cover = float(np.clip(opacity, 0, 1)) * heat[rows, :, None]
        canvas[rows] = np.rint(canvas[rows] * (1 - cover) + heatmap(heat[rows], colors) * cover)
    if opacity > 0:
        _contour(canvas, heat >= EVIDENCE_OUTLINE)
    return canvas


def downscale(image: np.ndarray, *, side: int) -> np.ndarray:
    """Make a picture smaller, so that no side is longer than `side`; never larger.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    side : int
        Pixels.

    Returns
    -------
    ndarray of uint8, shape (h, w, 3)
        Of the same aspect; each pixel is the mean of those that it replaces. Drawing on such a copy is faster, with
        sharper lines, than drawing on the picture and making that smaller.

    Examples
    --------
    >>> downscale(np.zeros((400, 300, 3), np.uint8), side=100).shape
    (100, 75, 3)
    >>> downscale(np.zeros((40, 30, 3), np.uint8), side=100).shape
    (40, 30, 3)
    """
    smaller = _fitted(image, side)
    return image.copy() if smaller is image else smaller


def preview_jpeg(image: np.ndarray, *, side: int = 640) -> bytes:
    """Encode a picture as JPEG, made smaller so that no side is longer than `side`; never made larger.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    side : int
        Pixels.

    Returns
    -------
    bytes
        Without any metadata.
    """
    return _encoded(".jpg", _fitted(image, side), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])


def _fitted(image: np.ndarray, side: int) -> np.ndarray:
    """The picture itself where it fits, else a smaller one."""
    if max(image.shape[:2]) <= side:
        return image
    return cv2.resize(image, size_within(image.shape[1], image.shape[0], side), interpolation=cv2.INTER_AREA)


def png(image: np.ndarray) -> bytes:
    """Encode a picture as PNG.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.

    Returns
    -------
    bytes
    """
    return _encoded(".png", image, [])


def _encoded(suffix: str, image: np.ndarray, options: Sequence[int]) -> bytes:
    success, data = cv2.imencode(suffix, cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    assert success, f"OpenCV encodes {suffix}"
    return data.tobytes()


def _contour(canvas: np.ndarray, mask: np.ndarray) -> None:
    """A light line in a dark casing around a mask, but not along the picture's edges."""
    line = max(1, _line(canvas) // 2)
    margin = 4 * line
    wide = cv2.copyMakeBorder(mask.astype(np.uint8), *[margin] * 4, cv2.BORDER_REPLICATE)
    contours, _ = cv2.findContours(wide, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(-margin, -margin))
    cv2.drawContours(canvas, contours, -1, (0, 0, 0), 3 * line, cv2.LINE_AA)
    cv2.drawContours(canvas, contours, -1, WHITE, line, cv2.LINE_AA)


def _line(canvas: np.ndarray) -> int:
    """Width of a thin line: 2 px on a preview of 640 px, more on a larger picture."""
    return max(1, round(max(canvas.shape[:2]) / 320))


def _detections(canvas: np.ndarray, detections: Detections, scale: np.ndarray, deciding: int | None) -> None:
    order = sorted(range(len(detections)), key=lambda row: row == deciding)  # the deciding one on top
    for row in order:
        outline(canvas, detections.xyxy[row] * scale, detections.label, thick=row == deciding)
        if detections.landmarks is not None:
            for point in detections.landmarks[row] * scale[:2]:
                _dot(canvas, point, rgb(OUTLINE_COLORS[detections.label]))


def outline(canvas: np.ndarray, xyxy: np.ndarray, label: str, *, thick: bool) -> None:
    """A box with a light casing under its line, so that it shows on dark and on light pictures; drawn into `canvas`.

    Parameters
    ----------
    canvas : ndarray of uint8, shape (H, W, 3)
    xyxy : ndarray of float, shape (4,)
    label : str
        A key of `core.words.colors.OUTLINE_COLORS`.
    thick : bool
    """
    line = _line(canvas) * (2 if thick or OUTLINE_STROKES[label] == "thick" else 1)
    casing = line + 2 * max(1, line // 3)
    color, stroke = rgb(OUTLINE_COLORS[label]), OUTLINE_STROKES[label]
    inset = casing / 2  # the line lies inside the box, and so inside the picture
    left, top = np.rint(xyxy[:2] + inset).astype(int).tolist()
    right, bottom = np.rint(xyxy[2:] - inset - 1).astype(int).tolist()
    corners = [
        (left, top),
        (max(left, right), top),
        (max(left, right), max(top, bottom)),
        (left, max(top, bottom)),
    ]
    if stroke != "dotted":
        cv2.polylines(canvas, [np.array(corners)], True, WHITE, casing, cv2.LINE_AA)
    if stroke in ("solid", "thick"):
        cv2.polylines(canvas, [np.array(corners)], True, color, line, cv2.LINE_AA)
        return
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        _strokes(canvas, (start, end), color, line=line, dotted=stroke == "dotted")


def _strokes(
    canvas: np.ndarray,
    ends: tuple[tuple[int, int], tuple[int, int]],
    color: tuple[int, int, int],
    *,
    line: int,
    dotted: bool,
) -> None:
    """One side of a box in dashes or dots."""
    start, end = np.array(ends[0], float), np.array(ends[1], float)
    length = float(np.hypot(*(end - start)))
    period = line * (6 if dotted else 8)
    count = max(1, round(length / period))
    for k in range(count):
        first = start + (end - start) * (k / count)
        if dotted:
            _dot(canvas, first, color, radius=max(1, round(line * 0.75)))
        else:
            last = start + (end - start) * ((k + 0.55) / count)
            cv2.line(canvas, _pixel(first), _pixel(last), color, line, cv2.LINE_AA)


def _dot(canvas: np.ndarray, point: np.ndarray, color: tuple[int, int, int], *, radius: int = 0) -> None:
    radius = radius or round(_line(canvas) * 1.3)
    if radius > 1:
        cv2.circle(canvas, _pixel(point), radius + max(1, radius // 2), WHITE, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(canvas, _pixel(point), radius, color, cv2.FILLED, cv2.LINE_AA)


def _pixel(point: np.ndarray) -> tuple[int, int]:
    return int(round(float(point[0]))), int(round(float(point[1])))


def tag(canvas: np.ndarray, text: str, xyxy: Sequence[float], color: str) -> None:
    """A text above its box, or below the upper edge where there is no room; always inside `canvas`, into which it is
    drawn: uint8 of shape (H, W, 3)."""
    height, width = canvas.shape[:2]
    size = max(10, round(max(height, width) / 30))
    font = cv2.FontFace("sans")
    while True:
        pad = max(2, size // 4)
        _, _, long, _ = cv2.getTextSize((0, 0), text, (0, 0), font, size, 600)
        wide, high = long + 2 * pad, size + 2 * pad
        if (wide <= width and high <= height) or size <= 8:
            break
        size -= 1
    if wide > width or high > height:
        return  # a picture of a few pixels has no room for words
    left = int(np.clip(round(float(xyxy[0])), 0, width - wide))
    above = round(float(xyxy[1])) - high
    top = int(np.clip(above if above >= 0 else float(xyxy[1]), 0, height - high))
    cv2.rectangle(canvas, (left, top), (left + wide - 1, top + high - 1), rgb(color), cv2.FILLED)
    baseline = (left + pad, top + pad + round(size * 0.86))
    cv2.putText(canvas, text, baseline, rgb(text_on(color)), font, size, 600)
