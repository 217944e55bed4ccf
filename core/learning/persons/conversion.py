"""Converts ultralytics weights (.pt) to the OpenVINO IR that the product runs, in a process of its own.

A .pt is a pickle, and a pickle can run code. Here it is opened with `weights_only`: only classes of ultralytics'
and torch's networks may be built, anything else is refused by name [1]_. Torch is heavy, so callers start
`python -m core.learning.persons.conversion WEIGHTS FOLDER` and read one line of JSON from its output.

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

TAG_NAMES = ("price_tag", "price tag", "pricetag", "price")  # every other class is a product, where these are sought
PERSON_NAMES = ("person", "people", "human", "pedestrian")
TASKS = ("detect", "segment", "pose")  # their first output is box, class scores, and what else there is
LARGEST_SIDE, STEP = 1280, 32
NETWORK_PACKAGES = ("ultralytics.", "torch.", "collections.", "numpy.", "pathlib.", "builtins.getattr", "builtins.set")


def convert(weights: Path, folder: Path, role: str = "persons") -> dict[str, Any]:
    """Write `persons.xml` and `persons.bin` for the person class of any ultralytics detector; or, with the role
    "products", `products.xml` and `products.bin` for all that it knows as one class, and price tags where it has them.

    Parameters
    ----------
    weights : Path
        A checkpoint of ultralytics for detection, segmentation or pose.
    folder : Path
        Where the two files go.
    role : {"persons", "products"}

    Returns
    -------
    dict
        `side` (of the square input, pixels), `label` (the class's name there), `task`, `license`.

    Raises
    ------
    WrongContract
        The file is refused, damaged, or does not detect persons.
    """
    network, facts = load(weights)
    import openvino
    import torch

    torch.set_num_threads(1)
    task = str(getattr(network, "task", "detect"))
    if task not in TASKS:
        raise WrongContract(f"{weights.name} is a model for the task {task}; to find {role}, its task must be one of "
                            f"{', '.join(TASKS)}.", "Use a detector such as yolo11n.pt.")
    if role == "products":
        groups, label = product_rows(network.names), "product"
    else:
        row, label = person_row(network.names, weights.name)
        groups = [[row]]
    side = _side(facts.get("train_args") or {})
    example = torch.zeros(1, 3, side, side)
    with torch.no_grad():
        rows = _best_of(network, groups)
        rows(example)  # the head lays its grid for this size
        graph = openvino.convert_model(rows, example_input=example, input=[1, 3, side, side])
    openvino.save_model(graph, folder / f"{role}.xml", compress_to_fp16=True)
    return {"side": side, "label": label, "task": task, "license": str(facts.get("license") or "AGPL-3.0")[:100]}


def load(weights: Path) -> tuple[Any, dict[str, Any]]:
    """Open a checkpoint without running what its pickle says.

    Parameters
    ----------
    weights : Path
        A .pt file.

    Returns
    -------
    tuple
        The network (torch.nn.Module, float32, evaluation mode) and the checkpoint's other entries.

    Raises
    ------
    PackageMissing
        The installed ultralytics cannot open weights safely.
    WrongContract
        The file is refused or damaged; the message names what its pickle asks for.
    """
    if not zipfile.is_zipfile(weights):
        raise WrongContract(f"{weights.name} must be a PyTorch checkpoint (a zip file), but is not one or is cut off.",
                            _HINT)
    from core.learning.persons.torchvision_guard import import_ultralytics

    import_ultralytics()
    import torch
    from ultralytics.nn import tasks

    can_restrict = "safe_only" in inspect.signature(tasks.torch_safe_load).parameters and hasattr(tasks, "SAFE_LOAD")
    if not can_restrict or not hasattr(torch.serialization, "get_unsafe_globals_in_checkpoint"):
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
    """The class that is a person.

    Parameters
    ----------
    names : dict of int to str, or list of str
        Class names of the network.
    file : str
        For the message.

    Returns
    -------
    tuple
        Number and name of the class; the only class of a model is taken for persons.

    Raises
    ------
    WrongContract
        No class is a person.
    """
    classes = dict(names) if isinstance(names, dict) else dict(enumerate(names))
    for number, name in classes.items():
        if str(name).strip().lower() in PERSON_NAMES:
            return int(number), str(name)
    if len(classes) == 1:
        number, name = next(iter(classes.items()))
        return int(number), str(name)
    listing = ", ".join(str(name)[:30] for name in list(classes.values())[:10])
    raise WrongContract(f"{file} must have the class person, but its {len(classes)} classes are {listing}, ...",
                        "Use a model that was trained on persons.")


def product_rows(names: Any) -> list[list[int]]:
    """The classes that are products, and those that are price tags where there are any.

    Parameters
    ----------
    names : dict of int to str, or list of str
        Class names of the network.

    Examples
    --------
    >>> product_rows({0: "bottle", 1: "cup", 2: "Price tag"}), product_rows(["object"])
    ([[0, 1], [2]], [[0]])
    """
    classes = dict(names) if isinstance(names, dict) else dict(enumerate(names))
    tags = [int(number) for number, name in classes.items() if str(name).strip().lower() in TAG_NAMES]
    products = [int(number) for number in classes if int(number) not in tags]
    return [products, tags] if products and tags else [products or tags]


def _refusal(weights: Path, error: Exception) -> WrongContract:
    """The error to show: what the pickle asks for where that is the reason."""
    forbidden = [name for name in _named_globals(weights) if not name.startswith(NETWORK_PACKAGES)]
    if any(name.startswith("models.") for name in forbidden):
        return WrongContract(f"{weights.name} was written by the first YOLOv5 program, whose classes cannot be opened.",
                             "Use its successor (yolov5nu.pt for yolov5n.pt), or weights of ultralytics 8 or newer.")
    if forbidden:
        return WrongContract(f"{weights.name} was refused: it asks for {', '.join(forbidden[:3])}, which networks "
                             "never need.",
                             "It may be hostile. Merchlens opens only classes of ultralytics and torch.")
    reason = str(error).encode("ascii", "ignore").decode().split("\n")[0].removeprefix("ERROR").strip()
    cause = f"{type(error).__name__}: {reason}"[:200]
    return WrongContract(f"{weights.name} cannot be opened as ultralytics weights ({cause}).", _HINT)


_HINT = "Use a .pt written by ultralytics 8 or newer."


def _named_globals(weights: Path) -> list[str]:
    """What the pickle imports, read without running it; [] for other files."""
    import torch

    try:
        return sorted(torch.serialization.get_unsafe_globals_in_checkpoint(weights))
    except (ValueError, RuntimeError, EOFError, pickle.UnpicklingError, AttributeError, KeyError, IndexError):
        return []


def _side(train_args: Any) -> int:
    """The side that the network was trained for: a multiple of 32, 640 where the checkpoint does not say."""
    size = train_args.get("imgsz", 640) if isinstance(train_args, dict) else 640
    longest = max(size) if isinstance(size, list | tuple) and size else size
    is_valid = isinstance(longest, int) and 0 < longest <= LARGEST_SIDE
    return -(-longest // STEP) * STEP if is_valid else 640


def _best_of(network: Any, groups: list[list[int]]) -> Any:
    """The network with boxes and the best score of each group of classes as its only output, [1, 4 + G, places]."""
    from torch import cat, nn

    class BestOf(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            if hasattr(network, "end2end"):
                network.end2end = False  # raw boxes of every place; the product suppresses repeats
            self.network = network.fuse(verbose=False)
            head = self.network.model[-1]
            head.export, head.format, head.dynamic = True, "openvino", False

        def forward(self, picture: Any) -> Any:
            output = self.network(picture)
            places = output[0] if isinstance(output, list | tuple) else output
            best = [places[:, 4 + rows[0] : 5 + rows[0]] if len(rows) == 1 else
                    places[:, [4 + row for row in rows]].amax(1, keepdim=True) for rows in groups]
            return cat([places[:, :4], *best], 1)

    return BestOf().eval()


def main(arguments: list[str]) -> int:
    """Convert, and print one line of JSON: the facts, or error, message and hint."""
    try:
        result = convert(Path(arguments[0]), Path(arguments[1]), *arguments[2:3])
    except MerchlensError as error:
        result = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    print("\n" + json.dumps(result), flush=True)
    return 1 if "error" in result else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
