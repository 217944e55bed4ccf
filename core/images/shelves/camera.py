"""Photographs a painted front: from an angle, with uneven light, reflections, blur, noise and JPEG."""

from __future__ import annotations

import cv2
import numpy as np

LEAN, ROLL = 0.07, 3.0  # most shift of a corner in widths, most turn in degrees (one deviation of it)


def viewpoint(size_wh: tuple[int, int], out_wh: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """The homography from the flat front to the photo, float64 (3, 3).

    Parameters
    ----------
    size_wh, out_wh : tuple of int
        Of the front, and of the photo, in pixels.
    rng : numpy.random.Generator
    """
    width, height = out_wh
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    leaning = corners + rng.uniform(-LEAN, LEAN, (4, 2)) * [width, height] * rng.uniform(0, 1)
    angle, zoom = float(rng.normal(0, ROLL / 2)), float(rng.uniform(0.97, 1.1))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, zoom)
    leaning = leaning @ turn[:, :2].T + turn[:, 2]
    flat = np.array([[0, 0], [size_wh[0], 0], size_wh, [0, size_wh[1]]], np.float32)
    return cv2.getPerspectiveTransform(flat, leaning.astype(np.float32))


def moved(points: np.ndarray, homography: np.ndarray) -> np.ndarray:
    """Points (N, 2) through a homography, float64.

    Parameters
    ----------
    points : ndarray of float, shape (N, 2)
    homography : ndarray of float, shape (3, 3)

    Examples
    --------
    >>> moved(np.array([[1.0, 2.0]]), np.diag([2.0, 2.0, 1.0])).tolist()
    [[2.0, 4.0]]
    """
    spread = np.hstack([points, np.ones((len(points), 1))]) @ homography.T
    return spread[:, :2] / spread[:, 2:]


def scale_at(points: np.ndarray, homography: np.ndarray) -> np.ndarray:
    """How much larger an area becomes around each of some points, shape (N,).

    Parameters
    ----------
    points : ndarray of float, shape (N, 2)
    homography : ndarray of float, shape (3, 3)

    Examples
    --------
    >>> scale_at(np.array([[1.0, 2.0]]), np.diag([2.0, 3.0, 1.0])).round(6).tolist()
    [6.0]
    """
    depth = np.hstack([points, np.ones((len(points), 1))]) @ homography[2]
    return np.abs(np.linalg.det(homography)) / np.abs(depth) ** 3


def photograph(image: np.ndarray, glare: float, rng: np.random.Generator) -> np.ndarray:
    """Light, reflections, blur, noise and JPEG of a poor camera.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    glare : float
        Chance of reflections.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
    """
    height, width = image.shape[:2]
    corners = rng.uniform(0.7, 1.12, (2, 2)).astype(np.float32)
    light = cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    image = np.clip(image * (light * rng.uniform(0.94, 1.06, 3).astype(np.float32)), 0, 255).astype(np.uint8)
    if rng.random() < glare:
        image = _reflections(image, rng)
    if rng.random() < 0.35:
        image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.4, 1.5)))
    elif rng.random() < 0.2:
        length = int(rng.integers(2, 7))
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, int(rng.integers(length))), (length - 1, int(rng.integers(length))), 1.0)
        image = cv2.filter2D(image, -1, kernel / max(kernel.sum(), 1))
    if rng.random() < 0.5:
        noise = rng.integers(-128, 128, (height // 2, width // 2), np.int16) * float(rng.uniform(0.01, 0.08))
        noise = cv2.resize(noise.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST)
        image = np.clip(image + noise[..., None], 0, 255).astype(np.uint8)
    quality = int(rng.integers(45, 96))
    packed = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(packed, cv2.IMREAD_COLOR)[:, :, ::-1])


def _reflections(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Soft bright streaks and spots."""
    height, width = image.shape[0] // 8, image.shape[1] // 8
    shine = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 5))):
        center = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        axes = (int(rng.uniform(0.02, 0.1) * width), int(rng.uniform(0.03, 0.6) * height))
        cv2.ellipse(shine, center, axes, float(rng.uniform(-25, 25)), 0, 360, float(rng.uniform(30, 150)), -1)
    shine = cv2.GaussianBlur(shine, (0, 0), width * float(rng.uniform(0.008, 0.04)))
    shine = cv2.resize(shine, image.shape[1::-1])[..., None]
    return np.clip(image + shine, 0, 255).astype(np.uint8)
