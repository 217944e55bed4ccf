"""What worker processes do for this room: networks from files, the time of a model, labeled pictures."""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from core.analyze import tasks as analyze_tasks
from core.cards.networks import openvino_network, read_network
from core.errors import Misuse, PackageMissing, WrongContract
from core.images import draw, draw_pairs
from core.images.decode import read_picture
from core.models import store
from core.models.store import Entry
from core.nouns.network import Network
from core.rules import tasks as rules_tasks
from core.settings import Settings
from core.vision.faces import nets
from core.vision.faces.detector import Faces
from core.vision.faces.second_look import read_file
from core.vision.intent.classifier import IntentModel
from core.vision.intent.contract import read_contract
from core.vision.persons.detector import Persons
from core.vision.tags.detector import TagModel
from core.vision.tags.tree import likeliest
from core.vision.text.reader import TextReader

RUNS, WARM_UP = 20, 3
TEXT_PACKAGE = "rapidocr_onnxruntime"
SHAPE = (480, 640, 3)
BACKGROUND_SIDE = 256  # pixels of the copy whose background is looked at
LEAST = 0.01  # score of a box that is kept
BOXED_SIDE = 640  # pixels of a picture with boxes
WHITE = 245.0  # darkest channel of a background that counts as white


def networks(settings: Settings, role: str, name: str) -> tuple[Network, ...]:
    """The networks of a version; empty for a model that is none.

    Parameters
    ----------
    settings : Settings
    role, name : str
        As for `core.models.store.entry`.

    Raises
    ------
    ModelMissing, WrongContract, PackageMissing
        When a file is missing, damaged, or of another format.
    """
    entry = store.entry(settings.models_dir, role, name)
    if role == "faces":
        weights = nets.read_weights(read_file(entry.path).get("mtcnn_sha256"))
        return tuple(openvino_network(f"{net} of the mtcnn package", model, "Keras weights, as an OpenVINO graph")
                     for net, model in nets.build_nets(weights).items())
    if role == "text":
        return tuple(read_network(_text_folder() / file) for file in read_file(entry.path).get("sha256", {}))
    if entry.path.suffix == ".json":
        return ()
    return (network_of_file(settings, str(entry.path), role),)


def network_of_file(settings: Settings, path: str, role: str = "") -> Network:
    """The network of one file, and whether it keeps the contract of its role; a .tflite without one is tried as an
    intent model."""
    network, contract = read_network(Path(path)), ""
    if path.lower().endswith(".tflite") and role in ("", "intent"):
        try:
            read_contract(path)
        except WrongContract as error:
            contract = error.message
    return replace(network, contract=contract)


def milliseconds(settings: Settings, role: str, name: str) -> float:
    """Median time of a version for one picture of 640 x 480 pixels, on one thread, after warming up.

    Raises
    ------
    Misuse
        For a model that does not run by itself.
    """
    run = _opened(store.entry(settings.models_dir, role, name))
    image = np.random.default_rng(0).integers(90, 166, SHAPE, dtype=np.uint8)
    seconds = []
    for _ in range(WARM_UP + RUNS):
        start = time.perf_counter()
        run(image)
        seconds.append(time.perf_counter() - start)
    return 1000 * statistics.median(seconds[WARM_UP:])


