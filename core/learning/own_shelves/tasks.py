"""What a process of its own does for this part: train, and measure both versions on photos that did not teach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from core.errors import InputError, MerchlensError, Misuse
from core.images.decode import read_picture
from core.images.draw import downscale
from core.images.shelves.arrangement import Packshot
from core.images.shelves.layouts import TEACHING, TESTING
from core.learning.objects.detectors import open_own
from core.learning.own_shelves.order import WHAT, Order, parts
from core.learning.own_shelves.training import Mixed, fit, write_models
from core.learning.shelves import shelves
from core.learning.shelves.evaluation import Detector, product_detector
from core.learning.shelves.shelves import Kept
from core.models.manifest import Entry, WeightFile
from core.models.store import sha256_of
from core.nouns.average_precision import ap50, ap50_change, match
from core.nouns.dataset import Sample
from core.nouns.shelf_comparison import Measured, ShelfComparison
from core.settings import ROOT, Settings
from core.vision.mask.cutout import cut_out
from core.vision.products.detector import open_products

Progress = Callable[[str, float], None]
READING, FITTING = 0.15, 0.85  # of the progress bar: photos and shelves are ready, the fit ends
SIDE, QUALITY = 1600, 92  # pixels and JPEG quality of a photo that teaches
REPLAYED, UNSEEN = 24, 6  # synthetic shelves that are replayed, and that tell what was forgotten
LEAST_PACKSHOTS = 8  # of the site; with fewer the demo's stand beside them
DRAWS = 1000
NONE = np.zeros((0, 4), np.float32)
Shown = tuple[np.ndarray, np.ndarray]  # image, true boxes


def train(settings: Settings, order: Order, folder: str, *, progress: Progress) -> ShelfComparison:
    """Train a version, write its files into the folder, and compare it with its parent.

    An order that was interrupted goes on from its last state, with the squares that it would have had.

    Raises
    ------
    Misuse
        Too few readable photos.
    SetupError
        A full disk, or a parent that cannot be trained further.
    """
    work, left_out = Path(folder), list[tuple[str, str]]()
    training, held_out = parts(order.samples)
    parent = open_products(order.parent)
    own: list[Kept] = []
    for number, sample in enumerate(training):
        progress(f"{number:,} of {len(training):,} photos read", READING / 2 * number / len(training))
        shown = _read(settings, sample, left_out)
        if shown is not None and len(shown[1]):
            own.append(_kept(work / "own" / f"{number:04}.jpg", shown, parent(shown[0]).price_tags.xyxy))
    if not own:
        raise Misuse("None of the photos that teach could be read and has a product.",
                     "See whether the files are still there.")
    progress("Shelves to replay are put together", READING / 2)
    products = packshots(settings, order.packshots)
    replayed, unseen = (shelves.make(products, layouts, work / name, count=count, seed=seed, log=lambda line: None)
                        for name, layouts, count, seed in (("replayed", TEACHING, REPLAYED, 1),
                                                           ("unseen", TESTING, UNSEEN, 2)))
    model = fit(order, Mixed(own, replayed, order.batch, order.seed), work, tell=lambda step, loss: progress(
        f"Step {step:,} of {order.steps:,}: loss {loss:.2f}", READING + (FITTING - READING) * step / order.steps))
    write_models(model, work, order.name)
    progress("Both versions are compared", FITTING)
    photos = [shown for sample in held_out if (shown := _read(settings, sample, left_out)) is not None]
    if not photos:
        raise Misuse("None of the held-out photos could be read.", "See whether the files are still there.")
    return compared(order, (photos, [(one.image, one.xyxy) for one in unseen]), work,
                    taught=(len(own), len(replayed), tuple(left_out)))


def packshots(settings: Settings, files: Sequence[str]) -> list[Packshot]:
    """Packshots on plain grounds, cut out; with those of the demo where the site has few.

    Parameters
    ----------
    settings : Settings
    files : sequence of str
    """
    demo = sorted(map(str, (ROOT / "demo" / "photos").glob("*.jpg")))
    found: list[Packshot] = []
    for place, path in enumerate([*files, *demo]):
        if place >= len(files) and len(found) >= LEAST_PACKSHOTS:
            break
        try:
            rgba = cut_out(read_picture(Path(path), path, settings).image)
        except MerchlensError:
            continue
        if rgba is not None:
            found.append(Packshot(path, rgba))
    return found


def compared(order: Order, photos: tuple[Sequence[Shown], Sequence[Shown]], folder: Path, *,
             taught: tuple[int, int, tuple[tuple[str, str], ...]]) -> ShelfComparison:
    """Both versions on held-out photos and on synthetic shelves.

    Parameters
    ----------
    order : Order
    photos : (held-out photos, synthetic shelves)
        Of (image, true boxes) each.
    folder : Path
        Of the new version's files.
    taught : (int, int, tuple)
        Photos that taught, shelves that were replayed, photos that could not be read.
    """
    entries, threshold = (order.parent, new_entry(order, folder)), order.parent.threshold("score")
    detectors = [product_detector(open_own(entry.path), threshold, entry.threshold("iou")) for entry in entries]
    held_out, synthetic = ([[_found(detector, image) for image, _ in part] for detector in detectors]
                           for part in photos)
    truths = [boxes for _, boxes in photos[0]]
    before, after = ([match(found, truth) for found, truth in zip(of_version, truths, strict=True)]
                     for of_version in held_out)
    counts = [len(truth) for truth in truths]
    errors = [np.array([abs(int((scores >= threshold).sum()) - count) / max(1, count) for (_, scores), count in
                        zip(of_version, counts, strict=True)]) for of_version in held_out]
    old, new = ([match(found, truth) for found, (_, truth) in zip(of_version, photos[1], strict=True)]
                for of_version in synthetic)
    there = [len(truth) for _, truth in photos[1]]
    trained, replayed, left_out = taught
    return ShelfComparison(
        order.parent.name, order.name, trained, replayed, order.steps, len(counts), sum(counts), _ap(before, counts),
        _ap(after, counts), Measured(*ap50_change(before, after, counts)), _mean(errors[0]), _mean(errors[1]),
        _mean(errors[1] - errors[0]), _ap(old, there), _ap(new, there), left_out)


def new_entry(order: Order, folder: Path) -> Entry:
    """The parent's entry with the new files."""
    paths = [folder / f"{order.name}{suffix}" for suffix in (".xml", ".bin")]
    return replace(order.parent, name=order.name,
                   files=tuple(WeightFile(path, sha256_of(path), path.stat().st_size) for path in paths))


