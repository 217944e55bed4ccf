"""Which pictures teach the detector of things, and what its two teachers see in them, kept on disk.

Both teachers look at a picture and at its mirror image; boxes of one class in one place become one, whose score is the
mean over all four looks: a soft label. `coco/` is the test set and teaches nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from core.learning.data.pictures import read_rgb
from core.learning.objects.detectors import Found, ObjectDetector
from core.learning.persons.boxes import area, overlap
from core.learning.persons.labels import FASHION_ASPECT, TRUSTED, footwear_alone, is_dev, thing_pictures, true_boxes

# Block -> how many of its pictures are labeled; those that show most of the 80 classes have most.
PICTURES = {
    "negative": 1000, "negative2": 450, "negative3": 320, "negative4": 180, "streetwear": 450, "legs": 660,
    "home": 550, "home2": 400, "home4": 150, "other": 650, "other2": 500, "other3": 120, "other4": 220, "fashion": 450,
    "apparel2": 250, "apparel3": 90, "magento": 120, "clothing": 200, "nike": 100, "sensitive": 170, "counter": 60,
}  # fmt: skip
WEIGHTS = (0.35, 0.35, 0.65, 0.65)  # of yolox_nano and yolo11n, each with its mirror image: the second is far better
SAME_PLACE, FLOOR, LEAST = 0.55, 0.05, 0.12
PERSON, BOXED = 0, ("streetwear", "legs")  # blocks whose label files box persons; those of others box goods


@dataclass(frozen=True, eq=False)
class Labeled:
    """A picture with its soft labels.

    Attributes
    ----------
    path : str
        Inside the pack.
    found : Found
        In pixels of the picture as `read` returns it.
    is_dev : bool
        Kept from training to choose by.
    """

    path: str
    found: Found
    is_dev: bool


def read(data: Path, path: str) -> np.ndarray:
    """A picture of the pack in its true shape: the source of the block fashion squeezed 3:4 pictures into squares."""
    image = read_rgb(data / path)
    if not path.startswith("fashion/"):
        return image
    width = max(1, round(image.shape[1] * FASHION_ASPECT))
    return cv2.resize(image, (width, image.shape[0]), interpolation=cv2.INTER_AREA)


def chosen(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of the manifest to label, in random order, so that any beginning of it is a fair sample."""
    rng, selection = np.random.default_rng(14), []
    for block, most in PICTURES.items():
        members = [row for row in rows if row["block"] == block and row["split"] == "train"]
        selection += [members[i] for i in rng.permutation(len(members))[:most]]
    return [selection[i] for i in rng.permutation(len(selection))]


def looks(teachers: tuple[ObjectDetector, ObjectDetector], image: np.ndarray) -> list[Found]:
    """What both teachers see in an RGB picture and in its mirror image, in the frame of the picture."""
    mirror = np.ascontiguousarray(image[:, ::-1])
    return [found for teacher in teachers
            for found in (teacher(image, FLOOR), teacher(mirror, FLOOR).mirrored(image.shape[1]))]


