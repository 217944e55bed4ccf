"""Candidates of MTCNN in the picture pack, each with a second detector's score and the features of the second look."""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from core.errors import SetupError
from core.learning.data.pack import read_pack
from core.learning.data.pictures import read_rgb
from core.vision.faces.mtcnn import Mtcnn, to_input
from core.vision.faces.second_look import FEATURES, measure

TEACHER = "yunet_n_320_320.onnx"
TEACHER_SIDE = 320
ENLARGED_SIDE = 640
# Most pictures taken of each block's train part; of its val part VAL_SHARE as many.
NATIVE = {
    "home": 700, "home2": 500, "other": 700, "other2": 700, "clothing": 500, "nike": 80, "fashion": 1100,
    "streetwear": 600, "magento": 330, "negative": 1400, "negative2": 900, "apparel2": 900, "coco": 128,
    "sensitive": 150, "legs": 100,
}  # fmt: skip
VAL_SHARE = 0.6
NATIVE_SEED = 3
# Train and val pictures taken of each block to be enlarged to ENLARGED_SIDE, where the first net sees more windows.
ENLARGED = {
    "home": (420, 500), "home2": (220, 60), "other": (380, 450), "other2": (420, 200), "clothing": (250, 230),
    "nike": (40, 46), "negative": (380, 120), "negative2": (350, 40), "apparel2": (150, 30), "fashion": (200, 150),
    "streetwear": (110, 80), "magento": (50, 50), "coco": (40, 21),
}  # fmt: skip
ENLARGED_SEED = 11
ENLARGED_COUNT = 3000
# Blocks whose pictures show a product and nobody: a face there is false, unless the teacher sees one too.
PRODUCT_BLOCKS = ("home", "home2", "other", "other2", "clothing", "nike")
# Blocks, and labels of other blocks, with photos of people: a face that the teacher sees there is a true one.
PEOPLE_BLOCKS = ("streetwear", "magento", "fashion", "apparel2", "sensitive", "coco")
PEOPLE_LABELS = ("meme", "photo_person", "face", "selfie")
TEACHER_YES, TEACHER_NO, ANIMAL_UNCLEAR = 0.7, 0.3, 0.85


def collect_candidates(data: Path, weights: Path) -> pd.DataFrame:
    """Run MTCNN, the looks and the teacher over the selected pictures.

    Parameters
    ----------
    data : Path
        The pack.
    weights : Path
        Folder with the teacher's file.

    Returns
    -------
    pandas.DataFrame
        One row a candidate, and one row a picture without any (its `score` is NaN). Columns: path, block, split,
        label, group, enlarged, score, teacher, and those of `FEATURES`.

    Raises
    ------
    SetupError
        The pack or the teacher is missing.
    """
    pack = read_pack(data)
    cascade, teacher = Mtcnn(), open_teacher(weights)
    rows = []
    for enlarged, pictures in ((False, _native(pack)), (True, _enlarged(pack))):
        for picture in pictures:
            image = _read(data / picture["path"], ENLARGED_SIDE if enlarged else 0)
            common = {key: picture[key] for key in ("path", "block", "split", "label", "group")}
            candidates = _candidates(cascade, teacher, image)
            rows += [{**common, "enlarged": enlarged, **values} for values in candidates or [{}]]
    return pd.DataFrame(rows)


def truth(table: pd.DataFrame) -> np.ndarray:
    """Label each candidate: 1 a face, 0 another thing, -1 unclear or no candidate.

    An animal's face does not count. The teacher takes apples for faces too, so its score for loose fruit is ignored.
    Faces that are drawn, printed or painted, and those of everyday scenes that the teacher misses, stay unclear.

    Parameters
    ----------
    table : pandas.DataFrame
        From `collect_candidates`.

    Returns
    -------
    ndarray of int, shape (N,)
    """
    scores = table["teacher"].fillna(-1).to_numpy()
    block, label, path = table["block"], table["label"].fillna(""), table["path"]
    monkey = label.str.startswith("monkey").to_numpy()
    animal = monkey | label.str.startswith("pet_").to_numpy() | label.str.contains("nimal").to_numpy()
    fruit = ((block == "other") & path.str.contains("/gs_")).to_numpy()
    portrait = label.str.startswith(PEOPLE_LABELS) | ((block == "negative") & path.str.contains("face"))
    people = block.isin(PEOPLE_BLOCKS).to_numpy() | portrait.to_numpy()
    labels = np.full(len(table), -1)
    labels[(scores >= TEACHER_YES) & people] = 1
    labels[(scores < TEACHER_NO) & (block != "coco").to_numpy()] = 0
    labels[animal] = np.where(monkey | (scores < ANIMAL_UNCLEAR), 0, -1)[animal]
    labels[fruit] = 0
    labels[table["score"].isna().to_numpy()] = -1
    return labels


