"""What worker processes do for this room: measure a picture, check it, draw the evidence, fix it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.images import decode, draw
from core.images.formats import bare_png
from core.models import store
from core.nouns.analysis import Analysis
from core.nouns.measures import Box, FileFacts, Measures
from core.nouns.picture import Picture
from core.nouns.text import TextLine
from core.nouns.verdict import Verdict
from core.rules import evidence, fix
from core.rules.check import check_packs, outcomes_by_name
from core.rules.measures.border import find_border
from core.rules.measures.disclosure import manifest, source_type, with_source_type
from core.rules.measures.measure import measure
from core.rules.measures.product_mask import find_background
from core.rules.rule_packs import Pack, packs
from core.settings import Settings
from core.vision.text.reader import TextReader

PREVIEW_SIDE = 640
TIFF_XMP = 700  # the tag of an XMP packet


def measure_picture(settings: Settings, data: bytes, picture: Picture, analysis: Analysis) -> Measures:
    """Everything that rules ask about one decoded picture.

    Parameters
    ----------
    settings : Settings
        Names the folder of the model that reads text; it opens when the first picture needs it.
    data : bytes
        The picture's file.
    picture : Picture
        The same, decoded.
    analysis : Analysis
        Who is in it, and what it is.
    """
    return measure(picture.image, file_facts(data, picture), analysis, _reader(settings))


def outcomes(settings: Settings, measures: Measures, names: list[str]) -> dict[str, str]:
    """What packs say as of today of a picture: see `core.rules.check.outcomes_by_name`."""
    return outcomes_by_name(_verdicts(settings, measures, names))


def draw_evidence(settings: Settings, path: str, measures: dict[str, Any], names: list[str]) -> bytes:
    """What the verdicts of packs rest on, drawn on the preview (JPEG)."""
    numbers = Measures.from_dict(measures)
    verdicts = [verdict for of_pack in _verdicts(settings, numbers, names).values() for verdict in of_pack]
    image = draw.downscale(decode.read_picture(Path(path), path, settings).image, side=PREVIEW_SIDE)
    return draw.preview_jpeg(evidence.draw_evidence(image, numbers, verdicts), side=PREVIEW_SIDE)


def fix_picture(settings: Settings, path: str, measures: dict[str, Any], request: tuple[str, list[str]]
                ) -> dict[str, Any]:
    """Fix one file: the new file (JPEG), what was done, and the pack's verdicts on the new file.

    Parameters
    ----------
    settings : Settings
        Limits, and the folder of models.
    path : str
        The file.
    measures : dict
        Of the file, as `Measures.to_dict` gives them.
    request : tuple of (str, list of str)
        The pack to satisfy, and the fixes to apply.
    """
    name, fixes = request
    before, pack = Measures.from_dict(measures), packs(settings.rules_dir)[name]
    old = decode.read_file(Path(path), max_bytes=settings.max_bytes)
    picture = decode.decode(old, path, max_pixels=settings.max_pixels)
    image, notes = fix.apply_fixes(picture.image, fixes, pack=pack)
    term, declaration_notes = fix.declaration_of(file_facts(old, picture))
    data = fix.jpeg(image, max_bytes=_max_bytes(pack), source_type=term)
    picture = decode.decode(data, path, max_pixels=settings.max_pixels)
    after = replace(measure(picture.image, file_facts(data, picture), read=_reader(settings)),
                    kind=before.kind, top_label=before.top_label, faces=before.faces)
    return {"data": data, "notes": notes + declaration_notes, "size_wh": picture.size_wh,
            "after": _verdicts(settings, after, [name])[name]}


def plain_background(image: np.ndarray) -> tuple[np.ndarray | None, tuple[float, float, float]]:
    """The mask of the background (bool, height x width) and its color; None where it is not plain."""
    background = find_background(image)
    return (background.mask if background.plain else None), background.color


def border_insets(image: np.ndarray) -> Box:
    """Pixels to cut off the left, top, right and bottom to remove a border; zeros without one."""
    return find_border(image).insets


def text_lines(settings: Settings, image: np.ndarray) -> tuple[TextLine, ...]:
    """Lines of text in an image."""
    return _reader(settings)(image)


def file_facts(data: bytes, picture: Picture) -> FileFacts:
    """What rules ask of a file; `picture` is the proof that its header is harmless."""
    kind = decode.sniff(data)
    with Image.open(io.BytesIO(bare_png(data) if kind == "png" else data)) as file:
        xmp = file.info.get("xmp") or getattr(file, "tag_v2", {}).get(TIFF_XMP)
        term = source_type(data, kind, xmp if isinstance(xmp, bytes) else b"")
        return FileFacts(kind, len(data), picture.size_wh, file.mode, term, manifest(data, kind))


def with_declaration(data: bytes, picture: Picture, jpeg: bytes) -> bytes:
    """A JPEG made of a picture, declaring what its file declares of how it was made: Google forbids removing that."""
    return with_source_type(jpeg, fix.declaration_of(file_facts(data, picture))[0])


def _max_bytes(pack: Pack) -> int | None:
    limits = [rule.limit for rule in pack.rules
              if rule.measure == "bytes" and rule.compare == "at_most" and isinstance(rule.limit, float)]
    return int(min(limits)) if limits else None


def _verdicts(settings: Settings, measures: Measures, names: list[str]) -> dict[str, list[Verdict]]:
    return check_packs(measures, packs(settings.rules_dir), names, datetime.now(UTC).date())


def _reader(settings: Settings) -> Callable[[np.ndarray], tuple[TextLine, ...]]:
    return lambda image: _opened(settings.models_dir).read(image)


@lru_cache(maxsize=1)
def _opened(models_dir: Path) -> TextReader:
    return TextReader(store.entry(models_dir, "text"))
