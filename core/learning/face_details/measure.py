"""Fit the rules and the glasses head of the stage "face_details", measure them, and write the head.

    python -m core.learning.face_details.measure --data PACK --cache faces.npz --out models/face_details_1.npz

Smile and mouth are fitted on portraits of one source and measured on those of another. The glasses head is fitted on
street photos, its regularization chosen by the photos left out in turn, and measured on these and on the portraits,
which taught nothing. What was tried and is not offered, a smile by landmarks alone and open eyes [1]_, is measured too.
Nobody is compared with anybody.

References
----------
.. [1] Soukupova and Cech, "Real-Time Eye Blink Detection using Facial Landmarks", 2016: the eye aspect ratio.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.images.decode import read_picture
from core.learning.data.pack import read_pack
from core.models import store
from core.nouns.proportion import share_of
from core.settings import Settings
from core.vision.face_details.crops import eye_angle, largest
from core.vision.face_details.detector import HAPPY, direction, four_emotions, log_odds
from core.vision.face_details.geometry import MOUTH, OUTER_EYES, frame, head_pose, mouth_opening
from core.vision.face_details.networks import (
    DESCRIPTOR,
    EMOTIONS,
    LANDMARKS,
    Network,
    descriptor,
    emotion,
    landmarks,
)
from core.vision.faces.detector import Faces
from core.vision.persons.detector import Persons

LABELS = Path(__file__).with_name("labels.csv")
TESTED = "chandrikadeb7/Face-Mask-Detection"  # its portraits teach nothing
GLASSES = ("none", "glasses", "sunglasses")
PENALTIES = (1e-4, 1e-3, 1e-2)  # inverse; the one with the best balanced accuracy on photos left out is taken
TURNED = 25.0  # degrees
LEAST = 12.0  # pixels of the smallest face that is looked at
FOLDS = 5
OUTER_LIPS = (0, 17)
# Corner, two points of the upper lid, corner, two points of the lower lid below them [1].
EYES = ((33, 160, 158, 133, 153, 144), (263, 387, 385, 362, 380, 373))



def looked_at(data: Path, paths: list[str], cache: Path) -> dict[str, np.ndarray]:
    """What the networks say of the largest face of each picture, computed once.

    Returns
    -------
    dict of str to ndarray
        "path" (N,), "side" (N,) in pixels, "points" (N, 468, 3), "emotion" (N, 7), "descriptor" (N, 1024); pictures on
        which the chain finds no face are left out.
    """
    if cache.is_file():
        with np.load(cache, allow_pickle=False) as stored:
            return dict(stored)
    settings = Settings()
    finder, persons, details = (store.entry(settings.models_dir, role) for role in ("faces", "persons", "face_details"))
    find, see = Faces(finder), Persons(persons)
    networks = (Network(details.files[0].path, (3 * LANDMARKS, 1)), Network(details.files[1].path, (len(EMOTIONS),)),
                Network(store.entry(settings.models_dir, "face_descriptor").path, (DESCRIPTOR,)))
    found: dict[str, list[Any]] = {name: [] for name in ("path", "side", "points", "emotion", "descriptor")}
    for path in paths:
        picture = read_picture(data / path, path, settings)
        size_wh = picture.image.shape[1], picture.image.shape[0]
        faces = find.confirm(find.search(picture.image), *see.search(picture.image).candidates, size_wh).findings.faces
        for row in largest(faces, count=1, least=LEAST):
            assert faces.landmarks is not None, "the chain's faces have landmarks"
            box = faces.xyxy[row]
            at = (picture.image, box, eye_angle(faces.landmarks[row]))
            values = (path, float(max(box[2:] - box[:2])), landmarks(networks[0], *at)[0], emotion(networks[1], *at),
                      descriptor(networks[2], *at))
            for name, value in zip(found, values, strict=True):
                found[name].append(value)
    arrays = {name: np.array(values) for name, values in found.items()}
    np.savez(cache, **arrays)  # type: ignore[arg-type]
    return arrays


def rule(numbers: np.ndarray, yes: np.ndarray) -> list[float]:
    """Weight and bias of a logistic rule over one number, both classes of equal weight."""
    from sklearn.linear_model import LogisticRegression

    mean, deviation = numbers.mean(), numbers.std()
    model = LogisticRegression(class_weight="balanced").fit(((numbers - mean) / deviation)[:, None], yes)
    weight = float(model.coef_[0, 0] / deviation)
    return [round(weight, 4), round(float(model.intercept_[0]) - weight * float(mean), 4)]


def measured(numbers: np.ndarray, yes: np.ndarray, fitted: list[float]) -> dict[str, Any]:
    """A rule on faces that taught it nothing: right answers, of either kind, and the area under its curve."""
    from sklearn.metrics import roc_auc_score

    said = fitted[0] * numbers + fitted[1] >= 0
    return {"right": plain(said == yes), "yes_found": plain(said[yes]), "no_found": plain(~said[~yes]),
            "auc": round(float(roc_auc_score(yes, numbers)), 3)}


def portraits(faces: dict[str, np.ndarray], pack: pd.DataFrame) -> dict[str, Any]:
    """Rules of smile and mouth, and the figures of all that is read from portraits."""
    source = pack.set_index("path")["source"]
    row_of = {path: row for row, path in enumerate(faces["path"].tolist())}
    with LABELS.open(encoding="utf-8") as file:
        labels = [row for row in csv.DictReader(file) if row["path"] in row_of]
    rows = np.array([row_of[label["path"]] for label in labels])
    tested = np.array([source[label["path"]] == TESTED for label in labels])
    points, emotions = faces["points"][rows], faces["emotion"][rows]
    numbers = {"smile": np.array([log_odds(float(scores[HAPPY])) for scores in emotions]),
               "mouth": np.array([mouth_opening(one) for one in points]),
               "smile by landmarks": np.array([smile_by_landmarks(one) for one in points])}
    found: dict[str, Any] = {"rules": {}, "metrics": {}, "not_offered": {}}
    for name, values in numbers.items():
        word = np.array([label[name.split()[0]] for label in labels])
        known, yes = word != "unclear", np.isin(word, ("yes", "open"))
        fitted = rule(values[known & ~tested], yes[known & ~tested])
        place = "metrics" if name in ("smile", "mouth") else "not_offered"
        found[place][name] = measured(values[known & tested], yes[known & tested], fitted)
        if place == "metrics":
            found["rules"][name] = fitted
    head = np.array([label["head"] for label in labels])
    said = np.array([direction(head_pose(one).yaw, TURNED)[1] for one in points])
    sides, ahead = np.isin(head, ("left", "right")), head == "front"
    found["metrics"]["head"] = {
        "turned_found": plain((said == head)[sides]), "front_found": plain((said == head)[ahead]),
        "turned_right": plain((said == head)[(said != "front") & (head != "unclear")])}
    top = np.array([four_emotions(scores)[1] for scores in emotions])
    smiling, not_smiling = (np.array([label["smile"] == word for label in labels]) & tested for word in ("yes", "no"))
    found["metrics"]["emotion"] = {
        "smiling_found": plain((top == "smiling")[smiling]), "smiling_right": plain(smiling[
            (top == "smiling") & (smiling | not_smiling)]),
        "neutral_of_not_smiling": plain((top == "neutral")[not_smiling]),
        "surprised_of_not_smiling": plain((top == "surprised")[not_smiling])}
    eyes = np.array([label["eyes"] for label in labels])
    opening = np.array([eye_opening(one) for one in points])
    found["not_offered"]["eyes"] = {"closed": int((eyes == "closed").sum()), "open": int((eyes == "open").sum()),
                                    "auc": area(opening[eyes != "unclear"], eyes[eyes != "unclear"] == "open")}
    return found


def glasses(faces: dict[str, np.ndarray], pack: pd.DataFrame, tags: dict[str, str]) -> tuple[dict[str, Any], Any]:
    """The figures of the glasses head, and its weights and bias."""
    street = np.array([path in tags for path in faces["path"].tolist()])
    vectors, truth = faces["descriptor"][street], np.array([tags[path] for path in faces["path"][street].tolist()])
    groups = pack.set_index("path").loc[faces["path"][street].tolist(), "group"].to_numpy()
    held = {penalty: left_out(vectors, truth, groups, penalty) for penalty in PENALTIES}
    balance = {penalty: np.mean([(said == name)[truth == name].mean() for name in GLASSES])
               for penalty, said in held.items()}
    best = max(balance, key=balance.__getitem__)
    with LABELS.open(encoding="utf-8") as file:
        seen = {row["path"]: row["glasses"] for row in csv.DictReader(file)}
    other = np.array([path in seen for path in faces["path"].tolist()])
    other_truth = np.array([seen[path] for path in faces["path"][other].tolist()])
    weights, bias = head(vectors, truth, best)
    said = np.array(GLASSES)[(faces["descriptor"][other] @ weights.T + bias).argmax(axis=1)]
    return {"penalty": best, "street_photos_left_out": by_class(held[best], truth),
            "portraits_of_other_sources": by_class(said, other_truth)}, (weights, bias)


def head(vectors: np.ndarray, truth: np.ndarray, penalty: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights float32 (3, 1024) and bias float32 (3,) of a logistic regression on standardized numbers."""
    from sklearn.linear_model import LogisticRegression

    mean, deviation = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    model = LogisticRegression(C=penalty, class_weight="balanced", max_iter=500)
    model.fit((vectors - mean) / deviation, truth)
    order = [model.classes_.tolist().index(name) for name in GLASSES]
    weights = model.coef_[order] / deviation
    return weights.astype(np.float32), (model.intercept_[order] - weights @ mean).astype(np.float32)