def _native(pack: pd.DataFrame) -> list[dict]:
    limits = {block: (count, count * VAL_SHARE) for block, count in NATIVE.items()}
    return _sample(pack.to_dict("records"), limits, NATIVE_SEED)


def _enlarged(pack: pd.DataFrame) -> list[dict]:
    rows = pack.to_dict("records")
    selection = _sample(rows, ENLARGED, ENLARGED_SEED, without=("receipt", "screenshot"))
    return selection[:ENLARGED_COUNT]


def _sample(rows: list[dict], limits: dict, seed: int, *, without: tuple[str, ...] = ()) -> list[dict]:
    """Pictures in random order, up to a limit for each block's train and val part."""
    random.Random(seed).shuffle(rows)
    counts: dict[tuple[str, str], int] = {}
    selection = []
    for row in rows:
        key = row["block"], row["split"]
        if row["block"] not in limits or (without and row["label"].startswith(without)):
            continue
        if counts.get(key, 0) < limits[row["block"]][row["split"] != "train"]:
            counts[key] = counts.get(key, 0) + 1
            selection.append(row)
    return selection


def _read(path: Path, longest_side: int) -> np.ndarray:
    image = read_rgb(path)
    if not longest_side:
        return image
    scale = longest_side / max(image.shape[:2])
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)


def _candidates(cascade: Mtcnn, teacher: cv2.FaceDetectorYN, image: np.ndarray) -> list[dict]:
    pixels = to_input(image)
    faces = cascade.find(pixels)
    if not len(faces.scores):
        return []
    features = measure(cascade, pixels, faces)
    others = teacher_boxes(teacher, image)
    return [
        {"score": float(score), "teacher": agreement(box, others), **dict(zip(FEATURES, numbers, strict=True))}
        for box, score, numbers in zip(faces.xyxy, faces.scores, features, strict=True)
    ]


def open_teacher(weights: Path) -> cv2.FaceDetectorYN:
    """The second public detector in the folder `weights`; raises SetupError where it is missing."""
    path = weights / TEACHER
    if not path.is_file():
        raise SetupError(f"The folder {weights} lacks the second detector, {TEACHER}.",
                         "Name its folder with --weights.")
    return cv2.FaceDetectorYN.create(str(path), "", (TEACHER_SIDE, TEACHER_SIDE), 0.1, 0.3, 200)


def teacher_boxes(teacher: cv2.FaceDetectorYN, image: np.ndarray) -> np.ndarray:
    """The teacher's faces in an RGB picture uint8 (H, W, 3): xyxy in pixels and score, float64 (N, 5)."""
    scale = TEACHER_SIDE / max(image.shape[:2])
    size_wh = tuple(max(1, round(side * scale)) for side in (image.shape[1], image.shape[0]))
    square = np.zeros((TEACHER_SIDE, TEACHER_SIDE, 3), np.uint8)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    square[: size_wh[1], : size_wh[0]] = cv2.resize(image, size_wh, interpolation=method)[..., ::-1]
    _, faces = teacher.detect(square)
    if faces is None:
        return np.zeros((0, 5))
    corner, size = faces[:, 0:2].astype(float), faces[:, 2:4]
    return np.column_stack([corner / scale, (corner + size) / scale, faces[:, 14]])


def agreement(box: np.ndarray, others: np.ndarray, overlap: float = 0.2) -> float:
    """Best score among the teacher's boxes that overlap this one; 0 when none does."""
    size = np.minimum(box[2:], others[:, 2:4]) - np.maximum(box[:2], others[:, :2])
    common = np.maximum(size, 0).prod(1)
    both = (box[2:] - box[:2]).prod() + (others[:, 2:4] - others[:, :2]).prod(1) - common
    return float(others[common > overlap * both, 4].max(initial=0))
