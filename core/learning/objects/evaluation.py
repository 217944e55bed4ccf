"""Measure a detector of things: AP50 by class with intervals, against true boxes or soft labels; false alarms."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.learning.data.pictures import read_rgb
from core.learning.objects.detectors import CLASSES, Found, ObjectDetector
from core.learning.objects.labels import PERSON, Labeled, read
from core.learning.persons.boxes import overlap, xyxy_from_center
from core.learning.persons.evaluation import share
from core.learning.persons.labels import footwear_alone, read_manifest
from core.nouns.average_precision import MATCH_IOU, ap50, average_precision, match, mean_ap50

SURE = 0.2  # a soft label from this score is a thing to find; one below it is neither right nor wrong
ENOUGH = 3  # held-out boxes without which a class does not count in the choice


@dataclass(frozen=True, eq=False)
class Judged:
    """One picture: what was found, and what is there.

    Attributes
    ----------
    found : Found
        Best first.
    truth : Found
        Boxes that count.
    unsure : Found
        Boxes that are neither right nor wrong.
    """

    found: Found
    truth: Found
    unsure: Found

    def matched(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Scores and hits of the boxes of one class."""
        boxes, scores = self.found.of_class(number)
        scores, hits = match((boxes, scores), self.truth.of_class(number)[0])
        excused = overlap(boxes, self.unsure.of_class(number)[0]).max(axis=1, initial=0) >= MATCH_IOU
        return scores[hits | ~excused], hits[hits | ~excused]


def coco_rows(data: Path) -> dict[str, Found]:
    """True boxes of each picture of the test set, by its path, in shares of the picture."""
    with open(data / "coco_objects.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    boxes: dict[str, list] = {f"coco/{file.name}": [] for file in sorted((data / "coco").glob("*.jpg"))}
    for row in rows:
        number = CLASSES.index(row["class"].replace(" ", "_"))
        boxes[row["path"]].append([*(float(row[name]) for name in ("xc", "yc", "w", "h")), number])
    tables = {path: np.array(values, np.float64).reshape(-1, 5) for path, values in boxes.items()}
    return {path: Found(xyxy_from_center(table[:, :4]), table[:, 4].astype(np.int64), np.ones(len(table), np.float32))
            for path, table in tables.items()}


def judge_coco(detector: ObjectDetector, data: Path) -> list[Judged]:
    """Run a detector over the test set."""
    judged = []
    for path, there in coco_rows(data).items():
        image = read_rgb(data / path)
        truth = Found(there.xyxy * np.float32([image.shape[1], image.shape[0]] * 2), there.classes, there.scores)
        judged.append(Judged(detector(image), truth, truth.take(np.zeros(0, int))))
    return judged


def judge_held_out(detector: ObjectDetector, data: Path, labeled: Sequence[Labeled]) -> list[Judged]:
    """Run a detector over held-out pictures; soft labels of at least `SURE` count as truth."""
    return [Judged(detector(read(data, entry.path)), entry.found.take(entry.found.scores >= SURE),
                   entry.found.take(entry.found.scores < SURE)) for entry in labeled]  # fmt: skip


def quick_ap50(judged: Sequence[Judged]) -> float:
    """Mean AP50 over classes with at least `ENOUGH` true boxes, without an interval: for choosing."""
    values = []
    for number in range(len(CLASSES)):
        matched, truths = by_class(judged, number)
        if sum(truths) >= ENOUGH:
            scores, hits = (np.concatenate(each) for each in zip(*matched, strict=True))
            values.append(average_precision(scores, hits, sum(truths)))
    return float(np.mean(values)) if values else 0.0


def by_class(judged: Sequence[Judged], number: int) -> tuple[list[tuple[np.ndarray, np.ndarray]], list[int]]:
    """Scores and hits of each picture for one class, and how many true boxes it has there."""
    return [each.matched(number) for each in judged], [int((each.truth.classes == number).sum()) for each in judged]


def figures(judged: Sequence[Judged], seed: int = 0) -> dict:
    """AP50 over all classes that occur, without persons, and by class; each with its interval from drawing pictures.

    Returns
    -------
    dict
        "all" and "things" (without persons) from `mean_ap50`, "classes" by name from `ap50`.
    """
    tables = {name: by_class(judged, number) for number, name in enumerate(CLASSES)}
    present = {name: table for name, table in tables.items() if sum(table[1])}
    things = [table for name, table in present.items() if name != CLASSES[PERSON]]
    return {"all": mean_ap50(list(present.values()), seed), "things": mean_ap50(things, seed),
            "classes": {name: ap50(*table, seed) for name, table in present.items()}}


def thresholds(judged: Sequence[Judged], precision: float) -> tuple[float, float]:
    """The lowest score from which boxes of things (not persons) are right as often as asked, and the share found there.

    Parameters
    ----------
    judged : sequence of Judged
        Held-out pictures.
    precision : float
        In [0, 1].
    """
    scores, hits, truths = [], [], 0
    for number in range(len(CLASSES)):
        if number != PERSON:
            matched, count = by_class(judged, number)
            scores += [each[0] for each in matched]
            hits += [each[1] for each in matched]
            truths += sum(count)
    order = np.argsort(-np.concatenate(scores), kind="stable")
    sorted_scores, found = np.concatenate(scores)[order], np.cumsum(np.concatenate(hits)[order])
    good = np.flatnonzero(found / np.arange(1, len(found) + 1) >= precision)
    last = good[-1] if len(good) else 0
    return float(np.ceil(sorted_scores[last] * 100) / 100), float(found[last] / max(truths, 1))


def things_alone(data: Path, most: int = 250) -> dict[str, list[str]]:
    """Validation pictures on which none of the 80 classes is, by kind.

    Shoes photographed alone; clothes on a floor, hanger or bed, which may be a real bed; receipts and textures.
    """
    rows, shoes = [row for row in read_manifest(data) if row["split"] == "val"], footwear_alone(data)
    clothes = {"T-Shirt", "Shirt", "Pants", "Shorts", "Dress", "Longsleeve", "Polo", "Skirt", "Hoodie", "Blazer"}
    kinds = {
        "shoes alone": [r["path"] for r in rows if r["path"] in shoes and r["block"] in ("fashion", "nike")],
        "clothes at home": [r["path"] for r in rows if r["block"] == "clothing" and r["label"] in clothes],
        "receipts and textures": [r["path"] for r in rows if r["label"].startswith(("receipt", "texture_"))],
    }  # fmt: skip
    rng = np.random.default_rng(14)
    return {kind: [paths[i] for i in rng.permutation(len(paths))[:most]] for kind, paths in kinds.items()}


def false_alarms(detector: ObjectDetector, data: Path, threshold: float, kinds: Mapping[str, Sequence[str]]) -> dict:
    """Share of the pictures without any of the classes on which one is found, by kind, with the classes found most."""
    report = {}
    for kind, paths in kinds.items():
        found = [detector(read(data, path), threshold) for path in paths]
        seen = [{CLASSES[number] for number in each.classes if number != PERSON} for each in found]
        most = Counter(name for names in seen for name in names).most_common(3)
        report[kind] = share(sum(bool(names) for names in seen), len(seen)) | {"most": most}
    return report
