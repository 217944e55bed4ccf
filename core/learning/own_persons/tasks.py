"""What a process of its own does for this part: train, and measure both versions on photos that did not teach."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from core.cards import BoxRow, box_measures
from core.errors import InputError, Misuse
from core.images.decode import read_picture
from core.images.draw import downscale
from core.learning.own_persons.batches import Scene
from core.learning.own_persons.order import Order, parts
from core.learning.persons.torchvision_guard import import_ultralytics
from core.models.manifest import Entry, WeightFile
from core.models.store import sha256_of
from core.nouns.average_precision import ap50_change
from core.nouns.box_comparison import BoxComparison
from core.nouns.box_evaluation import AveragePrecision
from core.nouns.dataset import Sample
from core.nouns.proportion import share_of
from core.settings import Settings
from core.vision.persons.detector import Persons

import_ultralytics()  # sets threads before torch loads

from core.learning.own_persons.training import fit  # noqa: E402
from core.learning.persons.export import write_models  # noqa: E402

Progress = Callable[[str, float], None]
LOOKING, FITTING = 0.1, 0.85  # of the progress bar: reading ends, the fit ends
SCENE_SIDE = 512  # pixels of a photo that is kept in memory
LEAST = 0.01  # score of a box that is measured


def train(settings: Settings, order: Order, folder: str, *, progress: Progress) -> BoxComparison:
    """Train a version, write its files into the folder, and compare it with its parent.

    An order that was interrupted goes on from its last state, with the views that it would have had.

    Raises
    ------
    Misuse
        Too few readable photos.
    SetupError
        A full disk.
    """
    work, parent, left_out = Path(folder), Persons(order.parent), list[tuple[str, str]]()
    training, held_out = parts(order.samples)
    middle = len(order.others) // 2
    read = _reader(settings, left_out, progress, (len(training) + middle, 0.0, LOOKING))
    scenes = [_scene(image, np.array(boxes.xyxy, np.float32).reshape(-1, 4)) for sample in training
              if (boxes := sample.boxed("persons")) is not None
              and (image := read(sample.path, sample.picture_id)) is not None]
    if not scenes:
        raise Misuse("None of the photos that teach could be read.", "See whether the files are still there.")
    replayed = [_scene(image, parent.detect(image).persons.xyxy) for checked, path in order.others[:middle]
                if (image := read(path, checked)) is not None]
    checkpoint = next(item.path for item in order.parent.files if item.path.suffix == ".pt")
    model = fit(order, checkpoint, (scenes, replayed), work, side=parent.side, tell=lambda step, loss: progress(
        f"Step {step:,} of {order.steps:,}: loss {loss:.2f}", LOOKING + (FITTING - LOOKING) * step / order.steps))
    read = _reader(settings, left_out, progress, (len(held_out) + len(order.others) - middle, FITTING, 1.0))
    write_models(model, work, order.name, parent.side)
    pair = (parent, Persons(_entry(order, work)))
    before, after = _rows(pair, ((sample, image) for sample in held_out
                                 if (image := read(sample.path, sample.picture_id)) is not None))
    found = [[len(one.detect(image).persons) > 0 for one in pair] for checked, path in order.others[middle:]
             if (image := read(path, checked)) is not None]
    if not before:
        raise Misuse("None of the held-out photos could be read.", "See whether the files are still there.")
    return _compared(order, (before, after), found, taught=(len(scenes), len(replayed), tuple(left_out)))


def _reader(settings: Settings, left_out: list[tuple[str, str]], progress: Progress, span: tuple[int, float, float]
            ) -> Callable[[str, str], np.ndarray | None]:
    """Reads a photo by its path and sha256, and tells how far it is between two shares of the bar; None, and a line
    in `left_out`, for one that cannot be read."""
    total, start, end = span
    numbers = count(1)

    def read(path: str, picture_id: str) -> np.ndarray | None:
        done = next(numbers)
        progress(f"{done:,} of {total:,} photos read", start + (end - start) * done / total)
        try:
            return read_picture(Path(path), path, settings, picture_id=picture_id).image
        except InputError as error:
            left_out.append((Path(path).name, error.message))
            return None

    return read


def _compared(order: Order, rows: tuple[list[BoxRow], list[BoxRow]], found: list[list[bool]], *,
              taught: tuple[int, int, tuple[tuple[str, str], ...]]) -> BoxComparison:
    (before, after), threshold = rows, order.parent.threshold("score")
    change = ap50_change(*([(row.scores, row.owners >= 0) for row in each] for each in rows),
                         [len(row.truth) for row in before])
    trained, replayed, left_out = taught
    return BoxComparison(
        order.parent.name, order.name, trained, replayed, order.steps,
        box_measures(before, "persons", threshold), box_measures(after, "persons", threshold),
        AveragePrecision(*change), *(share_of(sum(pair[k] for pair in found), len(found)) for k in (0, 1)),
        sum(new and not old for old, new in found), sum(old and not new for old, new in found), left_out)


def _scene(image: np.ndarray, boxes: np.ndarray) -> Scene:
    small = downscale(image, side=SCENE_SIDE)
    return Scene(small, (boxes * (small.shape[1] / image.shape[1])).astype(np.float32))


def _entry(order: Order, folder: Path) -> Entry:
    """The parent's entry with the new files."""
    paths = [folder / f"{order.name}{suffix}" for suffix in (".xml", ".bin")]
    return replace(order.parent, name=order.name,
                   files=tuple(WeightFile(path, sha256_of(path), path.stat().st_size) for path in paths))


def _rows(pair: tuple[Persons, Persons], images: Iterable[tuple[Sample, np.ndarray]]) -> tuple[list[Any], list[Any]]:
    rows: tuple[list[BoxRow], list[BoxRow]] = ([], [])
    for sample, image in images:
        boxes = sample.boxed("persons")
        assert boxes is not None
        for model, own in zip(pair, rows, strict=True):
            xyxy, scores = model.search(image).candidates
            best = scores >= LEAST
            found = np.column_stack([xyxy[best], scores[best]]).astype(float)
            own.append(BoxRow(sample.picture_id, Path(sample.path).name, "", boxes.size_wh,
                              np.array(boxes.xyxy, float).reshape(-1, 4), found))
    return rows
