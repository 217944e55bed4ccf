"""Turns ultralytics weights (.pt) into the OpenVINO form that the product runs; a process of its own.

A .pt is a pickle, and a pickle can run code. Here it is opened with ``weights_only``: only classes of ultralytics'
and torch's networks may be built, anything else is refused by name [1]_. Torch is heavy, so callers start
``python -m core.learning.persons.conversion WEIGHTS FOLDER`` and read one line of JSON from its output.

References
----------
.. [1] PyTorch documentation, torch.load with weights_only=True; ultralytics 8.4, nn/tasks.py, torch_safe_load.
"""

from __future__ import annotations

import inspect
import json
import pickle
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from core.errors import MerchlensError, PackageMissing, WrongContract

PERSON_NAMES = ("person", "people", "human", "pedestrian")
TASKS = ("detect", "segment", "pose")  # their first output is box, class scores, and what else there is
LARGEST_SIDE, STEP = 1280, 32
NETWORK_PACKAGES = ("ultralytics.", "torch.", "collections.", "numpy.", "pathlib.", "builtins.getattr", "builtins.set")


def convert(weights: Path, folder: Path) -> dict[str, Any]:
    """Write ``persons.xml`` and ``persons.bin`` for the person class of any ultralytics detector.

    Parameters
    ----------
    weights : Path
        A checkpoint of ultralytics for detection, segmentation or pose.
    folder : Path
        Where the two files go.

    Returns
    -------
    dict
        ``side`` (of the square input, pixels), ``label`` (the class's name there), ``task``, ``license``.

    Raises
    ------
    WrongContract
        If the file is refused, damaged, or no detector of persons.
    """
    network, facts = load(weights)
    import openvino
    import torch

    torch.set_num_threads(1)
    task = str(getattr(network, "task", "detect"))
    if task not in TASKS:
        raise WrongContract(f"{weights.name} was made to {task}; to find persons a model must {', '.join(TASKS)}.",
                            "Use a detector such as yolo11n.pt.")
    row, label = person_row(network.names, weights.name)
    side = _side(facts.get("train_args") or {})
    example = torch.zeros(1, 3, side, side)
    with torch.no_grad():
        rows = _person_only(network, row)
        rows(example)  # the head lays its grid for this size
        graph = openvino.convert_model(rows, example_input=example, input=[1, 3, side, side])
    openvino.save_model(graph, folder / "persons.xml", compress_to_fp16=True)
    return {"side": side, "label": label, "task": task, "license": str(facts.get("license") or "AGPL-3.0")[:100]}


def load(weights: Path) -> tuple[Any, dict[str, Any]]:
    """Open a checkpoint without running what its pickle says.

    Parameters
    ----------
    weights : Path

    Returns
    -------
    tuple
        The network (torch.nn.Module, float32, evaluation mode) and the checkpoint's other entries.

    Raises
    ------
    PackageMissing
        If the installed ultralytics cannot open weights safely.
    WrongContract
        If the file is refused or damaged; names what it asked for.
    """
    if not zipfile.is_zipfile(weights):
        raise WrongContract(f"{weights.name} must be a checkpoint of torch (a zip file), but is none or is cut off.",
                            _HINT)
    from core.learning.persons.torchvision_guard import import_ultralytics

    import_ultralytics()
    import torch
    from ultralytics.nn import tasks

    knows = "safe_only" in inspect.signature(tasks.torch_safe_load).parameters and hasattr(tasks, "SAFE_LOAD")
    if not knows or not hasattr(torch.serialization, "get_unsafe_globals_in_checkpoint"):
        raise PackageMissing("The installed ultralytics or torch cannot open weights without running their code.",
                             "Install ultralytics 8.4.190 and torch 2.6, or newer.")
    tasks.SAFE_LOAD = True  # also where ultralytics was imported before, without the restriction
    try:
        with tempfile.TemporaryDirectory() as folder:  # by a name that ultralytics does not take for one of its own
            copy = shutil.copyfile(weights, Path(folder) / "weights.pt")
            return tasks.load_checkpoint(copy)
    except Exception as error:  # noqa: BLE001 - a hostile pickle fails in every way there is
        raise _refusal(weights, error) from None


