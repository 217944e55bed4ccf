"""What a user can want of this room: why the model gave a label its score."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core import analyze
from core.analyze import exports
from core.catalog import pictures
from core.errors import Misuse, NotFound
from core.nouns.analysis import Analysis
from core.nouns.intent import INTENT_LABELS
from core.nouns.source import Result
from core.site import Site

EXPLAIN = "core.explain.tasks:explain"
EXPLAINABLE = (*INTENT_LABELS, "sensitive")


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why the model gave a label its score.

    Attributes
    ----------
    label : str
    score : float
        In [0, 1].
    has_evidence : bool
        False when no region speaks for the label; the overlay is then the plain picture.
    overlay : bytes
        JPEG of at most 1280 px, or PNG.
    coarse : ndarray of float32, shape (h, w)
        The raw map, before ReLU and scaling.
    map : ndarray of float32, shape (H, W), or None
        In [0, 1], in the frame of the picture; None where it was not asked for.
    method, layer : str
    """

    label: str
    score: float
    has_evidence: bool
    overlay: bytes
    coarse: np.ndarray
    map: np.ndarray | None
    method: str
    layer: str


def explain_picture(site: Site, picture_id: str, label: str, opacity: float = 0.5) -> Explanation:
    """Grad-CAM of a judged picture, by the model that scores; the overlay is a JPEG of at most 1280 px.

    Parameters
    ----------
    site : Site
    picture_id : str
    label : str
        One of `EXPLAINABLE`.
    opacity : float
        Of the heatmap, in [0, 1].

    Raises
    ------
    NotFound, Misuse
    """
    options = {"opacity": opacity, "file_format": "jpeg", "with_map": False}
    path = pictures.original(site.settings.data_dir, picture_id)
    return _explain(site, path, label, options=options, picture_id=picture_id)


def explain_file(
    site: Site, text: str, label: str, opacity: float = 0.5, *, file_format: str = "jpeg"
) -> Explanation:
    """Grad-CAM of a file or an address that was not judged before, with the map in full size.

    `file_format` is "jpeg" (at most 1280 px) or "png" (of the picture's own size); the rest is as for
    `explain_picture`.
    """
    source = analyze.sources_from_paths(site, [text])[0]
    if source.failure:
        raise NotFound(source.failure.message, source.failure.hint)
    path = source.path or analyze.fetched(site, source)
    options = {"opacity": opacity, "file_format": file_format, "with_map": True}
    return _explain(site, path, label, options=options)


def overlays_zip(site: Site, results: list[Result], label: str = "top") -> bytes:
    """Boxes and Grad-CAM overlays of the judged pictures as a zip.

    Parameters
    ----------
    site : Site
    results : list of Analysis or Failure
        Failures are left out.
    label : str
        One of `EXPLAINABLE`, or "top" for each picture's own top label.
    """
    judged = [result for result in results if isinstance(result, Analysis)]
    files: dict[str, bytes] = {}
    for number, analysis in enumerate(judged, 1):
        shown = analysis.intent.shopping.top if label == "top" else label
        stem = f"{number:04d}_{analysis.picture_id[:12]}"
        files[f"{stem}_boxes.jpg"] = analyze.annotated(site, analysis)
        files[f"{stem}_{shown}.jpg"] = explain_picture(site, analysis.picture_id, shown).overlay
    return exports.zip_of(files)


def _explain(site: Site, path: Path, label: str, *, options: dict[str, Any],
             picture_id: str = "") -> Explanation:
    if label not in EXPLAINABLE:
        raise Misuse(f"The label is one of {', '.join(EXPLAINABLE)}, not {label!r}.", "Choose one of them.")
    if not 0 <= options["opacity"] <= 1:
        raise Misuse(f"The opacity lies between 0 and 1, not at {options['opacity']:g}.", "0.5 suits most pictures.")
    return Explanation(**site.run(EXPLAIN, str(path), label, {**options, "picture_id": picture_id}))
