"""Which pictures teach and test the person model, and where the persons in them are.

Boxes come from three places: the pack's own label files, two public teachers where there are none (pseudo boxes,
taken only where the teachers are sure), and knowledge that a block shows products alone.
"""

from __future__ import annotations

import csv
import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np

from core.learning.data.pictures import read_rgb
from core.learning.persons.boxes import area, intersection, overlap, xyxy_from_center
from core.learning.persons.detectors import Detector

# Blocks with persons in them -> beginnings of the labels that are looked through, and which share of them.
PEOPLE = {
    "streetwear": {"": 1.0}, "legs": {"": 1.0}, "magento": {"": 1.0}, "apparel2": {"": 1.0},
    "negative": {"scene_street": 1.0, "scene_buildings": 1.0, "scene_sea": 1.0, "face": 1.0},
    "negative2": {"photo_person": 1.0, "site_picture": 1.0},
    "sensitive": {"smoking": 1.0, "weapon": 0.4}, "home2": {"room_": 0.3}, "coco": {"": 1.0},
}  # fmt: skip
ROLES = {
    "streetwear": "street", "legs": "legs", "magento": "worn", "apparel2": "worn", "fashion": "worn", "coco": "coco",
}  # fmt: skip
# Blocks that show things alone -> how many pictures of them teach (0: all).
THINGS = {
    "nike": 0, "clothing": 0, "home": 600, "other": 600, "other2": 700, "home2": 300, "negative": 500, "negative2": 400,
}  # fmt: skip
DRAWN = ("painting", "cartoon", "illustration", "art_card", "site_", "photo_person", "meme", "face", "scene_")
ACCESSORIES = ("Accessories", "Personal Care", "Free Items", "Home", "Sporting Goods")
FASHION_ASPECT = 0.75  # the source squeezed 3:4 pictures into squares
DOUBTFUL = 0.15
TRUSTED = ("nike", "home", "clothing", "fashion")
THING_LIMIT = 0.2  # hands that hold a fruit are neither a person nor none: such pictures are left out
DEV_SHARE = 10  # one in ten groups of the train side chooses the threshold and teaches nothing


@dataclass(frozen=True)
class Trust:
    """When a teacher's box counts.

    Attributes
    ----------
    best, backing : float
        Its score is at least `best`, and the other teacher's in the same place at least `backing`.
    alone : float
        Or its score alone is at least this.
    """

    best: float
    backing: float
    alone: float


PEOPLE_TRUST = Trust(best=0.4, backing=0.2, alone=0.7)
CLOTHES_TRUST = Trust(best=0.6, backing=0.35, alone=2.0)  # jackets and shirts without a wearer fool one of the two


@dataclass
class Sample:
    """A picture with its persons.

    Attributes
    ----------
    path : str
        Inside the data pack.
    role : str
        street, legs, worn, people, coco or thing.
    boxes : list of list of float
        Persons, xyxy in pixels of the file.
    doubtful : list of list of float
        Regions that may hold a person: painted over in training.
    """

    path: str
    role: str
    boxes: list[list[float]] = field(default_factory=list)
    doubtful: list[list[float]] = field(default_factory=list)


def read_manifest(data: Path) -> list[dict[str, str]]:
    """Rows of the pack's manifest, with `master` (the shop's top category) added to the block fashion."""
    with open(data / "tags_fashion.csv", newline="") as file:
        master = {row["path"]: row["masterCategory"] for row in csv.DictReader(file)}
    with open(data / "manifest.csv", newline="") as file:
        return [dict(row, master=master.get(row["path"], "")) for row in csv.DictReader(file)]


def true_boxes(data: Path, row: dict[str, str]) -> np.ndarray | None:
    """Boxes of a picture's label file in pixels, shape (N, 4); None where the pack has no label file."""
    block, name = row["path"].split("/")
    file = data / block / "labels" / f"{Path(name).stem}.txt"
    if not file.exists():
        return None
    values = np.array(file.read_text().split(), np.float32).reshape(-1, 5)[:, 1:]
    width, height = int(row["width"]), int(row["height"])
    return xyxy_from_center(values * np.array([width, height, width, height], np.float32))


