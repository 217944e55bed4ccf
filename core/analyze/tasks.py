"""What worker processes do for this room: analyze a file, draw its boxes."""

from __future__ import annotations

import json
import time
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.analyze import pipeline
from core.analyze.stages import STAGES, RunStage, check_allowed, open_stage
from core.catalog import pictures
from core.images import draw
from core.images.decode import decode, read_picture
from core.images.scaling import quick_downscale, size_within
from core.models import store
from core.nouns.analysis import Analysis, AnalysisOptions
from core.nouns.picture import Picture
from core.settings import Settings
from core.vision.faces.detector import FaceSearch
from core.vision.persons.detector import PersonSearch

PREVIEW_SIDE, THUMBNAIL_SIDE = 640, 160
FULL = AnalysisOptions()


def open_models(settings: Settings) -> pipeline.Models:
    """The chain's models, opened once in each process, and again when others are promoted; the warm-up of worker
    processes."""
    return _opened(settings.models_dir, store.in_use(settings))


def analyze(settings: Settings, path: str, uri: str, options: AnalysisOptions = FULL) -> Analysis:
    """Decode and analyze one file; leaves a preview without metadata, a thumbnail, and a note of where the file is."""
    start = time.perf_counter()
    picture = read_picture(Path(path), uri, settings)
    return analyzed(settings, picture, path, options, decoded=time.perf_counter() - start)


def analyzed(settings: Settings, picture: Picture, path: str, options: AnalysisOptions, *, decoded: float) -> Analysis:
    """Analyze a decoded picture and write its preview, thumbnail and note.

    Parameters
    ----------
    settings : Settings
        The site's.
    picture : Picture
        Upright RGB.
    path : str
        Where its file lies.
    options : AnalysisOptions
        The cascade, and the optional stages to run.
    decoded : float
        Seconds that decoding took.
    """
    analysis = pipeline.analyze(picture, open_models(settings), options.cascade)
    if options.stages:
        analysis = pipeline.add_facts(analysis, picture.image, _stages(settings, options.stages))
    start = time.perf_counter()
    small = quick_downscale(picture.image, size_within(*picture.size_wh, PREVIEW_SIDE))
    files = {pictures.PREVIEW: draw.preview_jpeg(small, side=PREVIEW_SIDE),
             pictures.THUMBNAIL: draw.preview_jpeg(small, side=THUMBNAIL_SIDE),
             pictures.NOTE: json.dumps({"path": path, "uri": picture.uri}).encode()}
    for suffix, data in files.items():
        pictures.write(settings.data_dir, picture.picture_id, suffix, data)
    analysis.seconds.update(decode=decoded, preview=time.perf_counter() - start)
    return analysis


def add_stages(settings: Settings, path: str, analysis: Analysis, stages: tuple[str, ...]) -> Analysis:
    """Run optional stages on the file of a picture that the chain has analyzed.

    Parameters
    ----------
    settings : Settings
    path : str
        Its own file; raises NotFound when its bytes have changed.
    analysis : Analysis
        What the chain saw.
    stages : tuple of str
    """
    picture = read_picture(Path(path), analysis.uri, settings, picture_id=analysis.picture_id)
    return pipeline.add_facts(analysis, picture.image, _stages(settings, stages))


def analyze_bytes(settings: Settings, data: bytes) -> Analysis:
    """Decode and analyze a file that is not kept, such as an edited picture: no preview, no note."""
    return analyze_picture(settings, decode(data, "", max_pixels=settings.max_pixels))


def analyze_picture(settings: Settings, picture: Picture) -> Analysis:
    """Analyze a decoded picture by the whole chain and write nothing."""
    return pipeline.analyze(picture, open_models(settings))


def look(models: pipeline.Models, image: np.ndarray) -> tuple[FaceSearch, PersonSearch]:
    """What the detectors saw in an RGB picture, uint8 (H, W, 3), in the run that decides the photo type."""
    faces, persons = pipeline.look(image, models, "full", {})
    assert persons is not None, "the full cascade looks for persons always"
    return faces, persons


def annotate(settings: Settings, path: str, analysis: Analysis) -> bytes:
    """Boxes and landmarks on the preview (JPEG)."""
    image = draw.downscale(read_picture(Path(path), analysis.uri, settings).image, side=PREVIEW_SIDE)
    return draw.preview_jpeg(draw.boxes(image, analysis), side=PREVIEW_SIDE)


@lru_cache(maxsize=1)
def _opened(models_dir: Path, in_use: tuple[tuple[str, str], ...]) -> pipeline.Models:
    names = dict(in_use)
    return pipeline.open_models(Settings(models_dir=models_dir, persons_model=names["persons"],
                                         intent_model=names["intent"]))


def _stages(settings: Settings, names: tuple[str, ...]) -> dict[str, tuple[str, RunStage]]:
    check_allowed(names, settings.data_dir)
    return {name: _stage(settings.models_dir, name, store.current_name(settings.models_dir, STAGES[name].role))
            for name in names}


@lru_cache(maxsize=2 * len(STAGES))
def _stage(models_dir: Path, name: str, model: str) -> tuple[str, RunStage]:
    entry = store.entry(models_dir, STAGES[name].role, model)
    return entry.name, open_stage(name, entry)