def _read(settings: Settings, sample: Sample, left_out: list[tuple[str, str]]) -> Shown | None:
    boxes = sample.boxed(WHAT)
    assert boxes is not None, "`parts` gives no other"
    try:
        image = read_picture(Path(sample.path), sample.path, settings, picture_id=sample.picture_id).image
    except InputError as error:
        left_out.append((Path(sample.path).name, error.message))
        return None
    return image, np.array(boxes.xyxy, np.float32).reshape(-1, 4)


def _kept(path: Path, shown: Shown, tags: np.ndarray) -> Kept:
    """A photo that teaches, as a smaller file; its price tags are those that the parent sees."""
    image, boxes = shown
    small = downscale(image, side=SIDE)
    scale = np.float32(small.shape[1] / image.shape[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".jpg", small[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes())
    return Kept(path, boxes * scale, np.asarray(tags, np.float32).reshape(-1, 4) * scale, NONE,
                np.zeros(len(boxes), np.int64), "own")


def _found(detector: Detector, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Boxes and scores of products, best first."""
    found = detector(image)
    rows = np.flatnonzero(found.classes == 0)
    rows = rows[np.argsort(-found.scores[rows], kind="stable")]
    return found.xyxy[rows], found.scores[rows]


def _ap(matched: Sequence[tuple[np.ndarray, np.ndarray]], truths: Sequence[int]) -> Measured:
    found = ap50(matched, truths)
    return Measured(found["ap50"], found["low"], found["high"]) if sum(truths) else Measured(None, None, None)


def _mean(values: np.ndarray) -> Measured:
    drawn = values[np.random.default_rng(0).integers(0, len(values), (DRAWS, len(values)))].mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Measured(float(values.mean()), float(low), float(high))
