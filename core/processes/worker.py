"""One worker process: opens the models once, then answers one task at a time until its parent hangs up.

Started as `python -m core.processes.worker FD`, where FD is an inherited socket. Everything that touches a
stranger's bytes or a model happens here, never in the process of the page, the command line or the API.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.analyze import pipeline
from core.errors import MerchlensError, NotFound, WorkFailed
from core.explain.gradcam import Explainer
from core.images import decode, draw
from core.images.formats import bare_png
from core.models import store
from core.nouns.analysis import Analysis, Cascade
from core.nouns.picture import Picture
from core.nouns.text import TextLine
from core.processes.launch import limit_memory
from core.rules import check as ruling
from core.rules import fix
from core.rules.evidence import evidence
from core.rules.measures.disclosure import manifest, source_type
from core.rules.measures.measure import FileFacts, Measures, measure
from core.settings import Settings
from core.vision.text.reader import TextReader

PREVIEW_SIDE = 640
THUMBNAIL_SIDE = 160
OVERLAY_SIDE = 1280
TIFF_XMP = 700  # the tag of an XMP packet


class Bench:
    """What a worker keeps open between tasks; each public method is a task."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._models = pipeline.open_models(settings)
        self._explainer: Explainer | None = None
        self._text: TextReader | None = None

    def analyze(self, path: str, uri: str, cascade: Cascade) -> Analysis:
        """Decode and judge one file; leaves a preview without metadata and a note of where the picture is."""
        start = time.perf_counter()
        picture = self._read(Path(path), uri)
        return self._judged(picture, path, cascade, decoded=time.perf_counter() - start)

    def audit(self, path: str, uri: str, rules: list[str]) -> tuple[Analysis, dict[str, Any], dict[str, str]]:
        """One picture of an audit, decoded once: judged, measured and held against the packs that `rules` names.

        Returns
        -------
        tuple
            The analysis, the measures (plain values) and what `outcomes` says; without rules the latter two are
            empty.
        """
        start = time.perf_counter()
        data = decode.read_file(Path(path), max_bytes=self._settings.max_bytes)
        picture = decode.decode(data, uri, max_pixels=self._settings.max_pixels)
        analysis = self._judged(picture, path, "full", decoded=time.perf_counter() - start)
        small = draw.preview_jpeg(picture.image, side=THUMBNAIL_SIDE)
        _write(self._settings.data_dir / "previews" / f"{picture.picture_id}.small.jpg", small)
        if not rules:
            return analysis, {}, {}
        start = time.perf_counter()
        found = measure(picture.image, _facts(data, picture), analysis, self._lettering)
        values = found.to_dict()
        outcomes = self.outcomes(values, rules)
        analysis.seconds["measures"] = time.perf_counter() - start
        return analysis, values, outcomes

    def outcomes(self, measures: dict[str, Any], rules: list[str]) -> dict[str, str]:
        """For a picture that was measured earlier: pack -> "pass", "warn" or "fail"; broken "pack.rule" -> "fail"."""
        found = _verdicts(Measures.from_dict(measures), rules)
        broken = {f"{name}.{verdict.rule}": "fail" for name, verdicts in found.items() for verdict in verdicts
                  if verdict.outcome == "fail"}
        return {name: ruling.overall(verdicts) for name, verdicts in found.items()} | broken

    def verdicts(self, measures: dict[str, Any], rules: list[str]) -> dict[str, list[dict[str, Any]]]:
        """Pack -> its verdicts on a picture that was measured earlier, as plain values."""
        found = _verdicts(Measures.from_dict(measures), rules)
        return {name: [verdict.to_dict() for verdict in verdicts] for name, verdicts in found.items()}

    def explain(self, path: str, picture_id: str, label: str, options: dict[str, Any]) -> dict[str, Any]:
        """Grad-CAM of one file: the numbers and the overlay as JPEG of at most 1280 px, or as PNG.

        The full map of a large picture is heavy to hand over, so it travels only where `options` ask for it.
        """
        picture = self._read(Path(path), path)
        if picture_id and picture.picture_id != picture_id:
            raise NotFound("The picture's file has changed since it was judged.", "Analyze it again.")
        if self._explainer is None:
            self._explainer = Explainer(self._models.intent.path)
        saliency = self._explainer.explain(picture.image, label)
        png = options["file_format"] == "png"
        shown = picture.image if png else draw.reduced(picture.image, side=OVERLAY_SIDE)
        overlay = draw.overlay(shown, saliency, opacity=options["opacity"])
        return {
            "label": label, "score": saliency.score, "has_evidence": saliency.has_evidence,
            "method": saliency.method, "layer": saliency.layer, "coarse": saliency.coarse,
            "map": saliency.map if options["with_map"] else None,
            "overlay": draw.png(overlay) if png else draw.preview_jpeg(overlay, side=OVERLAY_SIDE),
        }

    def annotate(self, path: str, analysis: Analysis) -> bytes:
        """Boxes and landmarks on the preview (JPEG)."""
        image = draw.reduced(self._read(Path(path), analysis.uri).image, side=PREVIEW_SIDE)
        return draw.preview_jpeg(draw.boxes(image, analysis), side=PREVIEW_SIDE)

    def evidence(self, path: str, measures: dict[str, Any], rules: list[str]) -> bytes:
        """What the verdicts of packs rest on, drawn on the preview (JPEG)."""
        found = Measures.from_dict(measures)
        verdicts = [verdict for verdicts in _verdicts(found, rules).values() for verdict in verdicts]
        image = draw.reduced(self._read(Path(path), path).image, side=PREVIEW_SIDE)
        return draw.preview_jpeg(evidence(image, found, verdicts), side=PREVIEW_SIDE)

    def mend(self, path: str, measures: dict[str, Any], pack: str, fixes: list[str]) -> dict[str, Any]:
        """Mend one file for a pack: the new file (JPEG), what was done, and the pack's verdicts on the new file."""
        before, rules = Measures.from_dict(measures), ruling.packs()[pack]
        most = [rule.limit for rule in rules.rules
                if rule.measure == "bytes" and rule.compare == "at_most" and isinstance(rule.limit, float)]
        old = decode.read_file(Path(path), max_bytes=self._settings.max_bytes)
        picture = decode.decode(old, path, max_pixels=self._settings.max_pixels)
        image, notes = fix.mend(picture.image, fixes, pack=rules)
        declared, more = fix.declaration_of(_facts(old, picture))
        data = fix.jpeg(image, max_bytes=int(min(most)) if most else None, source_type=declared)
        picture = decode.decode(data, path, max_pixels=self._settings.max_pixels)
        found = replace(measure(picture.image, _facts(data, picture), read=self._lettering),
                        kind=before.kind, top_label=before.top_label, faces=before.faces)
        return {"data": data, "notes": notes + more, "size_wh": picture.size_wh,
                "after": [verdict.to_dict() for verdict in _verdicts(found, [pack])[pack]]}

    def _lettering(self, image: np.ndarray) -> tuple[TextLine, ...]:
        """The lines of lettering in a picture; the reader opens when the first rule needs it."""
        if self._text is None:
            self._text = TextReader(store.entry(self._settings.models_dir, "text"))
        return self._text.read(image)

    def _judged(self, picture: Picture, path: str, cascade: Cascade, *, decoded: float) -> Analysis:
        analysis = pipeline.analyze(picture, self._models, cascade)
        start = time.perf_counter()
        folder = self._settings.data_dir / "previews"
        _write(folder / f"{picture.picture_id}.jpg", draw.preview_jpeg(picture.image, side=PREVIEW_SIDE))
        _write(folder / f"{picture.picture_id}.json", json.dumps({"path": path, "uri": picture.uri}).encode())
        analysis.seconds.update(decode=decoded, preview=time.perf_counter() - start)
        return analysis

    def _read(self, path: Path, uri: str) -> Picture:
        data = decode.read_file(path, max_bytes=self._settings.max_bytes)
        return decode.decode(data, uri, max_pixels=self._settings.max_pixels)


