"""What a user can ask of this room: why the model gave a label its score."""

from __future__ import annotations

import io
import zipfile

from core import analyze
from core.catalog import pictures
from core.errors import Misuse, NotFound
from core.explain.contract import DEFAULT_METHOD
from core.explain.request import BOX_MASKS, Box, BoxRequest, Request
from core.models import store
from core.models.manifest import Manifest
from core.nouns.analysis import Analysis
from core.nouns.saliency import Explanation
from core.nouns.source import Result
from core.processes.pool import INTERACTIVE
from core.site import Site
from core.words.colors import DEFAULT_COLOR_MAP

EXPLAIN, LAYERS = "core.explain.tasks:explain", "core.explain.tasks:layers"
EXPLAIN_BOX, BOX_SCORES = "core.explain.tasks:explain_box", "core.explain.tasks:box_scores"
PART = 30  # masks of one task: each stays far below the limit of seconds for a picture, and workers share them


def explain_picture(site: Site, picture_id: str, label: str, opacity: float = 0.5, *,
                    method: str = DEFAULT_METHOD, against: str = "", layer: str = "", trust: bool = False,
                    colors: str = DEFAULT_COLOR_MAP, peak: float = 0.0, model: str = "") -> Explanation:
    """Explain an analyzed picture, with the model that gives the scores or another registered one.

    Parameters
    ----------
    site : Site
    picture_id : str
        sha256 of the picture's bytes.
    label : str
        One of `EXPLAINABLE`.
    opacity : float
        Of the heatmap, in [0, 1].
    method, against, layer, trust, colors, peak
        As in `core.explain.request.Request`.
    model : str
        One of `other_models`, or "" for the one in use.

    Returns
    -------
    Explanation
        The overlay is a JPEG of at most 1280 px, the map has at most 224 px.

    Raises
    ------
    NotFound
        When the picture is unknown, or its file has changed.
    Misuse
        For another label, opacity, method, layer, color map or model.
    """
    _check_model(site, model)
    path = pictures.original(site.settings.data_dir, picture_id)
    return _run(site, Request(str(path), label, method, against, layer, opacity, trust=trust, picture_id=picture_id,
                              colors=colors, peak=peak, model=model))


def explain_box(site: Site, picture_id: str, detector: str, xyxy: Box, *, opacity: float = 0.5) -> Explanation:
    """Explain one box of a detector of the chain by D-RISE; takes some seconds.

    Parameters
    ----------
    site : Site
    picture_id : str
        sha256 of the picture's bytes.
    detector : {"face", "person"}
    xyxy : tuple of float
        The box, in pixels of the picture.
    opacity : float
        Of the heatmap, in [0, 1].

    Raises
    ------
    NotFound
        When the picture is unknown, or its file has changed.
    Misuse
        For another detector, or a box without area.
    """
    path = pictures.original(site.settings.data_dir, picture_id)
    request = BoxRequest(str(path), detector, xyxy, opacity, picture_id)
    parts = [site.pool.submit(BOX_SCORES, request, start, min(start + PART, BOX_MASKS), priority=INTERACTIVE)
             for start in range(0, BOX_MASKS, PART)]
    scores: list[float] = [score for part in parts for score in part.result()]
    explanation: Explanation = site.run(EXPLAIN_BOX, request, scores)
    return explanation


def check_picture(site: Site, picture_id: str) -> None:
    """Raise NotFound when a picture is unknown, or its file is gone and cannot be explained any more."""
    pictures.original(site.settings.data_dir, picture_id)


def model_in_use(site: Site) -> str:
    """Name of the model of shopping intent that this site uses now."""
    return store.entry(site.settings.models_dir, "intent", site.settings.intent_model).name


def other_models(site: Site) -> list[str]:
    """Registered models of shopping intent besides the one in use: a picture can be explained by these as well."""
    used, entries = model_in_use(site), Manifest.read(site.settings.models_dir).entries.values()
    return [entry.name for entry in entries if entry.role == "intent" and entry.name != used]


def model_key(site: Site, model: str = "") -> str:
    """What explanations depend on: name, files and thresholds of a model of `other_models`, or of the one in use."""
    _check_model(site, model)
    settings = site.settings
    return store.key_of([store.entry(settings.models_dir, "intent", model or settings.intent_model)])


def layers(site: Site, label: str, model: str = "") -> list[str]:
    """Feature maps of the model that a label can be explained by, from the picture to the last one."""
    _check_model(site, model)
    names: list[str] = site.run(LAYERS, label, model)
    return names


def explain_file(
    site: Site, text: str, label: str, opacity: float = 0.5, *, file_format: str = "jpeg",
    method: str = DEFAULT_METHOD, against: str = "", layer: str = "", trust: bool = False,
    colors: str = DEFAULT_COLOR_MAP,
) -> Explanation:
    """Explain a file or an address that was not analyzed before, with the map at the picture's size.

    Parameters
    ----------
    site : Site
    text : str
        A path or an address.
    label : str
        One of `EXPLAINABLE`.
    opacity : float
        Of the heatmap, in [0, 1].
    file_format : {"jpeg", "png"}
        Of the overlay: at most 1280 px, or of the picture's own size.
    method, against, layer, trust, colors
        As in `core.explain.request.Request`.

    Raises
    ------
    InputError
        When there is no such picture, it cannot be fetched or read, or an option is out of range.
    """
    source = analyze.sources_from_paths(site, [text])[0]
    if source.failure:
        raise NotFound(source.failure.message, source.failure.hint)
    path = source.path or analyze.fetched(site, source)
    request = Request(str(path), label, method, against, layer, opacity, file_format, full_map=True, trust=trust,
                      colors=colors)
    return _run(site, request)


def overlays_zip(site: Site, results: list[Result], label: str = "top") -> bytes:
    """Boxes and Grad-CAM overlays of analyzed pictures as a zip.

    Parameters
    ----------
    site : Site
    results : list of Analysis or Failure
        Failures are left out.
    label : str
        One of `EXPLAINABLE`, or "top" for each picture's own top label.
    """
    analyses = [result for result in results if isinstance(result, Analysis)]
    files: dict[str, bytes] = {}
    for number, analysis in enumerate(analyses, 1):
        own = analysis.intent.shopping.top if label == "top" else label
        stem = f"{number:04d}_{analysis.picture_id[:12]}"
        files[f"{stem}_boxes.jpg"] = analyze.annotated(site, analysis)
        files[f"{stem}_{own}.jpg"] = explain_picture(site, analysis.picture_id, own).overlay
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:  # pictures are compressed already
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def _check_model(site: Site, model: str) -> None:
    """Names of registered models only: a path in a link must open no file of the server."""
    if model and model not in (names := other_models(site)):
        raise Misuse(f"There is no other model {model[:60]!r} to explain with.",
                     f"Choose {' or '.join(names)}." if names else "Register a second model first.")


def _run(site: Site, request: Request) -> Explanation:
    explanation: Explanation = site.run(EXPLAIN, request)
    return explanation
