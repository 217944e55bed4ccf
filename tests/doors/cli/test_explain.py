"""The command `explain`, with the real model."""

from __future__ import annotations

import numpy as np
from PIL import Image


def test_explain_writes_overlay_and_numbers(run, photos, tmp_path):
    out, numbers = tmp_path / "why.png", tmp_path / "why.npy"
    done = run("explain", photos["coffee"], "--label", "home_decor", "--out", out, "--map", numbers)
    assert done.returncode == 0, done.stderr
    width, height = Image.open(photos["coffee"]).size
    heat = np.load(numbers)
    assert Image.open(out).size == (width, height) and heat.shape == (height, width) and heat.dtype == np.float32
    assert heat.min() >= 0 and (heat.max() == 0 or 0.9 < heat.max() <= 1)