def merge(found: list[Found], weights: tuple[float, ...] = WEIGHTS) -> Found:
    """One box for each thing, of several looks at it: the mean of its boxes, weighted by score [1]_.

    Parameters
    ----------
    found : list of Found
        One for each look.
    weights : tuple of float
        Of each look. A look that did not see the thing counts as a score of 0.

    References
    ----------
    .. [1] Solovyev, Wang and Gabruseva, "Weighted boxes fusion", 2021.

    Examples
    --------
    >>> cup = Found(np.float32([[0, 0, 10, 10]]), np.array([41]), np.float32([0.8]))
    >>> none = Found(np.zeros((0, 4), np.float32), np.zeros(0, int), np.zeros(0, np.float32))
    >>> both = merge([cup, none], (1.0, 1.0))
    >>> both.xyxy.tolist(), both.classes.tolist(), round(float(both.scores[0]), 2)
    ([[0.0, 0.0, 10.0, 10.0]], [41], 0.4)
    """
    found = [each.take(area(each.xyxy) > 1) for each in found]
    look = np.repeat(np.arange(len(found)), [len(each.scores) for each in found])
    xyxy, classes, scores = (np.concatenate([getattr(each, name) for each in found])
                             for name in ("xyxy", "classes", "scores"))  # fmt: skip
    share = np.array(weights)[look] * scores
    free, merged = np.ones(len(scores), bool), []
    for best in np.argsort(-share, kind="stable"):
        if not free[best]:
            continue
        same = free & (classes == classes[best]) & (overlap(xyxy[best][None], xyxy)[0] >= SAME_PLACE)
        free &= ~same
        seen = [np.flatnonzero(same & (look == i)) for i in range(len(found))]
        firsts = [rows[share[rows].argmax()] for rows in seen if len(rows)]
        score = share[firsts].sum() / sum(weights)
        merged.append((*np.average(xyxy[firsts], axis=0, weights=share[firsts]), classes[best], score))
    table = np.array(merged, np.float32).reshape(-1, 6)
    table = table[np.argsort(-table[:, 5], kind="stable")]
    table = table[table[:, 5] >= LEAST]
    return Found(table[:, :4], table[:, 4].astype(np.int64), table[:, 5])


def with_known_persons(found: Found, truth: np.ndarray | None, is_thing: bool) -> Found:
    """Soft labels with what the pack knows of persons: true boxes replace the teachers', a thing alone has none.

    Parameters
    ----------
    found : Found
    truth : ndarray of float32, shape (N, 4), or None
        Persons of the pack's label file, in the same frame. Other persons stay as the teachers see them.
    is_thing : bool
        Whether the picture shows things alone.
    """
    if is_thing:
        return found.take(found.classes != PERSON)
    if truth is None or not len(truth):
        return found
    is_known = (found.classes == PERSON) & (overlap(found.xyxy, truth).max(axis=1, initial=0) >= 0.4)
    rest = found.take(~is_known)
    return Found(np.concatenate([truth, rest.xyxy]).astype(np.float32),
                 np.concatenate([np.full(len(truth), PERSON), rest.classes]),
                 np.concatenate([np.ones(len(truth), np.float32), rest.scores]))


def label_pack(data: Path, rows: list[dict[str, str]], teachers: tuple[ObjectDetector, ObjectDetector],
               *, file: Path, log: Callable[[str], None], most: int | None = None) -> None:
    """Label the chosen pictures into a file of one JSON line each; a second run continues.

    Parameters
    ----------
    data : Path
        The picture pack.
    rows : list of dict
        Its manifest.
    teachers : tuple of ObjectDetector
    file : Path
    log : callable
        Gets a line of progress now and then.
    most : int, optional
        Only so many of the chosen pictures; they are in random order.
    """
    done = {entry.path for entry in read_labels(file)}
    alone = footwear_alone(data)
    things = {row["path"] for block, members in thing_pictures(rows, alone).items()
              for row in members if block.startswith(TRUSTED)}  # fmt: skip
    selection = [row for row in chosen(rows)[:most] if row["path"] not in done]
    with file.open("a") as out:
        for number, row in enumerate(selection):
            found = merge(looks(teachers, read(data, row["path"])))
            truth = true_boxes(data, row) if row["block"] in BOXED else None
            found = with_known_persons(found, truth, row["path"] in things)
            boxes = np.concatenate([found.xyxy.round(1), found.classes[:, None], found.scores[:, None].round(3)], 1)
            out.write(json.dumps([row["path"], is_dev(row), boxes.tolist()]) + "\n")
            out.flush()
            if number % 100 == 0:
                log(f"labeled {number} of {len(selection)}")


def read_labels(file: Path) -> Iterator[Labeled]:
    """What `label_pack` wrote so far."""
    for line in file.read_text().splitlines() if file.exists() else ():
        try:
            path, dev, boxes = json.loads(line)
        except json.JSONDecodeError:  # the last line of a run that was stopped
            continue
        table = np.array(boxes, np.float32).reshape(-1, 6)
        yield Labeled(path, Found(table[:, :4], table[:, 4].astype(np.int64), table[:, 5]), dev)
