"""Printed and true faces in the picture pack, each with the numbers of `core.vision.faces.body`.

Printed ones are made up (`printed`); true ones are those of photos of people that a second public detector confirms.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from core.learning.data.pack import read_pack
from core.learning.data.pictures import read_rgb
from core.learning.faces import printed
from core.learning.faces.candidates import TEACHER_YES, agreement, open_teacher, teacher_boxes
from core.learning.persons.detectors import Detector, open_yolox
from core.models import store
from core.vision.faces.body import NUMBERS, measure
from core.vision.faces.detector import Faces
from core.vision.persons.detector import Persons

MOST_GOODS = {"shirt": 200, "bag": 120, "cushion": 60, "book": 60, "mug": 15}
MOST_PEOPLE = 120
SOMEBODY, SURE = 0.3, 0.5  # scores of the public person detector: from here on somebody may be there, is there
PEOPLE = {"teach": ("streetwear", 220), "test": ("magento", 300)}  # block and number of its pictures
# Blocks whose faces are looked for besides those of PEOPLE; label "face" are close portraits.
TRUE_BLOCKS = {
    "teach": {"fashion": 450, "sensitive": 500, "coco": 500},
    "test": {"apparel2": 500, "apparel3": 400, "apparel4": 300, "negative2": 500, "negative3": 500, "negative4": 500,
             "coco": 500},
}
TRUE_LABELS = ("portrait", "people", "photo_person", "people_sport", "staff")  # of the blocks of negatives
SEED = 1


class Detectors:
    """What looks at each picture: our faces without the rule for bodies, our persons, and two public detectors."""

    def __init__(self, weights: Path, models_dir: Path) -> None:
        self._faces, self._persons = (Faces(store.entry(models_dir, "faces")),
                                      Persons(store.entry(models_dir, "persons")))
        self.people: Detector = open_yolox(weights)
        self._teacher = open_teacher(weights)

    def faces(self, image: np.ndarray) -> pd.DataFrame:
        """Accepted faces: left, top, right, bottom (shares of the picture), score, teacher, and `NUMBERS`."""
        faces = self._faces.detect(image).faces
        bodies, scores = self._persons.search(image).candidates if len(faces) else (np.zeros((0, 4)), np.zeros(0))
        size_wh = image.shape[1], image.shape[0]
        table = pd.DataFrame(measure(faces.xyxy, bodies, scores, size_wh), columns=list(NUMBERS))
        table[["left", "top", "right", "bottom"]] = faces.xyxy / np.array([*size_wh] * 2)
        others = teacher_boxes(self._teacher, image) if len(faces) else np.zeros((0, 5))
        table["score"], table["teacher"] = faces.scores, [agreement(box, others) for box in faces.xyxy]
        return table


def collect(data: Path, detectors: Detectors, part: str) -> pd.DataFrame:
    """One row for each face that the second look accepts.

    Parameters
    ----------
    data : Path
        The pack.
    detectors : Detectors
    part : {"teach", "test"}

    Returns
    -------
    pandas.DataFrame
        Columns: part, path, kind, printed (bool), and those of `Detectors.faces`. Printed are the faces in the print;
        true those of photos of people that the public face detector scores at least 0.7. Others are left out.
    """
    pack = read_pack(data)
    rng = random.Random(SEED)
    tables, people = [], []
    for path, kind in _true_pictures(pack, part, rng):
        image = read_rgb(data / path)
        found = detectors.faces(image)
        sure = found[found["teacher"] >= TEACHER_YES]
        tables.append(sure.assign(path=path, kind=kind, printed=False))
        if kind == PEOPLE[part][0] and len(found) == len(sure) == 1 and len(people) < MOST_PEOPLE:
            boxes, scores = detectors.people(image)
            if len(scores) and scores[0] >= SURE:
                size = np.array([image.shape[1], image.shape[0]] * 2)
                face = tuple(sure[["left", "top", "right", "bottom"]].to_numpy()[0])
                people.append((path, tuple(boxes[0] / size), face))
    goods = _without_people(data, printed.bare_goods(pack, part), detectors, rng)
    for made in (*printed.on_goods(data, pack, part, goods), *printed.on_people(data, pack, part, people)):
        found = detectors.faces(made.image)
        x, y = ((found[low] + found[high]) / 2 * side for low, high, side in
                (("left", "right", made.image.shape[1]), ("top", "bottom", made.image.shape[0])))
        inside = (x > made.xyxy[0]) & (x < made.xyxy[2]) & (y > made.xyxy[1]) & (y < made.xyxy[3])
        tables.append(found[inside].assign(path=made.path, kind=made.kind, printed=True))
    return pd.concat(tables, ignore_index=True).assign(part=part)


def _true_pictures(pack: pd.DataFrame, part: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """(path, kind) of photos of people."""
    block, most = PEOPLE[part]
    portraits = pack[pack["path"].str.startswith("negative/face")]
    yield from ((path, "portrait") for path in printed.of_part(portraits, "faces", part)["path"])
    for name, count in {block: most, **TRUE_BLOCKS[part]}.items():
        rows = pack[pack["block"] == name]
        if name == "coco":
            rows = rows[rows["split"] == ("train" if part == "teach" else "val")]
        elif name == "sensitive":
            rows = rows[rows["path"].str.contains("smok")]
        elif name.startswith("negative"):
            rows = rows[rows["label"].isin(TRUE_LABELS)]
        paths = rows["path"].tolist()
        yield from ((path, name) for path in rng.sample(paths, min(count, len(paths))))


def _without_people(data: Path, goods: list[tuple[str, str, str]], detectors: Detectors, rng: random.Random
                    ) -> list[tuple[str, str, str]]:
    """Goods on whose pictures the public detector sees nobody and ours no face, up to `MOST_GOODS` of each kind."""
    rng.shuffle(goods)
    counts = dict.fromkeys(MOST_GOODS, 0)
    bare = []
    for kind, path, background in goods:
        if counts[kind] >= MOST_GOODS[kind]:
            continue
        image = read_rgb(data / path)
        if detectors.people(image, SOMEBODY)[1].size or len(detectors.faces(image)):
            continue
        counts[kind] += 1
        bare.append((kind, path, background))
    return bare
