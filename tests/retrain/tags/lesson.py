"""A small head on made-up features: it takes every boot for a sandal."""

from __future__ import annotations

import numpy as np

from core.vision.tags.head import TagHead

NODES = ("fashion", "shoes", "boot", "sandal", "")
BELOW = np.float32([[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [1, 1, 0, 1, 0], [0, 0, 0, 0, 1]])
WIDTH = 12


def head() -> TagHead:
    weights = np.zeros((WIDTH, 7), np.float32)
    weights[0, 3] = weights[1, 3] = 1.5  # boots and sandals are called sandals
    weights[2, 4] = weights[2, 5] = 1.5
    facts = [("tag", node) for node in NODES] + [("gender", "men"), ("gender", "women")]
    return TagHead("net", NODES, BELOW, {"gender": ("men", "women")}, {"gender": ("fashion",)}, weights,
                   np.zeros(7, np.float32), {"tag": 1.0, "gender": 1.0}, dict.fromkeys(facts, 0.5),
                   np.zeros((WIDTH + 1, 0), np.float32), np.zeros((0, WIDTH), np.float32))


def features(kind: int, count: int, seed: int) -> np.ndarray:
    """0 boots, 1 sandals, 2 no product, 3 clogs, which the head does not know."""
    rows = np.abs(np.random.default_rng(seed).normal(0, 0.3, (count, WIDTH))).astype(np.float32)
    rows[:, kind] += 3
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
