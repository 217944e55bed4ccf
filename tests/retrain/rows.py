"""Made-up rows of a head: pictures of four kinds in a plane of features, and a model that confuses two of them."""

from __future__ import annotations

import numpy as np

WIDTH = 6


def made_rows(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Rows float32 (count, 10) and labels (count,): the model takes half of "other" (3) for "apparel" (1)."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 4, count)
    features = np.eye(4, WIDTH)[labels] * 2 + random.normal(0, 0.4, (count, WIDTH))
    says = np.where((labels == 3) & (random.random(count) < 0.5), 1, labels)
    return np.hstack([features, 2.0 * np.eye(4)[says]]).astype(np.float32), labels
