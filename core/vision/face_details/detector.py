"""The stage: head, mouth, smile, emotion and glasses of the largest faces, each a fact with the face's box.

Landmarks come from MediaPipe's network [1]_, emotion from a network of seven classes brought to four, glasses from a
linear head on the face descriptor, which is not kept. Mouth and smile are logistic rules over one number each: how far
the lips are apart, and how happy the emotion network finds the face. Measured errors: the model's card.

References
----------
.. [1] Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs", 2019.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import SetupError
from core.models import store
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.face_details.crops import eye_angle, largest
from core.vision.face_details.geometry import head_pose, mouth_opening
from core.vision.face_details.networks import (
    DESCRIPTOR,
    EMOTIONS,
    LANDMARKS,
    Network,
    descriptor,
    emotion,
    landmarks,
)
from core.vision.scenes.detector import probabilities

HAPPY = EMOTIONS.index("happy")
EMOTION_VALUES = {"happy": "smiling", "neutral": "neutral", "surprised": "surprised"}  # others are "other"
OTHER = "other"
EVEN = 0.5  # of a logistic rule: one value is as likely as the other
Said = tuple[str, str, float]  # name, value, score
Rule = tuple[float, float]  # weight and bias of a logistic rule


def open_face_details(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "face_details": files of landmarks, emotion and glasses, the last with `labels`, `weights` (3, 1024),
        `bias` (3,) and `network`, the name of the descriptor's model in the same folder; `input` with "faces" (at most
        so many), "least_side" and "least_side_glasses" (pixels), "yaw" (degrees from which a head is turned), "smile"
        and "mouth" (weight and bias); threshold "presence".

    Raises
    ------
    WrongContract, SetupError
        When a file cannot be read, or the entry lacks a number.
    """
    points_of = Network(entry.files[0].path, (3 * LANDMARKS, 1))
    emotion_of = Network(entry.files[1].path, (len(EMOTIONS),))
    glasses_of = _open_glasses(entry.files[2].path)
    try:
        smile, mouth = ((float(entry.input[name][0]), float(entry.input[name][1])) for name in ("smile", "mouth"))
        count, turned = int(entry.input["faces"]), float(entry.input["yaw"])
        least, least_glasses = float(entry.input["least_side"]), float(entry.input["least_side_glasses"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise SetupError(f"The entry of {entry.name} lacks a number: {error}.",
                         "Restore it: git checkout -- models.") from None

    def of_face(image: np.ndarray, box: np.ndarray, angle: float) -> list[Said]:
        found = [glasses_of(image, box, angle)]
        if max(box[2] - box[0], box[3] - box[1]) < least:
            return found
        points, presence = landmarks(points_of, image, box, angle)
        if presence < entry.threshold("presence"):
            return []
        scores = emotion(emotion_of, image, box, angle)
        return [*found, rated("smile", ("yes", "no"), log_odds(float(scores[HAPPY])), smile),
                rated("mouth", ("open", "closed"), mouth_opening(points), mouth),
                direction(head_pose(points).yaw, turned), four_emotions(scores)]

    def details_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        faces, facts = analysis.faces, list[Fact]()
        for row in reversed(largest(faces, count=count, least=least_glasses)):  # the larger face's fact is kept
            left, top, right, bottom = (float(value) for value in faces.xyxy[row])
            angle = eye_angle(faces.landmarks[row]) if faces.landmarks is not None else 0.0
            facts += [Fact(name, value, score, entry.name, (left, top, right, bottom))
                      for name, value, score in of_face(image, faces.xyxy[row], angle)]
        return tuple(facts)

    return details_of


def rated(name: str, values: tuple[str, str], number: float, rule: Rule) -> Said:
    """A fact by a logistic rule: the first value where it says 0.5 or more, else the second.

    Examples
    --------
    >>> [rated("mouth", ("open", "closed"), apart, (10.0, -1.0))[1] for apart in (0.2, 0.0)]
    ['open', 'closed']
    """
    score = float(1 / (1 + np.exp(-np.clip(rule[0] * number + rule[1], -30, 30))))
    return (name, values[0], score) if score >= EVEN else (name, values[1], 1 - score)


def log_odds(share: float) -> float:
    """The logarithm of a probability's odds, kept between -4.6 and 4.6."""
    return float(np.log((share + 0.01) / (1 - share + 0.01)))


def direction(yaw: float, turned: float) -> Said:
    """Whether a head points to the front, or to the left or right as seen in the picture.

    Parameters
    ----------
    yaw : float
        Degrees, from `geometry.head_pose`.
    turned : float
        From how many degrees on a head is turned.

    Returns
    -------
    (name, value, score)
        The score is 0.5 at the limit, and 1 straight ahead and from twice of the limit on.

    Examples
    --------
    >>> direction(0.0, 25.0), direction(-50.0, 25.0)
    (('head', 'front', 1.0), ('head', 'left', 1.0))
    """
    share = abs(yaw) / turned
    if share < 1:
        return "head", "front", 1 - share / 2
    return "head", "right" if yaw > 0 else "left", min(1.0, share / 2)


def four_emotions(scores: np.ndarray) -> Said:
    """The likeliest of smiling, neutral, surprised and other.

    Parameters
    ----------
    scores : ndarray of float32, shape (7,)
        Probabilities, in the order of `EMOTIONS`.
    """
    shares = dict.fromkeys((*EMOTION_VALUES.values(), OTHER), 0.0)
    for name, score in zip(EMOTIONS, scores.tolist(), strict=True):
        shares[EMOTION_VALUES.get(name, OTHER)] += score
    value = max(shares, key=shares.__getitem__)
    return "emotion", value, min(1.0, shares[value])


def _open_glasses(path: Path) -> Callable[[np.ndarray, np.ndarray, float], Said]:
    try:
        with np.load(path, allow_pickle=False) as stored:
            labels, name = stored["labels"].tolist(), str(stored["network"])
            weights, bias = stored["weights"].astype(np.float32), stored["bias"].astype(np.float32)
        if weights.shape != (len(labels), DESCRIPTOR) or bias.shape != (len(labels),):
            raise ValueError(f"{len(labels)} labels for weights of shape {weights.shape}")
    except (OSError, ValueError, KeyError) as error:
        raise SetupError(f"The head {path.name} cannot be read: {error}.",
                         "Restore it: git checkout -- models.") from None
    network = Network(store.entry(path.parent, "face_descriptor", name).path, (DESCRIPTOR,))

    def glasses_of(image: np.ndarray, box: np.ndarray, angle: float) -> Said:
        scores = probabilities(descriptor(network, image, box, angle), weights, bias)
        best = int(scores.argmax())
        return "glasses", labels[best], float(scores[best])

    return glasses_of