def is_dev(row: dict[str, str]) -> bool:
    """Train-side picture that is kept from training to choose the threshold; whole groups stay together."""
    return row["split"] == "train" and _hash(row["group"] or row["path"]) % DEV_SHARE == 0


def _hash(text: str) -> int:
    return zlib.crc32(text.encode())


def footwear_alone(data: Path) -> set[str]:
    """Paths of shoes photographed without a wearer."""
    with open(data / "footwear_kind.csv", newline="") as file:
        return {row["path"] for row in csv.DictReader(file) if row["kind"] == "product_only"}


def thing_pictures(rows: list[dict[str, str]], alone: set[str]) -> dict[str, list[dict[str, str]]]:
    """Pictures without persons, by block; the block fashion is divided into `fashion_shoes` and `fashion_goods`.

    Parameters
    ----------
    rows : list of dict
        From `read_manifest`, of any split.
    alone : set of str
        From `footwear_alone`.
    """
    blocks: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        block, label = row["block"], row["label"]
        if row["path"] in alone:
            blocks.setdefault("fashion_shoes" if block == "fashion" else block, []).append(row)
        elif block == "fashion" and row["master"] in ACCESSORIES:
            blocks.setdefault("fashion_goods", []).append(row)
        elif block in THINGS and not label.startswith(DRAWN) and not label.startswith("room_"):
            blocks.setdefault(block, []).append(row)
    return blocks


def merge_boxes(first: tuple, second: tuple, trust: Trust = PEOPLE_TRUST) -> tuple[np.ndarray, np.ndarray]:
    """Merge the detections of two teachers.

    Parameters
    ----------
    first, second : (ndarray (N, 4), ndarray (N,))
        Boxes and scores of each teacher.
    trust : Trust
        When a box counts.

    Returns
    -------
    ndarray, ndarray
        Sure boxes and doubtful boxes, float32 (N, 4) each.
    """
    boxes, scores = (np.concatenate([first[i], second[i]]) for i in (0, 1))
    teacher = np.repeat([0, 1], [len(first[1]), len(second[1])])
    order = np.argsort(-scores, kind="stable")
    boxes, scores, teacher = boxes[order], scores[order], teacher[order]
    sure, doubtful = [], []
    for box, score, mine in zip(boxes, scores, teacher, strict=True):
        if sure and overlap(box[None], np.array(sure)).max() > 0.5:
            continue
        partners = (teacher != mine) & (overlap(box[None], boxes)[0] > 0.5)
        backing = scores[partners].max(initial=0)
        if score >= trust.alone or (score >= trust.best and backing >= trust.backing):
            partner = boxes[partners][0] if partners.any() else box
            sure.append((box + partner) / 2)
        elif score >= DOUBTFUL:
            doubtful.append(box)
    sure, doubtful = (np.array(b, np.float32).reshape(-1, 4) for b in (sure, doubtful))
    inside = intersection(doubtful, sure).max(axis=1, initial=0) / np.maximum(area(doubtful), 1)
    return sure, doubtful[inside < 0.6]


def teacher_boxes(teacher: Detector, image: np.ndarray, block: str) -> tuple[np.ndarray, np.ndarray]:
    """A teacher's boxes and scores in the file's pixels; it gets squeezed shop pictures in their true shape."""
    if block != "fashion":
        return teacher(image, floor=0.05)
    width = max(1, round(image.shape[1] * FASHION_ASPECT))
    boxes, scores = teacher(cv2.resize(image, (width, image.shape[0]), interpolation=cv2.INTER_AREA), floor=0.05)
    return boxes * np.array([image.shape[1] / width, 1] * 2, np.float32), scores


