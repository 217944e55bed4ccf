"""Packshots for tests: plain boxes and bottles of different colors and shapes."""

from __future__ import annotations

import cv2
import numpy as np

from core.images.shelves.arrangement import Packshot


def packshots(number: int = 12, seed: int = 0) -> list[Packshot]:
    """Products of different colors, each a box or a bottle with a label."""
    rng, made = np.random.default_rng(seed), []
    for index in range(number):
        wide, tall = int(rng.integers(40, 90)), int(rng.integers(70, 150))
        rgba = np.zeros((tall, wide, 4), np.uint8)
        color = tuple(int(v) for v in rng.integers(20, 235, 3))
        if index % 2:
            cv2.rectangle(rgba, (0, tall // 4), (wide, tall), (*color, 255), -1)
            cv2.rectangle(rgba, (wide // 3, 0), (2 * wide // 3, tall // 3), (*color, 255), -1)
        else:
            rgba[:] = (*color, 255)
        cv2.putText(rgba, f"P{index}", (4, tall // 2), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 255, 255), 2)
        made.append(Packshot(f"SKU-{index}", rgba))
    return made
