"""Pictures and networks for explanations: made so that everybody knows where the evidence must lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.models.tiny_networks import ONCE, TinyNetwork, hard_swish_tail, pooled_and_dense

TAILS = {"bundled": pooled_and_dense, "foreign": hard_swish_tail}
RED, GREEN, BLUE = 0, 1, 2


def noise(size_wh: tuple[int, int] = (200, 300)) -> np.ndarray:
    image = np.random.default_rng(5).integers(0, 256, (size_wh[1], size_wh[0], 3)).astype(np.uint8)
    image[:, : size_wh[0] // 2, RED] //= 4
    return image


def color_network(path: Path, gain: float = 4.0) -> Path:
    """Apparel is what is red, home_decor what is green, other what is blue; sensitive what is not red."""
    net = TinyNetwork()
    pooled = net.add("AVERAGE_POOL_2D", [net.picture], (1, 7, 7, 3), "Pool2D", padding=1, strideW=32, strideH=32,
                     filterWidth=32, filterHeight=32)
    kernel = (2 * np.eye(3) - np.ones((3, 3))).reshape(3, 1, 1, 3)
    features = net.add("CONV_2D", [pooled, net.constant(kernel), net.constant(np.zeros(3))], (1, 7, 7, 3), "Conv2D",
                       **ONCE, fusedActivationFunction=1)
    mean = net.mean(features, 3)
    intent = net.constant(gain * np.array([[-1, -1, -1], [1, 0, 0], [0, 1, 0], [0, 0, 1]], float))
    sensitive = net.constant(gain * np.array([[1, 0, 0], [-1, 0, 0]], float))
    heads = [net.add("FULLY_CONNECTED", [mean, store, net.constant(np.zeros(width))], (1, width), "FullyConnected")
             for store, width in ((intent, 4), (sensitive, 2))]
    return net.save(path, shopping_intent=net.softmax(heads[0], 4), sensitive=net.softmax(heads[1], 2))


def patch(color: int, box: tuple[int, int, int, int], size_wh: tuple[int, int] = (300, 300)) -> np.ndarray:
    """A white picture with a rectangle of one pure color."""
    image = np.full((size_wh[1], size_wh[0], 3), 255, np.uint8)
    left, top, right, bottom = box
    image[top:bottom, left:right] = 0
    image[top:bottom, left:right, color] = 255
    return image
