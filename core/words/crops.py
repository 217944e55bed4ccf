"""Words for crops: what stays inside, whether the label is kept, and how far a template change goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.nouns.crop import Crop, Rescored
from core.nouns.crop_request import CropTemplate, TemplateChange
from core.words.labels import INTENT_WORDS

HOLDS_WORDS = {"own": "Your own point of interest", "faces_product": "Face and product", "faces": "Face",
               "product": "Product", "part": "Part of the person",
               "center": "Nothing known: the middle"}
MODE_WORDS = {"keep": "Keep as much as possible", "zoom": "Zoom to the subject"}
FORMAT_WORDS = {"auto": "Best of the browser", "jpeg": "JPEG", "webp": "WebP", "avif": "AVIF"}
SERVICE_WORDS = {"amplience": "Amplience", "cloudinary": "Cloudinary", "imgproxy": "imgproxy", "thumbor": "thumbor"}
SMALLER = "Files are never enlarged: where the photo is smaller than the size asked for, the file is smaller too."


def crop_words(crop: Crop) -> str:
    """One line on a crop, such as "Face inside · 800 × 267 px".

    Examples
    --------
    >>> crop_words(Crop("3:1", "keep", (0, 64, 800, 331), "faces"))
    'Face inside · 800 × 267 px'
    """
    if crop.window is None:
        return f"Does not fit. {crop.message}"
    inside = HOLDS_WORDS[crop.holds] if crop.holds in ("center", "part") else f"{HOLDS_WORDS[crop.holds]} inside"
    text = " · an edge cuts lettering" if crop.cuts_text else ""
    return f"{inside} · {crop.size_wh[0]:,} × {crop.size_wh[1]:,} px{text}"


def misfit_words(crops: Sequence[Crop]) -> str:
    """Why crops of one picture do not fit, and once what to do.

    Examples
    --------
    >>> misfit_words([Crop("3:1", "keep", None, message="Too wide.", hint="Mark a part.")])
    'Too wide. Mark a part.'
    """
    return " ".join([*(crop.message for crop in crops), *dict.fromkeys(crop.hint for crop in crops)])


def rescored_words(rescored: Rescored) -> str:
    """The label and its probability before and after.

    Examples
    --------
    >>> rescored_words(Rescored("apparel", 0.94, 0.9, "apparel"))
    'Label kept: Apparel 0.94 → 0.90'
    """
    if rescored.kept:
        return f"Label kept: {INTENT_WORDS[rescored.label]} {rescored.before:.2f} → {rescored.after:.2f}"
    return (f"Label changes: {INTENT_WORDS[rescored.label]} → {INTENT_WORDS[rescored.label_after]} "
            f"({INTENT_WORDS[rescored.label]} {rescored.before:.2f} → {rescored.after:.2f})")


def described_words(rows: list[dict[str, Any]]) -> list[str]:
    """A line for each crop of a photo, as `core.crops.described` gives them.

    Examples
    --------
    >>> row = {"aspect": "1:1", "mode": "keep", "window": [0, 0, 9, 9], "holds": "product", "cuts_text": False,
    ...        "message": "", "hint": "", "rescored": None, "file_wh": [9, 9]}
    >>> described_words([row])
    ['1:1     left 0, top 0, 9 × 9 px: Product inside']
    """
    lines = []
    for row in rows:
        crop = Crop(row["aspect"], row["mode"], row["window"] and tuple(row["window"]), row["holds"], row["cuts_text"],
                    row["message"], row["hint"])
        if crop.window is None:
            lines.append(f"{crop.aspect:7} does not fit: {crop.message} {crop.hint}")
            continue
        what = crop_words(crop).split(" · ")
        line = f"{crop.aspect:7} left {crop.window[0]}, top {crop.window[1]}, {what[1]}: {what[0]}"
        if crop.cuts_text:
            line += ", an edge cuts lettering"
        if row["rescored"]:
            values = {name: value for name, value in row["rescored"].items() if name != "kept"}
            line += f". {rescored_words(Rescored(**values))}"
        lines.append(line)
    return lines


def template_words(template: CropTemplate) -> str:
    """A template in a list, such as "facePOI, version 2"."""
    return template.name if template.version == 0 else f"{template.name}, version {template.version}"


def change_words(change: TemplateChange) -> str:
    """What a template change does to one picture."""
    before, after = change.before, change.after
    if before.window is None and after.window is None:
        return "Fits neither before nor after."
    if before.window is None:
        return "Fits now."
    if after.window is None:
        return f"No longer fits. {after.message}"
    return "Unchanged." if before.window == after.window else f"{change.overlap:.0%} of both windows is common."