def score(settings: Settings, path: str, picture_id: str, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """What intent models say of one labeled picture, and what slices tell it by.

    Parameters
    ----------
    settings : Settings
        Limits of bytes and pixels.
    path, picture_id : str
        The file, and the sha256 that it must have.
    entries : tuple of Entry
        The models.

    Returns
    -------
    list of dict
        For each model `scores`: the four of `INTENT_LABELS` and the sensitive one; `background`: white, plain or
        natural; `side`: the longer one in pixels.

    Raises
    ------
    InputError
        When the file is gone, altered or no picture.
    WrongContract
        When a model does not keep its contract.
    """
    image = read_picture(Path(path), path, settings, picture_id=picture_id).image
    intents = [_intent_model(entry).classify(image) for entry in entries]
    facts = {"background": _background(draw.downscale(image, side=BACKGROUND_SIDE)), "side": max(image.shape[:2])}
    return [{"scores": [*np.round(intent.shopping.scores.astype(float), 5).tolist(), round(intent.sensitive_score, 5)],
             **facts} for intent in intents]


def find(settings: Settings, path: str, picture_id: str, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """What detectors see in one labeled picture, also below their thresholds.

    Parameters
    ----------
    settings : Settings
        Limits of bytes and pixels; which model of persons says whether a face is printed.
    path, picture_id : str
        The file, and the sha256 that it must have.
    entries : tuple of Entry
        Models for persons, or for faces.

    Returns
    -------
    list of dict
        For each model `boxes`: left, top, right, bottom in pixels of the upright picture, and the score, best first.

    Raises
    ------
    InputError
        When the file is gone, altered or no picture.
    WrongContract
        When a model does not keep its contract.
    """
    image = read_picture(Path(path), path, settings, picture_id=picture_id).image
    return [{"boxes": _boxes(settings, entry, image)} for entry in entries]


def tagged(settings: Settings, path: str, picture_id: str, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """What models of tags say of one labeled picture.

    Parameters
    ----------
    settings, path, picture_id
        As for `find`.
    entries : tuple of Entry
        Models of tags.

    Returns
    -------
    list of dict
        For each model `facts`: name, value and score of what is shown; `top`: the likeliest of the tags that have none
        below them, "" where it is likelier that the picture shows no product.

    Raises
    ------
    InputError
        When the file is gone, altered or no picture.
    SetupError, ModelMissing, WrongContract
        When a model cannot be opened.
    """
    image = read_picture(Path(path), path, settings, picture_id=picture_id).image
    models = [_tag_model(entry) for entry in entries]
    return [{"facts": [[fact.name, fact.value, round(fact.score, 4)] for fact in model.facts(image)],
             "top": likeliest(model.head, model.probabilities(image)["tag"][0])} for model in models]


def boxed(settings: Settings, path: str, picture_id: str,
          boxes: tuple[str, list[list[float]], list[list[float]]]) -> bytes:
    """A picture of at most 640 px as JPEG, with true boxes and those of a model; raises InputError.

    Parameters
    ----------
    settings, path, picture_id
        As for `find`.
    boxes : tuple
        "face" or "person"; true ones (M, 4); the model's (N, 5) with their scores.
    """
    image = read_picture(Path(path), path, settings, picture_id=picture_id).image
    small = draw.downscale(image, side=BOXED_SIDE)
    scale = small.shape[1] / image.shape[1]
    label, *parts = boxes
    truth, found = (np.array(part, float).reshape(-1, 5 if place else 4) for place, part in enumerate(parts))
    return draw.preview_jpeg(draw_pairs.pairs(small, truth * scale, found * [*[scale] * 4, 1], label), side=BOXED_SIDE)


def _boxes(settings: Settings, entry: Entry, image: np.ndarray) -> list[list[float]]:
    """xyxy and score of everything above `LEAST`, best first; a face as the chain of an analysis sees it."""
    if entry.role == "persons":
        xyxy, scores = _detector(entry).search(image).candidates
    else:
        models = replace(analyze_tasks.open_models(settings), faces=_detector(entry))
        faces, _ = analyze_tasks.look(models, image)
        xyxy, scores = faces.candidates.xyxy, faces.scores
    order = [row for row in np.argsort(-scores, kind="stable") if scores[row] >= LEAST]
    return [[*np.round(xyxy[row].astype(float), 1).tolist(), round(float(scores[row]), 4)] for row in order]


def _background(small: np.ndarray) -> str:
    mask, color = rules_tasks.plain_background(small)
    return "natural" if mask is None else "white" if min(color) >= WHITE else "plain"


@lru_cache(maxsize=4)
def _open_intent(path: Path, sha256: str) -> IntentModel:
    return IntentModel(path)


def _intent_model(entry: Entry) -> IntentModel:
    """Opened once in each process; the entry's thresholds do not change its scores."""
    return _open_intent(entry.path, entry.sha256)


@lru_cache(maxsize=2)
def _open_tags(path: Path, sha256: str, name: str) -> TagModel:
    return TagModel(SimpleNamespace(path=path, name=name))


def _tag_model(entry: Entry) -> TagModel:
    """Opened once in each process."""
    return _open_tags(entry.path, entry.sha256, entry.name)


_DETECTORS: dict[str, Any] = {}


def _detector(entry: Entry) -> Any:
    """A model for persons or faces; the last one stays open in this process."""
    if entry.sha256 not in _DETECTORS:
        _DETECTORS.clear()
        _DETECTORS[entry.sha256] = Persons(entry) if entry.role == "persons" else Faces(entry)
    return _DETECTORS[entry.sha256]


def _opened(entry: Entry) -> Callable[[np.ndarray], Any]:
    openers: dict[str, Callable[[], Callable[[np.ndarray], Any]]] = {
        "intent": lambda: IntentModel(entry).classify, "persons": lambda: Persons(entry).detect,
        "faces": lambda: Faces(entry).detect, "text": lambda: TextReader(entry).read}
    if entry.role not in openers:
        raise Misuse(f"{entry.name} is not timed: it is a table of numbers, not a network.",
                     "Its stage is part of the seconds that an analysis reports.")
    return openers[entry.role]()


def _text_folder() -> Path:
    spec = importlib.util.find_spec(TEXT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PackageMissing(f"The package {TEXT_PACKAGE}, which holds this model, is not installed.",
                             f"Run `pip install {TEXT_PACKAGE}==1.4.4`.")
    return Path(spec.submodule_search_locations[0]) / "models"
