"""What learns and what stays, a run that goes on, and how far the trained weights move from those they started from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.learning.objects.network import YoloxNano  # noqa: E402
from core.learning.objects.squares import Batch  # noqa: E402
from core.learning.objects.training import FROZEN, Plan, learn, parameter_groups, soften, train  # noqa: E402
from tests.learning.objects.test_labels import CUP, found  # noqa: E402


def batch() -> Batch:
    """A white square on gray is a cup, and an empty picture."""
    images = torch.full((2, 3, 64, 64), 114, dtype=torch.uint8)
    images[0, :, 16:48, 16:48] = 255
    return Batch(images, [found((16, 16, 48, 48, CUP, 0.8)), found()])


def test_the_network_learns_from_soft_labels_and_its_first_layers_stay() -> None:
    torch.manual_seed(0)
    model = YoloxNano().train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    optimizer = torch.optim.AdamW(parameter_groups(model, Plan()), lr=2e-3)
    losses = [float(learn(model, batch(), optimizer).sum()) for _ in range(8)]
    assert losses[-1] < losses[0] and np.isfinite(losses).all()
    changed = {name.split(".")[0] for name, value in model.state_dict().items() if not value.equal(before[name])}
    assert not changed & set(FROZEN) and "heads" in changed


class Repeated:
    """The same batch again and again, and which numbers were asked for."""

    def __init__(self) -> None:
        self.starts: list[int] = []

    def stream(self, sizes: tuple[int, ...], start: int):
        """Endless batches."""
        self.starts.append(start)
        while True:
            yield batch()


def test_a_run_goes_on_and_keeps_the_best(tmp_path: Path) -> None:
    goodness, squares, lines = iter([0.1, 0.5, 0.3]), Repeated(), []
    for steps in (2, 4):
        train(YoloxNano(), squares, Plan(steps=steps, threads=1), tmp_path, measure=lambda model: next(goodness),
              log=lines.append)  # fmt: skip
    assert squares.starts == [0, 2], "the second run goes on where the first one ended"
    assert "best so far 0.5000" in lines[-1]


def test_weights_between_start_and_end_are_chosen_by_the_held_out_pictures() -> None:
    start, end = YoloxNano(), YoloxNano()
    before = start.stem[0].bias.detach().clone()
    move = end.stem[0].bias.detach() - before
    wanted = before + 0.5 * move
    chosen = soften(end, start, lambda model: -float((model.stem[0].bias - wanted).abs().max()), lambda line: None)
    assert torch.allclose(chosen.stem[0].bias, wanted, atol=1e-6) and not torch.equal(chosen.stem[0].bias, before)