def left_out(vectors: np.ndarray, truth: np.ndarray, groups: np.ndarray, penalty: float) -> np.ndarray:
    """What the head says of each photo when neither it nor one of its group has taught it; str (N,)."""
    from sklearn.model_selection import GroupKFold

    said = np.empty(len(truth), truth.dtype)
    for teach, test in GroupKFold(FOLDS).split(vectors, truth, groups):
        weights, bias = head(vectors[teach], truth[teach], penalty)
        said[test] = np.array(GLASSES)[(vectors[test] @ weights.T + bias).argmax(axis=1)]
    return said


def by_class(said: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    """Of each class: how many are found, and how many of those that are said are right."""
    return {name: {"found": plain((said == name)[truth == name]), "right": plain((truth == name)[said == name])}
            for name in GLASSES}


def smile_by_landmarks(points: np.ndarray) -> float:
    """How far the ends of the mouth stand above its middle, and apart, in distances of the eyes.

    Parameters
    ----------
    points : ndarray of float, shape (468, 3)
    """
    distance = max(float(np.linalg.norm(points[OUTER_EYES[1]] - points[OUTER_EYES[0]])), 1e-9)
    level = points @ frame(points).T / distance
    middle = (level[OUTER_LIPS[0], 1] + level[OUTER_LIPS[1], 1]) / 2
    raised = middle - (level[MOUTH[0], 1] + level[MOUTH[1], 1]) / 2
    return float(raised + 0.5 * abs(level[MOUTH[1], 0] - level[MOUTH[0], 0]))


def eye_opening(points: np.ndarray) -> float:
    """The eye aspect ratio [1]_, mean of both eyes.

    Parameters
    ----------
    points : ndarray of float, shape (468, 3)
    """
    ratios = []
    for corner, up, up2, other, down2, down in EYES:
        lids = np.linalg.norm(points[up] - points[down]) + np.linalg.norm(points[up2] - points[down2])
        ratios.append(float(lids) / max(2 * float(np.linalg.norm(points[corner] - points[other])), 1e-9))
    return sum(ratios) / len(ratios)


def area(numbers: np.ndarray, yes: np.ndarray) -> float:
    """The area under the curve of a number."""
    from sklearn.metrics import roc_auc_score

    return round(float(roc_auc_score(yes, numbers)), 3)


def plain(right: np.ndarray) -> dict[str, Any]:
    """Count, number and Wilson's 95 % interval of a bool array."""
    share = share_of(int(right.sum()), len(right))
    return {"count": share.hits, "of": share.count, "interval": [round(share.low, 4), round(share.high, 4)]}


def main() -> None:
    """Fit, measure, write; prints rules and figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, required=True, help="file that keeps what the networks say (.npz)")
    parser.add_argument("--out", type=Path, required=True, help="file of the glasses head to write (.npz)")
    options = parser.parse_args()
    pack = read_pack(options.data)
    table = pd.read_csv(options.data / "tags_streetwear.csv", keep_default_na=False)
    tags = {path: next((name for name in GLASSES[:0:-1] if name in words.split(";")), "none")
            for path, words in zip(table["path"], table["tags"], strict=True)}
    with LABELS.open(encoding="utf-8") as file:
        paths = [*(row["path"] for row in csv.DictReader(file)), *tags]
    faces = looked_at(options.data, paths, options.cache)
    figures = portraits(faces, pack)
    figures["metrics"]["glasses"], (weights, bias) = glasses(faces, pack, tags)
    np.savez(options.out, labels=np.array(GLASSES), weights=weights, bias=bias,
             network=np.array(store.entry(Settings().models_dir, "face_descriptor").name))
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
