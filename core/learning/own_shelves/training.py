"""The fit: YOLOX-nano at a small step on corrected photos and replayed shelves, with its state on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import openvino
import torch

from core.errors import SetupError
from core.learning.objects.network import YoloxNano, to_openvino
from core.learning.objects.squares import Batch
from core.learning.objects.training import Plan, learn, parameter_groups
from core.learning.own_persons.training import LOGGED, SAVED_SECONDS, STATE, resume, save
from core.learning.own_shelves.order import Order
from core.learning.persons.training import Average, rate
from core.learning.shelves.shelves import Kept
from core.learning.shelves.squares import ShelfSquares, Teachers
from core.models.manifest import Entry

CLASSES = 2  # product, price tag
SIZES = (352, 416)
RATES = {"body_rate": 4e-5, "head_rate": 1.5e-4}  # a tenth of those of the first training: what it knows is to stay
OWN = 0.5  # of the squares; the others are of replayed shelves
DECAY = 0.98


def open_network(entry: Entry) -> YoloxNano:
    """The network of a version, ready to learn: from its checkpoint (.pt), or from the tensors of its ONNX file.

    Raises
    ------
    SetupError
        It has neither.
    """
    model = YoloxNano(CLASSES)
    checkpoint = next((file.path for file in entry.files if file.path.suffix == ".pt"), None)
    try:
        if checkpoint is not None:
            model.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
        else:
            constants = {op.get_friendly_name(): op for op in openvino.Core().read_model(entry.path).get_ops()
                         if op.get_type_name() == "Constant"}
            model.load_state_dict({name: torch.from_numpy(np.array(constants[f"network.{name}"].data, np.float32))
                                   for name in model.state_dict()})
    except (KeyError, RuntimeError, OSError) as error:
        raise SetupError(f"{entry.name} holds no network that can be trained further: {str(error)[:100]}.",
                         "Use products_1, or a version that was trained here.") from None
    return model


class Mixed(ShelfSquares):
    """Windows of corrected photos and of replayed shelves in turn.

    Parameters
    ----------
    own, replayed : sequence of Kept
    batch, seed : int
    """

    def __init__(self, own: Sequence[Kept], replayed: Sequence[Kept], batch: int, seed: int) -> None:
        super().__init__(Path(), Teachers(own, (), (), ()), batch, seed)
        self._replayed = ShelfSquares(Path(), Teachers(replayed, (), (), ()), batch, seed)

    def drawn(self, rng: np.random.Generator, size: int) -> tuple[np.ndarray, object, np.ndarray | None]:  # type: ignore[override]
        """One training square of either, mirrored or not."""
        source = self if not self._replayed.teachers.shelves or rng.random() < OWN else self._replayed
        image, found, watched = source.shelf(rng, size)
        if rng.random() < 0.5:
            return np.ascontiguousarray(image[:, ::-1]), found.mirrored(size), watched
        return image, found, watched


def fit(order: Order, squares: Mixed, folder: Path, *, tell: Callable[[int, float], None]) -> YoloxNano:
    """Train; goes on from the state in the folder where there is one.

    Parameters
    ----------
    order : Order
    squares : Mixed
    folder : Path
        Keeps the state, at most 30 seconds old, and the loss of every fifth step.
    tell : callable
        Takes the steps that are done and the loss.

    Returns
    -------
    YoloxNano
        The average of the last steps.

    Raises
    ------
    SetupError
        A full disk, or a parent that cannot be trained further.
    """
    torch.manual_seed(order.seed)
    model = open_network(order.parent).train().to(memory_format=torch.channels_last)
    average = Average(model, decay=DECAY)
    optimizer = torch.optim.AdamW(parameter_groups(model, replace(Plan(), **RATES)), lr=RATES["head_rate"])
    first, lines = resume(folder / STATE, model, average, optimizer)
    saved = time.monotonic()
    for step in range(first, order.steps):
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate(step / order.steps)
        batch: Batch = squares.make(step, SIZES)
        loss = float(learn(model, batch, optimizer).sum())
        average.update(model)
        if step % LOGGED == 0 or step + 1 == order.steps:
            lines.append({"step": step + 1, "loss": round(loss, 4)})
        if time.monotonic() - saved > SAVED_SECONDS or step + 1 == order.steps:
            save(folder, {"model": model.state_dict(), "average": average.model.state_dict(),
                          "updates": average.updates, "optimizer": optimizer.state_dict(), "step": step + 1}, lines)
            saved = time.monotonic()
        tell(step + 1, loss)
    found: YoloxNano = average.model.float().eval()
    return found


def write_models(model: YoloxNano, folder: Path, name: str) -> None:
    """Write `name`.xml and .bin for OpenVINO, and `name`.pt to train further; raises SetupError on a full disk."""
    try:
        openvino.save_model(to_openvino(model), folder / f"{name}.xml", compress_to_fp16=False)
        torch.save({key: value.clone() for key, value in model.state_dict().items()}, folder / f"{name}.pt")
    except (OSError, RuntimeError) as error:
        raise SetupError(f"The new version could not be stored: {error}.", "Make room on the disk.") from None
