"""Fine-tune the network on soft labels; the average that the held-out pictures call best is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from core.learning.objects.loss import loss
from core.learning.objects.network import YoloxNano
from core.learning.objects.squares import Batch, Squares
from core.learning.persons.training import Average, rate

SHARES = (0.3, 0.5, 0.75, 1.0)  # of the way from the public weights to the trained ones
FROZEN = ("stem", "dark2", "dark3")  # what they see is general; the rest adapts


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    Attributes
    ----------
    steps : int
    batch : int
    sizes : tuple of int
        Sides of the square, drawn at random for each batch.
    body_rate, head_rate : float
        Peak learning rates (AdamW).
    minutes : float
        Stop early, with the learning rate's fall squeezed into the time.
    check_minutes : float
        Between two looks at the held-out pictures, each of which also writes a checkpoint.
    seed, threads : int
    """

    steps: int = 4000
    batch: int = 8
    sizes: tuple[int, ...] = (352, 384, 416)
    body_rate: float = 1e-4
    head_rate: float = 3e-4
    minutes: float = 60.0
    check_minutes: float = 6.0
    seed: int = 14
    threads: int = 2


def parameter_groups(model: YoloxNano, plan: Plan) -> list[dict]:
    """Parameters that learn, by peak rate; biases are not decayed, `FROZEN` parts do not learn."""
    groups: dict[tuple[float, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if name.split(".")[0] in FROZEN:
            parameter.requires_grad_(False)
            continue
        peak = plan.head_rate if name.startswith("heads") else plan.body_rate
        groups.setdefault((peak, parameter.ndim > 1), []).append(parameter)
    return [{"params": members, "peak": peak, "weight_decay": 5e-4 * decayed}
            for (peak, decayed), members in groups.items()]


def train(model: YoloxNano, squares: Squares, plan: Plan, folder: Path, *, measure: Callable[[YoloxNano], float],
          log: Callable[[str], None]) -> YoloxNano:
    """Train; continues from `folder/checkpoint.pt` where it exists.

    Parameters
    ----------
    model : YoloxNano
        With the weights to start from.
    squares, plan : Squares, Plan
    folder : Path
        Of the checkpoint, and of `best.pt`, the best average so far.
    measure : callable
        Takes the averaged network, returns how good it is on held-out pictures.
    log : callable
        Gets losses, and what `measure` said.

    Returns
    -------
    YoloxNano
        The trained average that was best on the held-out pictures; never the weights it started from.
    """
    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    model = model.train().to(memory_format=torch.channels_last)
    average, optimizer = Average(model, decay=0.998), torch.optim.AdamW(parameter_groups(model, plan), lr=1e-4)
    first, spent, best = _resume(folder / "checkpoint.pt", model, average, optimizer)
    if not first:
        log(f"before: {measure(average.model):.4f} on held-out pictures")
    start = checked = time.monotonic() - spent
    for step, batch in zip(range(first, plan.steps + 1), squares.stream(plan.sizes, first), strict=False):
        elapsed = (time.monotonic() - start) / 60
        progress = max(step / plan.steps, elapsed / plan.minutes)
        if progress >= 1 or (time.monotonic() - checked) / 60 >= plan.check_minutes:
            good, checked = measure(average.model), time.monotonic()
            log(f"step {step}: {good:.4f} on held-out pictures, best so far {best:.4f}")
            if good > best:
                best = good
                torch.save(average.model.state_dict(), folder / "best.pt")
            _save(folder / "checkpoint.pt", model, average, optimizer, progress=(step, checked - start, best))
        if progress >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate(progress)
        parts = learn(model, batch, optimizer)
        average.update(model)
        if step % 20 == 0:
            log(f"step {step} box/objectness/class {'/'.join(f'{v:.3f}' for v in parts.tolist())} {elapsed:.1f} min")
    average.model.load_state_dict(torch.load(folder / "best.pt", weights_only=True))
    return average.model


def soften(tuned: YoloxNano, start: YoloxNano, measure: Callable[[YoloxNano], float], log: Callable[[str], None]
           ) -> YoloxNano:
    """The network between start and end of a fine-tuning that is best on held-out pictures [1]_.

    A short training on few pictures forgets; weights between both ends often know more than either.

    Parameters
    ----------
    tuned, start : YoloxNano
        With the weights at the end and at the beginning.
    measure, log : callable
        As for `train`.

    Returns
    -------
    YoloxNano
        `tuned`, changed; never the start itself.

    References
    ----------
    .. [1] Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.
    """
    ends = [{name: value.clone() for name, value in model.state_dict().items()} for model in (start, tuned)]
    good = {}
    for share in SHARES:
        _move(tuned, *ends, share=share)
        good[share] = measure(tuned)
        log(f"{share:.0%} of the way: {good[share]:.4f} on held-out pictures")
    _move(tuned, *ends, share=max(good, key=good.__getitem__))
    return tuned


def _move(model: YoloxNano, start: dict[str, torch.Tensor], end: dict[str, torch.Tensor], *, share: float) -> None:
    model.load_state_dict({name: torch.lerp(start[name], end[name], share) for name in start})


def learn(model: YoloxNano, batch: Batch, optimizer: torch.optim.Optimizer) -> torch.Tensor:
    """One step; the losses of boxes, objectness and classes, shape (3,)."""
    images = (batch.images.float() / 255).contiguous(memory_format=torch.channels_last)
    parts = loss(model(images), batch.found, images.shape[-1], batch.watched)
    optimizer.zero_grad(set_to_none=True)
    parts.sum().backward()
    torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 10.0)
    optimizer.step()
    return parts.detach()


def _save(path: Path, model: YoloxNano, average: Average, optimizer: torch.optim.Optimizer, *,
          progress: tuple[int, float, float]) -> None:
    state = {"model": model.state_dict(), "average": average.model.state_dict(), "updates": average.updates,
             "optimizer": optimizer.state_dict(), "progress": progress}
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def _resume(path: Path, model: YoloxNano, average: Average, optimizer: torch.optim.Optimizer
            ) -> tuple[int, float, float]:
    """Steps done, seconds spent and the best figure so far."""
    if not path.exists():
        return 0, 0.0, -1.0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    average.model.load_state_dict(state["average"])
    average.updates = state["updates"]
    optimizer.load_state_dict(state["optimizer"])
    step, spent, best = state["progress"]
    return step, spent, best
