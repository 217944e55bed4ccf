"""Train the person model: ultralytics' YOLOv5-n from public weights, its new head first, then all of it."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from core.learning.persons.batches import Batches
from core.learning.persons.detectors import yolov5_network
from core.learning.persons.tensor_pickle import read_state_dict

REG_MAX = 12  # distances up to 11 strides: 352 px at stride 32, more than a 416 px square needs
# The whole backbone stays as it is: what it learned from a hundred thousand photos is more than this pack can teach.
FROZEN_LAYERS, NECK_START, HEAD_INDEX = 10, 10, 24


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    Attributes
    ----------
    head_steps, steps : int
        Steps with everything but the head frozen, and steps altogether.
    batch : int
    sizes : tuple of int
        Sides of the square, drawn at random for each batch.
    head_rate, neck_rate, backbone_rate : float
        Peak learning rates (AdamW).
    seed : int
    threads : int
        Processor threads for torch.
    minutes : float
        Stop early, with the learning rate's fall squeezed into the time.
    """

    head_steps: int = 900
    steps: int = 4000
    batch: int = 16
    sizes: tuple[int, ...] = (320, 352, 384)
    head_rate: float = 2e-3
    neck_rate: float = 4e-4
    backbone_rate: float = 2.5e-4
    seed: int = 20
    threads: int = 2
    minutes: float = 90.0


def build(weights: Path) -> torch.nn.Module:
    """The network with the public backbone and neck and a fresh head for one class.

    Parameters
    ----------
    weights : Path
        Folder with `yolov5n.pt`; only its tensors are read.

    Returns
    -------
    torch.nn.Module
        An ultralytics `DetectionModel`.
    """
    model = yolov5_network(classes=1, reg_max=REG_MAX)
    _lighten_head(model)
    tensors = {name: value.float() for name, value in read_state_dict(weights / "yolov5n.pt").items()}
    mine = model.state_dict()
    matching = {k: v for k, v in tensors.items() if k in mine and mine[k].shape == v.shape}
    model.load_state_dict(matching, strict=False)
    body = [name for name in mine if int(name.split(".")[1]) < HEAD_INDEX]
    missing = [name for name in body if name not in matching]
    if missing:
        raise ValueError(f"the public weights lack {len(missing)} tensors of the backbone and neck: {missing[:3]}")
    model.names = {0: "person"}
    return model


def _lighten_head(model: torch.nn.Module) -> None:
    """Swap the head for ultralytics' newer one, whose class branch is depthwise: fewer sums, same outputs."""
    from ultralytics.nn.modules.head import Detect

    old = model.model[-1]
    Detect.legacy = False
    new = Detect(1, REG_MAX, False, [branch[0].conv.in_channels for branch in old.cv2])
    new.i, new.f, new.type, new.np, new.stride = old.i, old.f, old.type, old.np, old.stride
    for layer in new.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.eps, layer.momentum = 1e-3, 0.03
    new.bias_init()
    model.model[-1] = new


class Average:
    """Exponential moving average of a model's floating tensors."""

    def __init__(self, model: torch.nn.Module, decay: float = 0.997) -> None:
        self.model, self.decay, self.updates = copy.deepcopy(model).eval(), decay, 0

    @torch.no_grad()
    def update(self, model: torch.nn.Module) -> None:
        """Move towards the model; young averages move faster."""
        self.updates += 1
        decay = self.decay * (1 - math.exp(-self.updates / 200))
        for mine, theirs in zip(self.model.state_dict().values(), model.state_dict().values(), strict=True):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs, 1 - decay)
            else:
                mine.copy_(theirs)


def parameter_groups(model: torch.nn.Module, plan: Plan) -> list[dict]:
    """Parameters by part of the network, each with its peak rate; normalization and bias undecayed."""
    groups: dict[tuple[str, bool], list] = {}
    for name, parameter in model.named_parameters():
        layer = int(name.split(".")[1])
        part = "backbone" if layer < NECK_START else "neck" if layer < HEAD_INDEX else "head"
        if ".dfl." not in name:
            groups.setdefault((part, parameter.ndim > 1), []).append(parameter)
    return [
        {"params": members, "peak": getattr(plan, f"{part}_rate"), "part": part, "weight_decay": 5e-4 * decayed}
        for (part, decayed), members in groups.items()
    ]


def set_mode(model: torch.nn.Module, head_only: bool) -> None:
    """Head in training mode; the body keeps the public running statistics of its normalization."""
    model.train()
    for index, layer in enumerate(model.model):
        if index < HEAD_INDEX:
            layer.eval()
            layer.requires_grad_(index >= FROZEN_LAYERS and not head_only)
    model.model[HEAD_INDEX].dfl.requires_grad_(False)


