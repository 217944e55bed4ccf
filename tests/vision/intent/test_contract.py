"""The input that a file asks for, and the rows of its outputs; `test_classifier` has the files that are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.models import store
from core.settings import ROOT
from core.vision.intent.contract import read_contract, squash, to_input
from tests.models.tiny_tflite import LABELS, Recipe, write


def test_the_input_is_pinned() -> None:
    """RGB order, squashed without crop or border, (pixel - mean) / std."""
    image = np.zeros((100, 448, 3), np.uint8)
    image[:, :224, 0], image[:, 224:, 2] = 255, 255  # left half red, right half blue
    values = to_input(image, np.float32([127.5]), np.float32([127.5]))
    assert values.shape == (1, 224, 224, 3) and values.dtype == np.float32
    assert values[0, :, :111, 0] == pytest.approx(1) and values[0, :, :111, 2] == pytest.approx(-1)
    assert values[0, :, 113:, 2] == pytest.approx(1) and values[0, :, 113:, 0] == pytest.approx(-1)


def test_shrinking_averages_instead_of_skipping() -> None:
    checks = (np.indices((896, 896)).sum(axis=0) % 2 * 255).astype(np.uint8)
    assert np.abs(squash(np.repeat(checks[..., None], 3, axis=2)).astype(int) - 127).max() <= 1


def test_the_rows_are_those_that_the_labels_of_the_file_say(tmp_path: Path) -> None:
    labels = {"shopping_intent": ("other", "negative", "apparel", "home_decor"), "sensitive": LABELS["sensitive"][::-1]}
    contract = read_contract(write(tmp_path / "turned.tflite", Recipe(labels=labels)))
    assert contract.rows_of("shopping_intent") == (contract.shopping, (1, 2, 3, 0))
    assert contract.rows_of("sensitive") == (contract.sensitive, (1, 0))


def test_the_bundled_models_input_is_centered() -> None:
    contract = read_contract(store.entry(ROOT / "models", "intent").path)
    assert {*contract.mean.tolist(), *contract.std.tolist()} == {127.5}
