"""Mend a picture for a marketplace, where that is honest: the paper around the product changes, the product never.

Nothing is enlarged, nothing is painted over, no lettering is removed. What a fix will not do it says in words, and the
result is to be measured and checked again like any picture.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from core.errors import Misuse
from core.images.draw import reduced
from core.nouns.measures import SYNTHETIC, FileFacts, Measures
from core.rules.check import NEAR_WHITE
from core.rules.measures.disclosure import with_source_type
from core.rules.measures.measure import measure
from core.rules.measures.product_mask import NEAR, SOFT, find_ground
from core.rules.rule_packs import FIXES, Pack

FILL = 0.88  # of the frame after a re-crop: over Amazon's 85 %, under Google's 90 %
_MASK_SIDE = 3000  # pixels; the background of a larger picture is found on a copy
_QUALITIES = (95, 92, 88, 84, 80)
_ORDER = ("whiten", "recrop", "pad", "shrink", "convert")
_SMALLER = "The picture was not enlarged: enlarging adds no detail, and marketplaces forbid it."


def mend(image: np.ndarray, fixes: Iterable[str], *, pack: Pack | None = None) -> tuple[np.ndarray, tuple[str, ...]]:
    """Apply fixes, in the order that makes sense, whatever their order here.

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
        One sentence for each fix: what was done, or why not.

    Raises
    ------
    Misuse
        A fix that does not exist.
    """
    wanted = set(fixes)
    unknown = sorted(wanted - set(FIXES))
    if unknown:
        raise Misuse(f"There is no fix called {unknown[0]!r}.", f"The fixes are {', '.join(FIXES)}.")
    mended, notes = image.copy(), []
    for fix in (name for name in _ORDER if name in wanted):
        mended, note = {"whiten": _whiten, "recrop": _recrop, "pad": _pad, "shrink": _shrink,
                        "convert": _convert}[fix](mended, pack)
        notes.append(note)
    return mended, tuple(notes)


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
            written, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
            assert written, "OpenCV writes .jpg"
            file = with_source_type(bytes(data.tobytes()), source_type)
            if max_bytes is None or len(file) <= max_bytes or max(image.shape[:2]) < 64:
                return file
        image = reduced(image, side=round(max(image.shape[:2]) * 0.8))


def declaration_of(facts: FileFacts) -> tuple[str, tuple[str, ...]]:
    """What a new file declares of how its picture came about, since Google forbids to lose that.

    Parameters
    ----------
    facts : FileFacts
        Of the old file.

    Returns
    -------
    source_type : str
        For `jpeg`; "" for nothing.
    notes : tuple of str
        A sentence for each thing that came along or could not.
    """
    term, notes = facts.source_type, []
    if term:
        notes.append(f"The new file declares {term}, as the old one did; nothing else of its metadata came along.")
    if facts.manifest:
        notes.append("The C2PA manifest did not come along: it is signed for the old file.")
    if not term and facts.manifest in SYNTHETIC:
        term = facts.manifest
        notes.append(f"It named {term}, which the new file declares in its IPTC metadata.")
    return term, tuple(notes)


def _whiten(image: np.ndarray, _pack: Pack | None) -> tuple[np.ndarray, str]:
    copy = reduced(image, side=_MASK_SIDE)
    ground = find_ground(copy)
    if not ground.plain:
        return image, "The background was not whitened: it is not plain, so where the product ends cannot be told."
    if min(ground.color) < NEAR_WHITE:
        mean = ", ".join(f"{value:.0f}" for value in ground.color)
        return image, (f"The background was not whitened: it is ({mean}), not nearly white; "
                       "making it white would be a cut-out, which needs a person's eye.")
    mask = ground.mask.astype(np.uint8)
    if copy.shape != image.shape:
        mask = cv2.resize(mask, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST)
    color = np.rint(ground.color).astype(np.int16)
    pixels = image[mask > 0].astype(np.int16)
    near = np.abs(pixels - color).max(1, keepdims=True) <= SOFT
    lifted = 255 - np.clip(color - NEAR - pixels, 0, 255)  # paper becomes white, a soft shadow keeps its shape
    white = image.copy()
    white[mask > 0] = np.where(near, lifted, pixels).astype(np.uint8)
    return white, (f"The background was made white: {100 * float((mask > 0).mean()):.0f} % of the frame, "
                   "connected with the edges; the product was left as it is.")


def _recrop(image: np.ndarray, pack: Pack | None) -> tuple[np.ndarray, str]:
    """Cut off a border, then crop so that the product fills the frame."""
    found, done = _measured(image), ""
    if found.border_sides:
        left, top, right, bottom = (inset + (2 if inset else 0) for inset in found.border_insets)
        image = np.ascontiguousarray(image[top:image.shape[0] - bottom, left:image.shape[1] - right])
        found, done = _measured(image), "The border was cut off. "
    if found.product_box is None:
        return image, done + "The picture was not cropped: no product stands out from a plain background."
    if found.text == "found":
        return image, done + "The picture was not cropped: lettering stands beside the product."
    if (found.reach or 0) >= FILL:
        return image, done + "The product fills the frame already."
    left, top, right, bottom = found.product_box
    aspect = pack.aspect if pack is not None and pack.aspect is not None else found.aspect
    high = max((bottom - top) / FILL, (right - left) / FILL / aspect)
    wide = high * aspect
    x, y = (left + right - wide) / 2, (top + bottom - high) / 2
    window = (round(x), round(y), round(x + wide), round(y + high))
    return _window(image, window, found, done)


def _window(image: np.ndarray, window: tuple[int, int, int, int], found: Measures, done: str) -> tuple[np.ndarray, str]:
    """Cut a window out; where it lies outside the picture there is paper, if the background is paper."""
    height, width = image.shape[:2]
    outside = (max(0, -window[0]), max(0, -window[1]), max(0, window[2] - width), max(0, window[3] - height))
    left, top, right, bottom = max(0, window[0]), max(0, window[1]), min(width, window[2]), min(height, window[3])
    cropped = np.ascontiguousarray(image[top:bottom, left:right])
    cut_off = [side for side, more in zip(("left", "top", "right", "bottom"), outside, strict=True)
               if more and side in found.touches]
    if any(outside) and _is_paper(found) and not cut_off:
        cropped = _with_paper(cropped, outside, found)
    size = f"{cropped.shape[1]:,} x {cropped.shape[0]:,} px"
    return cropped, f"{done}The picture was cropped to the product: {size} are left. {_SMALLER}"


def _pad(image: np.ndarray, pack: Pack | None) -> tuple[np.ndarray, str]:
    found = _measured(image)
    aspect = pack.aspect if pack is not None and pack.aspect is not None else 1.0
    height, width = image.shape[:2]
    more_wide, more_high = max(0, round(height * aspect) - width), max(0, round(width / aspect) - height)
    if not more_wide and not more_high:
        return image, "The picture has the wanted aspect already."
    if not _is_paper(found):
        return image, "The picture was not padded: its background is not plain and nearly white, so a seam would show."
    more, sides = (more_wide, ("left", "right")) if more_wide else (more_high, ("top", "bottom"))
    before = more // 2
    touched = [side in found.touches for side in sides]
    if all(touched):
        return image, f"The picture was not padded: the product is cut off {sides[0]} and {sides[1]}."
    if any(touched):
        before = 0 if touched[0] else more
    edges = (before, 0, more - before, 0) if more_wide else (0, before, 0, more - before)
    padded = _with_paper(image, edges, found)
    return padded, f"The picture was padded to {padded.shape[1]:,} x {padded.shape[0]:,} px. {_SMALLER}"


def _shrink(image: np.ndarray, pack: Pack | None) -> tuple[np.ndarray, str]:
    side = max(image.shape[:2])
    for rule in pack.rules if pack is not None else ():
        if rule.compare == "at_most" and isinstance(rule.limit, float):
            if rule.measure == "longest":
                side = min(side, int(rule.limit))
            if rule.measure == "pixels":
                side = min(side, int(max(image.shape[:2]) * min(1.0, (rule.limit / image[..., 0].size) ** 0.5)))
    if side >= max(image.shape[:2]):
        return image.copy(), "The size is within the limit; the file is made smaller when it is saved."
    smaller = reduced(image, side=side)
    return smaller, f"The picture was made smaller: {smaller.shape[1]:,} x {smaller.shape[0]:,} px."


def _convert(image: np.ndarray, _pack: Pack | None) -> tuple[np.ndarray, str]:
    return image, "The picture is saved as JPEG in sRGB, without author, place, date and camera."


def _is_paper(found: Measures) -> bool:
    return found.background == "plain" and min(found.background_rgb) >= NEAR_WHITE


def _with_paper(image: np.ndarray, edges: tuple[int, int, int, int], found: Measures) -> np.ndarray:
    left, top, right, bottom = edges
    color = [255.0 if value >= 254 else float(round(value)) for value in found.background_rgb]
    padded = cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_CONSTANT, value=color)
    return np.asarray(padded)


def _measured(image: np.ndarray) -> Measures:
    return measure(image, FileFacts("", 0, (image.shape[1], image.shape[0])))