def rate(progress: float, warm: float = 0.03) -> float:
    """Share of the peak rate at `progress` in [0, 1]: linear warm-up, then a cosine down to 2 %.

    Examples
    --------
    >>> [round(rate(progress), 2) for progress in (0.0, 0.03, 0.5, 1.0)]
    [0.02, 1.0, 0.53, 0.02]
    """
    if progress < warm:
        return max(progress / warm, 0.02)
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - warm) / (1 - warm))))


def train(model: torch.nn.Module, batches: Batches, plan: Plan, folder: Path, *, log: Callable[[str], None]):
    """Train; continues from `folder/checkpoint.pt` where it exists.

    Parameters
    ----------
    model : torch.nn.Module
        From `build`.
    batches, plan : Batches, Plan
        Labeled pictures; steps, rates and time.
    folder : Path
        Checkpoints, about every three minutes.
    log : callable
        Gets losses and speed.

    Returns
    -------
    torch.nn.Module
        The averaged model, on the processor, float32.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    model = model.to(device=device, memory_format=torch.channels_last)
    average, loss_of = Average(model), _loss(model)
    optimizer = torch.optim.AdamW(parameter_groups(model, plan), lr=1e-3)
    first, spent = _resume(folder / "checkpoint.pt", model, average, optimizer)
    start = saved = time.monotonic() - spent
    smooth = None
    for step, batch in zip(range(first, plan.steps), batches.stream(plan.sizes, first), strict=False):
        head_only = step < plan.head_steps
        if step == first or step == plan.head_steps:
            set_mode(model, head_only)
        elapsed = (time.monotonic() - start) / 60
        progress = max(step / plan.steps, elapsed / plan.minutes)
        if progress >= 1:
            break
        _set_rates(optimizer, plan, step, progress)
        losses = _step(model, batch, loss_of, optimizer, device=device)
        average.update(model)
        smooth = losses if smooth is None else 0.97 * smooth + 0.03 * losses
        if step % 20 == 0:
            pace = (time.monotonic() - start - spent) / (step + 1 - first)
            box, cls, dfl = smooth.tolist()
            log(f"step {step} box/cls/dfl {box:.2f}/{cls:.2f}/{dfl:.2f} {pace:.2f} s/step {elapsed:.1f} min")
        if time.monotonic() - saved > 180:
            saved = time.monotonic()
            _save(folder / "checkpoint.pt", model, average, optimizer, progress=(step + 1, saved - start))
    _save(folder / "checkpoint.pt", model, average, optimizer, progress=(plan.steps, time.monotonic() - start))
    return average.model.cpu().float()


def _loss(model: torch.nn.Module):
    from ultralytics.cfg import get_cfg
    from ultralytics.utils.loss import v8DetectionLoss

    model.args = get_cfg()
    return v8DetectionLoss(model)


def _set_rates(optimizer: torch.optim.Optimizer, plan: Plan, step: int, progress: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * rate(progress)
        if group["part"] != "head":  # the body joins gently
            group["lr"] *= min(1.0, max(0, step - plan.head_steps) / 100)


def _step(model, batch: dict, loss_of, optimizer: torch.optim.Optimizer, *, device: torch.device) -> torch.Tensor:
    images = batch["img"].to(device, non_blocking=True).float().div_(255).contiguous(memory_format=torch.channels_last)
    batch = {key: value.to(device) for key, value in batch.items() if key != "img"}
    total, parts = loss_of(model(images), batch)
    optimizer.zero_grad(set_to_none=True)
    total.sum().backward()
    torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 10.0)
    optimizer.step()
    values = parts.values() if isinstance(parts, dict) else parts
    return torch.stack([torch.as_tensor(value).detach().cpu() for value in values])


def _save(path: Path, model, average: Average, optimizer, *, progress: tuple[int, float]) -> None:
    state = {
        "model": model.state_dict(), "average": average.model.state_dict(), "updates": average.updates,
        "optimizer": optimizer.state_dict(), "step": progress[0], "spent": progress[1],
    }  # fmt: skip
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def _resume(path: Path, model, average: Average, optimizer) -> tuple[int, float]:
    if not path.exists():
        return 0, 0.0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    average.model.load_state_dict(state["average"])
    average.updates = state["updates"]
    optimizer.load_state_dict(state["optimizer"])
    return state["step"], state["spent"]
