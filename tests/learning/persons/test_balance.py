"""The finest grid is quieted as far as precision allows, and the bias of its score carries the shift."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.learning.persons import balance as module  # noqa: E402

PERSON, PASSER_BY = [0, 0, 50, 100], [80, 0, 90, 20]


def outputs(person: float, passer_by: float) -> list[tuple[np.ndarray, ...]]:
    """Two pictures: the true person on a coarse grid, a passer-by on the finest."""
    boxes, truth = np.array([PERSON, PASSER_BY], np.float32), np.array([PERSON], np.float32)
    return [(boxes, np.array([person, passer_by]), np.array([False, True]), truth)] * 2


@pytest.mark.parametrize(("shift", "precision"), [(0.0, 0.5), (-1.0, 1.0), (-3.0, 1.0)])
def test_a_shift_puts_the_photographed_person_first(shift: float, precision: float) -> None:
    assert module.precision_at_shift(outputs(1.0, 1.6), shift) == pytest.approx(precision)


@pytest.mark.parametrize(("raw", "shift"), [
    (outputs(1.0, 1.6), module.SHIFTS[-1]),  # of equally good ones the strongest
    ([(np.array([PERSON], np.float32), np.array([1.0]), np.array([True]), np.array([PERSON], np.float32))],
     module.SHIFTS[-1])])
def test_the_bias_of_the_finest_level_is_shifted(raw: list, shift: float, monkeypatch: pytest.MonkeyPatch) -> None:
    branches = [[torch.nn.Conv2d(1, 1, 1)] for _ in range(3)]
    with torch.no_grad():
        for (convolution,) in branches:
            convolution.bias.fill_(1.0)
    model = SimpleNamespace(model=[SimpleNamespace(cv3=branches)])
    monkeypatch.setattr(module, "raw_outputs", lambda model, data, size: raw)
    lines: list[str] = []
    assert module.quiet_finest_level(model, Path("none"), 352, lines.append) == shift  # type: ignore[arg-type]
    assert [branch[0].bias.item() for branch in branches] == [1.0 + shift, 1.0, 1.0]
    assert len(lines) == 1 and "AP50" in lines[0]
