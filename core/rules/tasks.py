"""What worker processes do for this room: measure a picture, check rules, draw the evidence, fix."""

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
from core.nouns.measures import FileFacts, Measures
from core.nouns.picture import Picture
from core.nouns.text import TextLine
from core.nouns.verdict import Verdict
from core.rules import check as checking
from core.rules import fix as fixing
from core.rules.evidence import evidence as drawn
from core.rules.measures.disclosure import manifest, source_type
from core.rules.measures.measure import measure
from core.rules.rule_packs import packs
from core.settings import Settings
from core.vision.text.reader import TextReader

PREVIEW_SIDE = 640
TIFF_XMP = 700  # the tag of an XMP packet


def measured(settings: Settings, data: bytes, picture: Picture, analysis: Analysis) -> Measures:
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
    return measure(picture.image, facts_of(data, picture), analysis, _reader(settings))


def outcomes(settings: Settings, measures: dict[str, Any], rules: list[str]) -> dict[str, str]:
    """For a picture that was measured earlier: pack -> "pass", "warn" or "fail"; broken "pack.rule" -> "fail"."""
    found = _verdicts(settings, Measures.from_dict(measures), rules)
    broken = {f"{name}.{verdict.rule}": "fail" for name, verdicts in found.items() for verdict in verdicts
              if verdict.outcome == "fail"}
    return {name: checking.overall(verdicts) for name, verdicts in found.items()} | broken


def verdicts(settings: Settings, measures: dict[str, Any], rules: list[str]) -> dict[str, list[Verdict]]:
    """Pack -> its verdicts, as of today, on a picture that was measured earlier."""
    return _verdicts(settings, Measures.from_dict(measures), rules)


def evidence(settings: Settings, path: str, measures: dict[str, Any], rules: list[str]) -> bytes:
    """What the verdicts of packs rest on, drawn on the preview (JPEG)."""
    found = Measures.from_dict(measures)
    broken = [verdict for verdicts in _verdicts(settings, found, rules).values() for verdict in verdicts]
    image = draw.reduced(decode.read_picture(Path(path), path, settings).image, side=PREVIEW_SIDE)
    return draw.preview_jpeg(drawn(image, found, broken), side=PREVIEW_SIDE)


def fix(settings: Settings, path: str, measures: dict[str, Any], wanted: tuple[str, list[str]]) -> dict[str, Any]:
    """Fix one file: the new file (JPEG), what was done, and the pack's verdicts on the new file.

    Parameters
    ----------
    settings : Settings
        Limits, and the folder of models.
    path : str
        The file.
    measures : dict
        What was measured of it before.
    wanted : tuple of (str, list of str)
        The pack to satisfy, and the fixes to apply.
    """
    pack, fixes = wanted
    before, rules = Measures.from_dict(measures), packs(settings.rules_dir)[pack]
    most = [rule.limit for rule in rules.rules
            if rule.measure == "bytes" and rule.compare == "at_most" and isinstance(rule.limit, float)]
    old = decode.read_file(Path(path), max_bytes=settings.max_bytes)
    picture = decode.decode(old, path, max_pixels=settings.max_pixels)
    image, notes = fixing.mend(picture.image, fixes, pack=rules)
    declared, more = fixing.declaration_of(facts_of(old, picture))
    data = fixing.jpeg(image, max_bytes=int(min(most)) if most else None, source_type=declared)
    picture = decode.decode(data, path, max_pixels=settings.max_pixels)
    after = replace(measure(picture.image, facts_of(data, picture), read=_reader(settings)),
                    kind=before.kind, top_label=before.top_label, faces=before.faces)
    verdicts = _verdicts(settings, after, [pack])[pack]
    return {"data": data, "notes": notes + more, "size_wh": picture.size_wh, "after": verdicts}


def facts_of(data: bytes, picture: Picture) -> FileFacts:
    """What rules ask of a file. It was decoded already, so that its header is known to be harmless."""
    kind = decode.sniff(data)
    with Image.open(io.BytesIO(bare_png(data) if kind == "png" else data)) as opened:
        xmp = opened.info.get("xmp") or getattr(opened, "tag_v2", {}).get(TIFF_XMP)
        declared = source_type(data, kind, xmp if isinstance(xmp, bytes) else b"")
        return FileFacts(kind, len(data), picture.size_wh, opened.mode, declared, manifest(data, kind))


def _verdicts(settings: Settings, measures: Measures, names: list[str]) -> dict[str, list[Verdict]]:
    all_packs, today = packs(settings.rules_dir), datetime.now(UTC).date()
    return {name: checking.check(measures, all_packs[name], today) for name in names if name in all_packs}


def _reader(settings: Settings) -> Callable[[np.ndarray], tuple[TextLine, ...]]:
    return lambda image: _opened(settings.models_dir).read(image)


@lru_cache(maxsize=1)
def _opened(models_dir: Path) -> TextReader:
    return TextReader(store.entry(models_dir, "text"))
