"""The tags head with its network as a .tflite in several formats, each measured beside the head in use."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import MerchlensError, WrongContract
from core.export.calibrated import to_int8
from core.export.request import Request
from core.export.tags_graph import TAG, questions, tags_metadata, tags_model
from core.export.weights import read_float, to_dynamic, to_half
from core.models import store
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter
from core.models.tflite.metadata import write_metadata
from core.models.tflite.objects import pack_model
from core.nouns.export import FORMATS, Export, Variant
from core.nouns.paired import paired_difference
from core.nouns.proportion import share_of
from core.tags import bundled, read_label
from core.vision.intent.contract import read_contract, to_input
from core.vision.tags.detector import TagModel
from core.vision.tags.head import TagHead
from core.vision.tags.tree import likeliest

Answer = dict[str, np.ndarray]
Normal = tuple[np.ndarray, np.ndarray]


class TagFile:
    """A .tflite of the tags, open.

    Parameters
    ----------
    path : Path
    head : TagHead
        Whose outputs it has.
    normal : tuple of ndarray
        Mean and standard deviation of its input.

    Raises
    ------
    WrongContract
        LiteRT cannot run it, or it has other outputs.
    """

    def __init__(self, path: Path, head: TagHead, normal: Normal) -> None:
        graph, self.path, self._normal = read_graph(path), path, normal
        names = questions(head)
        found = graph.outputs if set(names) <= set(graph.outputs) else dict(zip(names, graph.outputs.values(),
                                                                               strict=False))
        widths = {name: len(head.nodes) if name == TAG else len(head.values[name]) for name in names}
        if {name: graph.tensors[at].shape[-1] for name, at in found.items()} != widths:
            raise WrongContract(f"{path.name} has other outputs than the head.", "Export it again.")
        self._input, self._outputs = graph.inputs[0], found
        self._interpreter = open_interpreter(path, threads=1)

    def probabilities(self, image: np.ndarray) -> Answer:
        """Of all tags and values, for a picture, ndarray of uint8, shape (H, W, 3)."""
        self._interpreter.set_tensor(self._input, to_input(image, *self._normal))
        self._interpreter.invoke()
        return {name: self._interpreter.get_tensor(at).reshape(1, -1) for name, at in self._outputs.items()}


def export_tags(settings: Any, request: Request, folder: Path, *, read: Any, progress: Any) -> dict[str, Any]:
    """Write the formats and measure them; as `core.export.tasks.export`, which reads the pictures by `read`."""
    entry = store.entry(settings.models_dir, "tags", request.model)
    original = TagModel(entry)
    network = store.entry(entry.path.parent, "intent", original.head.network)
    contract = read_contract(network.path)
    normal = contract.mean, contract.std
    calibration, measured, left_out = read()
    inputs = [to_input(image, *normal) for _, image in calibration]
    models: dict[str, TagModel | TagFile | str] = {"original": original}
    for number, name in enumerate(request.formats):
        progress(f"Writing {name}", 0.4 + 0.3 * number / len(request.formats))
        path = folder / f"{entry.path.stem}.{name}.tflite"
        models[name] = _written((network.path, original.head, normal), name, inputs, path)
    answers, seconds = _answers(models, [image for _, image in measured], progress)
    labels = [_type_of(picture.label) for picture, _ in measured]
    sizes = {"original": (entry.path.name, entry.sha256, entry.bytes + network.bytes)}
    sizes |= {name: (model.path.name, store.sha256_of(model.path), model.path.stat().st_size)
              for name, model in models.items() if isinstance(model, TagFile)}
    rows = {name: _row((name, *sizes[name]), answers, original.head, seconds=seconds[name], labels=labels)
            for name in answers}
    rows |= {name: Variant(name, "", "", 0, 0.0, share_of(0, 0), 0.0, failed=model)
             for name, model in models.items() if isinstance(model, str)}
    return Export(entry.name, request.dataset_id, len(calibration), len(measured), rows["original"],
                  tuple(rows[name] for name in FORMATS if name in rows), tuple(left_out)).to_dict()


def _written(source: tuple[Path, TagHead, Normal], name: str, inputs: Sequence[np.ndarray], path: Path
             ) -> TagFile | str:
    """A format's file, opened; or why it cannot be made."""
    network, head, normal = source
    part = path.with_suffix(".part")
    try:
        part.write_bytes(pack_model(tags_model(network, head)))
        if name != "f32":
            model = read_float(part)
            if name == "f16":
                to_half(model)
            if name == "dynamic":
                to_dynamic(model)
            data = pack_model(model)
            part.write_bytes(to_int8(data, inputs) if name == "int8" else data)
        write_metadata(part, tags_metadata(network, head))
        part.replace(path)
        return TagFile(path, head, normal)
    except MerchlensError as error:
        for left in (part, path):
            left.unlink(missing_ok=True)
        return str(error)


def _answers(models: dict[str, Any], images: list[np.ndarray], progress: Any
             ) -> tuple[dict[str, list[Answer]], dict[str, list[float]]]:
    """What each model says; each picture goes to all in turn, so that a busy moment hits all of them."""
    ready = {name: model for name, model in models.items() if not isinstance(model, str)}
    answers: dict[str, list[Answer]] = {name: [] for name in ready}
    seconds: dict[str, list[float]] = {name: [] for name in ready}
    for number, image in enumerate(images):
        progress("Measuring", 0.7 + 0.3 * number / len(images))
        for name, model in ready.items():
            start = time.perf_counter()
            answers[name].append(model.probabilities(image))
            seconds[name].append(time.perf_counter() - start)
    return answers, seconds


def _row(named: tuple[str, str, str, int], answers: dict[str, list[Answer]], head: TagHead, *, seconds: list[float],
         labels: list[str]) -> Variant:
    tops, theirs = ([likeliest(head, one[TAG][0]) for one in answers[name]] for name in (named[0], "original"))
    gaps = [max(float(np.abs(one[name] - other[name]).max()) for name in other)
            for one, other in zip(answers[named[0]], answers["original"], strict=True)]
    right, was = ([top == label for top, label in zip(found, labels, strict=True) if label] for found in (tops, theirs))
    same = sum(one == other for one, other in zip(tops, theirs, strict=True))
    accuracy, change = (share_of(sum(right), len(right)), paired_difference(was, right)) if right else (None, None)
    return Variant(*named, round(1000 * float(np.median(seconds)), 2), share_of(same, len(tops)), round(max(gaps), 4),
                   accuracy, change)


def _type_of(label: str) -> str:
    """The one type that a label names; "" for none or several."""
    exact = read_label(label)[0].exact
    return exact[0] if len(exact) == 1 and len(bundled().path(exact[0])) > 2 else ""