def label_pack(data: Path, teachers: tuple[Detector, Detector], log: Callable[[str], None]) -> list[Sample]:
    """Label every picture that teaches.

    Parameters
    ----------
    data : Path
        The data pack.
    teachers : tuple of Detector
        Two detectors of persons trained elsewhere.
    log : callable
        Gets a line of progress now and then.

    Returns
    -------
    list of Sample
        Train side only, without the dev groups.
    """
    rows = [row for row in read_manifest(data) if row["split"] == "train" and not is_dev(row)]
    alone = footwear_alone(data)
    samples = []
    selection = [*people_rows(rows), *thing_rows(rows, alone)]
    for i, (row, role) in enumerate(selection):
        sample = label_picture(data, row, role, teachers)
        if sample:
            samples.append(sample)
        if i % 500 == 0:
            log(f"labeled {i} of {len(selection)}")
    return samples


def people_rows(rows: Iterable[dict[str, str]]) -> list[tuple[dict[str, str], str]]:
    """Pictures that may show persons, with their role."""
    selection = []
    for row in rows:
        shares = {"": 1.0} if row["master"] == "Apparel" else PEOPLE.get(row["block"], {})
        share = max((part for start, part in shares.items() if row["label"].startswith(start)), default=0.0)
        if _hash(row["path"]) % 100 < share * 100:
            selection.append((row, ROLES.get(row["block"], "people")))
    return selection


def thing_rows(rows: list[dict[str, str]], alone: set[str]) -> list[tuple[dict[str, str], str]]:
    """Pictures without persons, a fixed random part of the large blocks."""
    rng, selection = np.random.default_rng(7), []
    for block, members in sorted(thing_pictures(rows, alone).items()):
        limit = THINGS.get(block, 0)
        if limit and len(members) > limit:
            members = [members[i] for i in sorted(rng.choice(len(members), limit, replace=False))]
        selection += [(row, "thing") for row in members]
    return selection


def label_picture(data: Path, row: dict[str, str], role: str, teachers: tuple[Detector, Detector]) -> Sample | None:
    """Label one picture; None where nothing is certain."""
    if role == "thing" and row["block"] in TRUSTED:
        return Sample(row["path"], role)
    boxes = true_boxes(data, row)
    if role == "coco":  # every person there is boxed
        return Sample(row["path"], role, boxes.round(1).tolist())
    image = read_rgb(data / row["path"])
    if role == "thing":
        _, scores = teacher_boxes(teachers[0], image, row["block"])
        return Sample(row["path"], role) if scores.max(initial=0) < THING_LIMIT else None
    trust = CLOTHES_TRUST if role == "worn" else PEOPLE_TRUST
    sure, doubtful = merge_boxes(*(teacher_boxes(teacher, image, row["block"]) for teacher in teachers), trust)
    if boxes is not None:
        sure = np.concatenate([boxes, sure[_is_new(sure, boxes)]])
        doubtful = doubtful[_is_new(doubtful, boxes)]
    if role == "worn" and len(doubtful) and not len(sure):
        return None
    if role == "street" and len(sure) > 1:
        sure, doubtful = hide_passers_by(sure, doubtful)
    return Sample(row["path"], role, sure.round(1).tolist(), doubtful.round(1).tolist())


def hide_passers_by(sure: np.ndarray, doubtful: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keep the largest person of a street photo; the others are painted over, neither persons nor background.

    The pack boxes the one who is photographed. Passers-by taught as loudly as that one outrank it.
    """
    main = area(sure).argmax()
    return sure[[main]], np.concatenate([doubtful, np.delete(sure, main, axis=0)])


def _is_new(boxes: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Boxes that are not another view, or a part, of a known person."""
    inside = intersection(boxes, known).max(axis=1, initial=0) / np.maximum(area(boxes), 1)
    return (overlap(boxes, known).max(axis=1, initial=0) < 0.3) & (inside < 0.6)


def write_samples(samples: list[Sample], path: Path) -> None:
    """Write labeled pictures as JSON."""
    path.write_text(json.dumps([asdict(sample) for sample in samples]))


def read_samples(path: Path) -> list[Sample]:
    """Read what `write_samples` wrote."""
    return [Sample(**entry) for entry in json.loads(path.read_text())]