def serve(connection: Connection) -> None:
    """Answer tasks until the parent closes the connection.

    Parameters
    ----------
    connection : Connection
        Receives `Settings` first, then (task name, arguments); sends (True, value) or (False, error).
    """
    settings: Settings = connection.recv()
    ready, bench = outcome(lambda: Bench(settings))
    connection.send((ready, None if ready else bench))
    limit_memory(settings.picture_memory_mb)
    while ready:
        name, arguments = connection.recv()
        connection.send(outcome(partial(getattr(bench, name), *arguments)))


def outcome(task: Callable[[], Any]) -> tuple[bool, Any]:
    """Run a task of the bench: (True, value) or (False, error that people can read)."""
    try:
        return True, task()
    except MerchlensError as error:
        return False, error
    except MemoryError:
        return False, WorkFailed("The picture needs more memory than one picture may take.",
                                 "Make it smaller, or raise MERCHLENS_PICTURE_MEMORY_MB.")
    except Exception as error:  # noqa: BLE001 - a bug costs one picture; the traceback goes to the log
        traceback.print_exc()
        return False, WorkFailed(f"The picture could not be judged: {type(error).__name__}: {error}.",
                                 "This is a fault of Merchlens; workers.log in the data folder has the details.")


def _verdicts(found: Measures, names: list[str]) -> dict[str, list[ruling.Verdict]]:
    packs, today = ruling.packs(), datetime.now(UTC).date()
    return {name: ruling.check(found, packs[name], today) for name in names if name in packs}


def _facts(data: bytes, picture: Picture) -> FileFacts:
    """Of a file that was decoded already, so that its header is known to be harmless."""
    kind = decode.sniff(data)
    with Image.open(io.BytesIO(bare_png(data) if kind == "png" else data)) as opened:
        xmp = opened.info.get("xmp") or getattr(opened, "tag_v2", {}).get(TIFF_XMP)
        found = source_type(data, kind, xmp if isinstance(xmp, bytes) else b"")
        return FileFacts(kind, len(data), picture.size_wh, opened.mode, found, manifest(data, kind))


def _write(path: Path, data: bytes) -> None:
    """Write so that readers see the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


if __name__ == "__main__":
    with Connection(int(sys.argv[1])) as parent, suppress(EOFError, ConnectionError):
        serve(parent)
