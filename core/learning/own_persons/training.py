"""The fit: neck and head of the checkpoint at a small step, with its state on disk."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from core.errors import SetupError
from core.learning.own_persons.batches import Scene, batch
from core.learning.own_persons.order import Order
from core.learning.persons.detectors import open_checkpoint
from core.learning.persons.training import HEAD_INDEX, Average, Plan, parameter_groups, rate, set_mode

HEAD_RATE, NECK_RATE = 3e-4, 5e-5  # a tenth of those of the first training: what it knows is to stay
SAVED_SECONDS, LOGGED = 30.0, 5
STATE, CURVE = "state.pt", "curve.jsonl"


def fit(order: Order, checkpoint: Path, scenes: tuple[Sequence[Scene], Sequence[Scene]], folder: Path, *,
        side: int, tell: Callable[[int, float], None]) -> torch.nn.Module:
    """Train; goes on from the state in the folder where there is one.

    Parameters
    ----------
    order : Order
    checkpoint : Path
        The parent's .pt.
    scenes : tuple of sequence of Scene
        Boxed photos, and photos to replay.
    folder : Path
        Keeps the state, at most 30 seconds old, and the loss of every fifth step.
    side : int
        Of the square input, in pixels.
    tell : callable
        Takes the steps that are done and the loss.

    Returns
    -------
    torch.nn.Module
        The averaged model, float32.

    Raises
    ------
    SetupError
        A full disk.
    """
    torch.manual_seed(order.seed)
    model = _opened(checkpoint)
    average, loss_of = Average(model, decay=0.98), _loss(model)
    plan = Plan(head_rate=HEAD_RATE, neck_rate=NECK_RATE)
    optimizer = torch.optim.AdamW(parameter_groups(model, plan), lr=HEAD_RATE)
    first, lines = resume(folder / STATE, model, average, optimizer)
    saved = time.monotonic()
    for step in range(first, order.steps):
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate(step / order.steps)
        loss = _step(model, batch(*scenes, order.batch, number=step, side=side, seed=order.seed), loss_of, optimizer)
        average.update(model)
        if step % LOGGED == 0 or step + 1 == order.steps:
            lines.append({"step": step + 1, "loss": round(loss, 4)})
        if time.monotonic() - saved > SAVED_SECONDS or step + 1 == order.steps:
            save(folder, {"model": model.state_dict(), "average": average.model.state_dict(),
                           "updates": average.updates, "optimizer": optimizer.state_dict(), "step": step + 1}, lines)
            saved = time.monotonic()
        tell(step + 1, loss)
    return average.model.float().eval()


def _opened(checkpoint: Path) -> torch.nn.Module:
    """The network of a checkpoint, its neck and head ready to learn."""
    model = open_checkpoint(checkpoint)
    model.model[HEAD_INDEX].requires_grad_(True)
    set_mode(model, head_only=False)
    for layer in model.model[HEAD_INDEX].modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.eval()  # a few photos say little about means
    return model


def _loss(model: torch.nn.Module) -> Any:
    from ultralytics.cfg import get_cfg
    from ultralytics.utils.loss import v8DetectionLoss

    model.args = get_cfg()
    return v8DetectionLoss(model)


def _step(model: torch.nn.Module, views: dict[str, torch.Tensor], loss_of: Any, optimizer: Any) -> float:
    total, _ = loss_of(model(views["img"]), views)
    optimizer.zero_grad(set_to_none=True)
    total.sum().backward()
    torch.nn.utils.clip_grad_norm_([each for each in model.parameters() if each.requires_grad], 10.0)
    optimizer.step()
    return float(total.detach().sum()) / len(views["img"])


def save(folder: Path, state: dict[str, Any], lines: list[dict[str, float]]) -> None:
    """Write the state and the curve, each whole or not at all; raises SetupError on a full disk."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        torch.save({**state, "lines": lines}, folder / f"{STATE}.part")
        (folder / f"{STATE}.part").replace(folder / STATE)
        (folder / f"{CURVE}.part").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        (folder / f"{CURVE}.part").replace(folder / CURVE)
    except (OSError, RuntimeError) as error:
        raise SetupError(f"The state of the training could not be stored: {error}.",
                         "Make room on the disk of the data folder and start again: it goes on from there.") from None


def resume(path: Path, model: torch.nn.Module, average: Average, optimizer: Any) -> tuple[int, list[dict[str, float]]]:
    """The steps that are done and their curve, with everything as it was then; 0 and none without a state."""
    if not path.exists():
        return 0, []
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    average.model.load_state_dict(state["average"])
    average.updates = state["updates"]
    optimizer.load_state_dict(state["optimizer"])
    return state["step"], state["lines"]