def person_row(names: Any, file: str) -> tuple[int, str]:
    """Which class is a person.

    Parameters
    ----------
    names : dict of int to str, or list of str
        Class names of the network.
    file : str
        For the message.

    Returns
    -------
    tuple
        Number and name of the class; a model of one class is taken as one of persons.

    Raises
    ------
    WrongContract
        If no class is a person.
    """
    listed = dict(names) if isinstance(names, dict) else dict(enumerate(names))
    for number, name in listed.items():
        if str(name).strip().lower() in PERSON_NAMES:
            return int(number), str(name)
    if len(listed) == 1:
        number, name = next(iter(listed.items()))
        return int(number), str(name)
    found = ", ".join(str(name)[:30] for name in list(listed.values())[:10])
    raise WrongContract(f"{file} must know the class person, but its {len(listed)} classes are {found}, ...",
                        "Use a model that was trained on persons.")


def _refusal(weights: Path, error: Exception) -> WrongContract:
    """The error to show: what the file asked for where that was the reason."""
    asked = [name for name in _named_globals(weights) if not name.startswith(NETWORK_PACKAGES)]
    if any(name.startswith("models.") for name in asked):
        return WrongContract(f"{weights.name} is of the first YOLOv5 program, whose classes are not known here.",
                             "Use its successor (yolov5nu.pt for yolov5n.pt), or weights of ultralytics 8 or newer.")
    if asked:
        return WrongContract(f"{weights.name} was refused: it asks for {', '.join(asked[:3])}, which no network needs.",
                             "It may be hostile. Only classes of ultralytics and torch are opened.")
    reason = str(error).encode("ascii", "ignore").decode().split("\n")[0].removeprefix("ERROR").strip()
    said = f"{type(error).__name__}: {reason}"[:200]
    return WrongContract(f"{weights.name} cannot be opened as ultralytics weights ({said}).", _HINT)


_HINT = "Use a .pt written by ultralytics 8 or newer."


def _named_globals(weights: Path) -> list[str]:
    """What the pickle imports, found without running it; empty for a file that is no checkpoint."""
    import torch

    try:
        return sorted(torch.serialization.get_unsafe_globals_in_checkpoint(weights))
    except (ValueError, RuntimeError, EOFError, pickle.UnpicklingError, AttributeError, KeyError, IndexError):
        return []


def _side(trained: Any) -> int:
    """The side that the network was trained for: a multiple of 32, 640 where the checkpoint does not say."""
    size = trained.get("imgsz", 640) if isinstance(trained, dict) else 640
    longest = max(size) if isinstance(size, list | tuple) and size else size
    sound = isinstance(longest, int) and 0 < longest <= LARGEST_SIDE
    return -(-longest // STEP) * STEP if sound else 640


def _person_only(network: Any, row: int) -> Any:
    """The network with boxes and the score of one class as its only output: [1, 5, places]."""
    from torch import cat, nn

    class PersonOnly(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            if hasattr(network, "end2end"):
                network.end2end = False  # raw boxes of every place; repeats are suppressed by the product
            self.network = network.fuse(verbose=False)
            head = self.network.model[-1]
            head.export, head.format, head.dynamic = True, "openvino", False

        def forward(self, picture: Any) -> Any:
            answer = self.network(picture)
            places = answer[0] if isinstance(answer, list | tuple) else answer
            return cat([places[:, :4], places[:, 4 + row : 5 + row]], 1)

    return PersonOnly().eval()


def main(arguments: list[str]) -> int:
    """Convert, and say the outcome as one line of JSON: the facts, or error, message and hint."""
    try:
        outcome = convert(Path(arguments[0]), Path(arguments[1]))
    except MerchlensError as error:
        outcome = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    print("\n" + json.dumps(outcome), flush=True)
    return 1 if "error" in outcome else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
