"""Epochs are kept whole or not at all; a full disk is one sentence, and what was kept before stays."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from core.errors import SetupError  # noqa: E402
from core.learning.transfer.journal import Journal  # noqa: E402

pytestmark = pytest.mark.slow


def line(epoch: int, loss: float) -> dict:
    return {"epoch": epoch, "phase": "head", "loss": loss, "accuracy": 0.5, "val_loss": loss, "val_accuracy": 0.5}


def test_the_best_and_the_last_epoch_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    journal = Journal(tmp_path / "new")
    assert journal.last() is None
    for epoch, loss in enumerate((0.9, 0.5, 0.7)):
        model.layers[-1].set_weights([np.float32([[epoch], [0]]), np.zeros(1)])
        journal.add(line(epoch, loss), model)
    found = Journal(tmp_path / "new")
    assert found.best().layers[-1].get_weights()[0][0][0] == 1 and found.last().layers[-1].get_weights()[0][0][0] == 2
    assert sorted(path.name for path in (tmp_path / "new").glob("*.keras")) == ["epoch-1.keras", "epoch-2.keras"]

    def full(self: Path, text: str, encoding: str) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(SetupError, match="No space left"):
        found.add(line(3, 0.1), model)
    monkeypatch.undo()
    curves = (tmp_path / "new" / "curves.jsonl").read_text().splitlines()
    assert [json.loads(text)["epoch"] for text in curves] == [0, 1, 2] == [item["epoch"] for item in found.lines]
