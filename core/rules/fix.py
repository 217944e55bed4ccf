"""Automatic fixes that are honest: the background around the product changes, the product never.

Nothing is enlarged, painted over or invented, and no text is removed. A fix that would not be honest says why instead.
Measure and check the new picture like any other.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from core.errors import Misuse
from core.images.draw import downscale
from core.nouns.measures import SYNTHETIC, FileFacts, Measures
from core.rules.fixable import FAINT, FILL, FRAME, NEAR_WHITE, crop_window, is_nearly_white, may_be_frame
from core.rules.measures.border import SIDES
from core.rules.measures.disclosure import with_source_type
from core.rules.measures.measure import measure
from core.rules.measures.product_mask import NEAR, SOFT, find_background
from core.rules.rule_packs import FIXES, Pack

_MASK_SIDE = 3000  # pixels; the background of a larger picture is found on a copy
_QUALITIES = (95, 92, 88, 84, 80)
_ORDER = ("whiten", "recrop", "pad", "shrink", "convert")
_KEEPS_SIZE = "Merchlens never enlarges a picture: that adds no detail, and marketplaces forbid it."


def apply_fixes(image: np.ndarray, fixes: Iterable[str], *, pack: Pack | None = None
                ) -> tuple[np.ndarray, tuple[str, ...]]:
    """Apply fixes, always in the same order: whiten, re-crop, pad, shrink, convert.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB, upright.
    fixes : iterable of str
        Of `core.rules.FIXES`.
    pack : Pack, optional
        Gives the aspect to pad and crop to, and limits of size; without one the picture keeps its aspect.

    Returns
    -------
    image : ndarray of uint8, shape (h, w, 3)
        A new image.
    notes : tuple of str
        One sentence for each fix: what changed, or why nothing did.

    Raises
    ------
    Misuse
        An unknown fix.

    Examples
    --------
    >>> image = np.full((60, 60, 3), 245, np.uint8)
    >>> image[20:40, 20:40] = 90
    >>> white, notes = apply_fixes(image, ["whiten"])
    >>> white[0, 0].tolist(), white[30, 30].tolist()
    ([255, 255, 255], [90, 90, 90])
    """
    names = set(fixes)
    unknown = sorted(names - set(FIXES))
    if unknown:
        raise Misuse(f"There is no fix called {unknown[0]!r}.", f"Choose from {', '.join(FIXES)}.")
    edited, notes = image.copy(), []
    for fix in (name for name in _ORDER if name in names):
        edited, note = {"whiten": _whiten, "recrop": _recrop, "pad": _pad, "shrink": _shrink,
                        "convert": _convert}[fix](edited, pack)
        notes.append(note)
    return edited, tuple(notes)


def jpeg(image: np.ndarray, *, max_bytes: int | None = None, source_type: str = "") -> bytes:
    """Encode as JPEG in sRGB without metadata, in the best quality that fits.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    max_bytes : int, optional
        Below quality 80 the picture is made smaller instead.
    source_type : str
        IPTC digital source type that the file declares; "" for none.

    Returns
    -------
    bytes
    """
    while True:
        for quality in _QUALITIES:
            options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
                       cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
            success, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
            assert success, "OpenCV encodes JPEG"
            file = with_source_type(bytes(data.tobytes()), source_type)
            if max_bytes is None or len(file) <= max_bytes or max(image.shape[:2]) < 64:
                return file
        image = downscale(image, side=round(max(image.shape[:2]) * 0.8))


def declaration_of(facts: FileFacts) -> tuple[str, tuple[str, ...]]:
    """What a new file declares of how its picture was made; Google forbids removing that declaration.

    Parameters
    ----------
    facts : FileFacts
        Of the old file.

    Returns
    -------
    source_type : str
        For `jpeg`; "" for nothing.
    notes : tuple of str
        One sentence for each declaration that the new file keeps or loses.

    Examples
    --------
    >>> declaration_of(FileFacts("jpeg", 1, (1, 1), source_type="trainedAlgorithmicMedia"))[0]
    'trainedAlgorithmicMedia'
    """
    term, notes = facts.source_type, []
    if term:
        notes.append(f"The new file declares {term}, like the old one. It has no other metadata of the old file.")
    if facts.manifest:
        notes.append("The new file has no C2PA manifest: the old one is signed for the old file.")
    if not term and facts.manifest in SYNTHETIC:
        term = facts.manifest
        notes.append(f"The manifest declared {term}; the new file declares it in its IPTC metadata.")
    return term, tuple(notes)


def _whiten(image: np.ndarray, _pack: Pack | None) -> tuple[np.ndarray, str]:
    copy = downscale(image, side=_MASK_SIDE)
    background = find_background(copy)
    if not background.plain:
        return image, "The background was not whitened: it is not plain, so the product's outline is unknown."
    if min(background.color) < NEAR_WHITE:
        mean = ", ".join(f"{value:.0f}" for value in background.color)
        return image, (f"The background was not whitened: its mean color ({mean}) is not nearly white. "
                       "Cutting out the product needs a person's eye.")
    if _measures(image).faint_box is not None:
        return image, f"The background was not whitened: {FAINT}."
    mask = background.mask.astype(np.uint8)
    if copy.shape != image.shape:
        mask = cv2.resize(mask, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST)
    color = np.rint(background.color).astype(np.int16)
    pixels = image[mask > 0].astype(np.int16)
    is_near = np.abs(pixels - color).max(1, keepdims=True) <= SOFT
    lifted = 255 - np.clip(color - NEAR - pixels, 0, 255)  # the background becomes white, a soft shadow keeps its shape
    white = image.copy()
    white[mask > 0] = np.where(is_near, lifted, pixels).astype(np.uint8)
    return white, (f"The background is now white: {100 * float((mask > 0).mean()):.0f} % of the frame, "
                   "connected with the edges. The product is unchanged.")


def _recrop(image: np.ndarray, pack: Pack | None) -> tuple[np.ndarray, str]:
    """Cut off a border, then crop so that the product fills the frame."""
    measures, note = _measures(image), ""
    if may_be_frame(measures):
        return image, f"The picture was not cropped: {FRAME}."
    if measures.border_sides:
        left, top, right, bottom = (inset + (2 if inset else 0) for inset in measures.border_insets)
        image = np.ascontiguousarray(image[top:image.shape[0] - bottom, left:image.shape[1] - right])
        measures, note = _measures(image), "The border was cut off. "
    if measures.product_box is None:
        return image, note + "The picture was not cropped: no product stands out from a plain background."
    if measures.text == "found":
        return image, note + "The picture was not cropped: text stands beside the product."
    if (measures.reach or 0) >= FILL:
        return image, note + "The picture was not cropped: the product already fills the frame."
    window = crop_window(measures, pack.aspect if pack is not None else None)
    if window is None:
        return image, f"{note}The picture was not cropped: {FAINT}."
    cropped = _window(image, window, measures)
    size = f"{cropped.shape[1]:,} x {cropped.shape[0]:,} px"
    return cropped, f"{note}The picture was cropped to the product, to {size}. {_KEEPS_SIZE}"


def _window(image: np.ndarray, window: tuple[int, int, int, int], measures: Measures) -> np.ndarray:
    """Cut out a window; outside the picture it is filled with background, if that is plain and nearly white."""
    height, width = image.shape[:2]
    outside = (max(0, -window[0]), max(0, -window[1]), max(0, window[2] - width), max(0, window[3] - height))
    left, top, right, bottom = max(0, window[0]), max(0, window[1]), min(width, window[2]), min(height, window[3])
    cropped = np.ascontiguousarray(image[top:bottom, left:right])
    is_cut_off = any(missing and side in measures.touches for side, missing in zip(SIDES, outside, strict=True))
    return _extended(cropped, outside, measures) if any(outside) and is_nearly_white(measures) and not is_cut_off \
        else cropped


def _pad(image: np.ndarray, pack: Pack | None) -> tuple[np.ndarray, str]:
    measures = _measures(image)
    aspect = pack.aspect if pack is not None and pack.aspect is not None else 1.0
    height, width = image.shape[:2]
    columns, rows = max(0, round(height * aspect) - width), max(0, round(width / aspect) - height)
    if not columns and not rows:
        return image, "The picture was not padded: it has the required aspect already."
    if not is_nearly_white(measures):
        return image, "The picture was not padded: its background is not plain and nearly white, so a seam would show."
    total, sides = (columns, ("left", "right")) if columns else (rows, ("top", "bottom"))
    before = total // 2
    is_cut_off = [side in measures.touches for side in sides]
    if all(is_cut_off):
        return image, f"The picture was not padded: the product is cut off {sides[0]} and {sides[1]}."
    if any(is_cut_off):
        before = 0 if is_cut_off[0] else total
    edges = (before, 0, total - before, 0) if columns else (0, before, 0, total - before)
    padded = _extended(image, edges, measures)
    return padded, f"The picture was padded to {padded.shape[1]:,} x {padded.shape[0]:,} px. {_KEEPS_SIZE}"


def _shrink(image: np.ndarray, pack: Pack | None) -> tuple[np.ndarray, str]:
    side = max(image.shape[:2])
    for rule in pack.rules if pack is not None else ():
        if rule.compare == "at_most" and isinstance(rule.limit, float):
            if rule.measure == "longest":
                side = min(side, int(rule.limit))
            if rule.measure == "pixels":
                side = min(side, int(max(image.shape[:2]) * min(1.0, (rule.limit / image[..., 0].size) ** 0.5)))
    if side >= max(image.shape[:2]):
        return image.copy(), "The picture keeps its size, which is within the limit; the new file is smaller."
    smaller = downscale(image, side=side)
    return smaller, f"The picture was made smaller: {smaller.shape[1]:,} x {smaller.shape[0]:,} px."


def _convert(image: np.ndarray, _pack: Pack | None) -> tuple[np.ndarray, str]:
    return image, "The new file is a JPEG in sRGB, without author, place, date and camera."


def _extended(image: np.ndarray, edges: tuple[int, int, int, int], measures: Measures) -> np.ndarray:
    """With more background of its own color on the left, top, right and bottom."""
    left, top, right, bottom = edges
    color = [255.0 if value >= 254 else float(round(value)) for value in measures.background_rgb]
    return np.asarray(cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_CONSTANT, value=color))


def _measures(image: np.ndarray) -> Measures:
    return measure(image, FileFacts("", 0, (image.shape[1], image.shape[0])))
