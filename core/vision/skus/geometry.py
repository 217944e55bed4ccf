"""Do the distinct points of a crop lie as on the packshot: SIFT [1]_, root-normalized [2]_, checked by RANSAC.

What tells two flavors of one package apart better than the whole look does, and costs more: for close rivals only.

References
----------
.. [1] Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004.
.. [2] Arandjelović and Zisserman, "Three things everyone should know to improve object retrieval", CVPR 2012.
"""

from __future__ import annotations

import threading

import cv2
import numpy as np

SIDE, MOST, CONTRAST = 280, 300, 0.02  # pixels of the copy; points of a picture; least contrast of one
RATIO, REACH, TRIES = 0.8, 8.0, 300  # best against second best distance squared; pixels; of RANSAC
LEAST = 4  # pairs of points, under which nothing is said
_local = threading.local()


def points_of(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct points of a picture.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.

    Returns
    -------
    points : ndarray of float32, shape (P, 2)
        In a copy whose longer side has 280 pixels.
    descriptors : ndarray of uint8, shape (P, 128)
    """
    scale = SIDE / max(image.shape[:2])
    size_wh = max(8, round(image.shape[1] * scale)), max(8, round(image.shape[0] * scale))
    copy = cv2.resize(image, size_wh, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
    places, found = _sift().detectAndCompute(cv2.cvtColor(copy, cv2.COLOR_RGB2GRAY), None)
    if found is None or not len(places):
        return np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8)
    order = np.argsort([-place.response for place in places], kind="stable")[:MOST]
    roots = np.sqrt(found[order] / np.maximum(found[order].sum(axis=1, keepdims=True), 1e-9))
    return np.array([places[row].pt for row in order], np.float32), np.rint(roots * 255).astype(np.uint8)


def agreeing(shown: tuple[np.ndarray, np.ndarray], crop: tuple[np.ndarray, np.ndarray]) -> int:
    """How many points of a packshot lie in a crop as one affine change of the packshot puts them.

    Parameters
    ----------
    shown, crop : (points, descriptors)
        From `points_of`.

    Returns
    -------
    int
        0 where too few points are alike.
    """
    (places, descriptors), (crop_places, crop_descriptors) = shown, crop
    if len(places) < LEAST or len(crop_places) < LEAST:
        return 0
    cosines = (descriptors.astype(np.float32) @ crop_descriptors.astype(np.float32).T) / 255**2
    best = cosines.argmax(axis=1)
    two = np.partition(cosines, -2, axis=1)[:, -2:]
    distinct = (1 - two[:, 1]) < RATIO * (1 - two[:, 0])
    if distinct.sum() < LEAST:
        return 0
    _, inliers = cv2.estimateAffine2D(places[distinct], crop_places[best[distinct]], method=cv2.RANSAC,
                                      ransacReprojThreshold=REACH, maxIters=TRIES, confidence=0.95)
    return 0 if inliers is None else int(inliers.sum())


def _sift() -> cv2.SIFT:
    """One for each thread."""
    if not hasattr(_local, "sift"):
        _local.sift = cv2.SIFT_create(nfeatures=MOST, contrastThreshold=CONTRAST)
    found: cv2.SIFT = _local.sift
    return found
