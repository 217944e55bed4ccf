"""The model card of the detector of things, filled in from its measured figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.learning.objects.labels import Labeled
from core.learning.persons.card import sources_table
from core.learning.persons.labels import Sample

INTRO = """# Object model `{name}`

Finds things of the 80 classes of COCO in a picture. The product leaves the class `person` to the persons model and
writes the other 79. The network is YOLOX-nano, 0.9 million weights. **License: AGPL-3.0**: it starts from weights of
Megvii's YOLOX (Apache-2.0 upstream) and learned from yolo11n (AGPL-3.0) as a teacher.

| file | what it is |
|---|---|
| `{name}.xml`, `{name}.bin` | OpenVINO IR, weights in fp16 |

Input `[1, 3, 416, 416]`: RGB in [0, 1], letterboxed with gray 114. Output `[1, 84, N]`: center x, center y, width and
height in pixels of the square, then the score of each class; suppression (IoU {iou}, within a class) is the product's.
A thing is written from a score of **{threshold}**: the lowest from which {precision:.0%} of the boxes agree with the
two teachers on {held_out} pictures held out of the training; {recall:.0%} of the teachers' boxes are found there.

## Figures

The test is `coco/`: 128 photos with boxes of 71 classes, none of which taught or chose anything **in this training**.
They are the first photos of COCO's *training* set, so both public detectors, and with them the weights that this
model starts from, have learned from them: all three columns flatter. In brackets the 95 % interval from drawing photos
1,000 times. All run through the same code; yolox_nano is what this model started from.

| AP at IoU 0.5 | boxes | {name} | yolox_nano (416 px) | yolo11n int8 (640 px) |
|---|---|---|---|---|
{overall}

{verdict}

| class | boxes | {name} | yolox_nano | yolo11n |
|---|---|---|---|---|
{classes}

| something found on pictures with none of the 79 classes, at score {threshold} | n | found, and as what most |
|---|---|---|
{alarms}

The clothes lie on floors, hangers and beds, and a bed behind them may be real; a tie may be one.
"""

SOURCES = """
## Training data

{taught} pictures of the training side of the pack. Both teachers looked at each picture and at its mirror image; boxes
of one class in one place were merged, and the mean of their scores is a soft label. True boxes of persons replaced the
teachers' where the pack has them. What is in a picture was not checked by hand, so errors that both teachers share were
learned. The first layers stayed as they were; the rest was fine-tuned, and of the averages written on the way
the one with the best AP50 against the teachers on the held-out pictures was kept, and of the points between the public
weights and it the best one: {own:.3f}, where yolox_nano has {other:.3f}. The pictures are not part of the product.

{table}

License classes of the pack: 1 clean as stated, 2 copyleft sample data, 3 stated by an uploader whose rights nobody
verified, 4 nothing stated or restricted. **Most of the pictures are of classes 3 and 4**: shop pictures, stock photos
and faces that belong to others. COCO's own terms apply to what follows from the public weights. If you need a clean
lineage, retrain on your own pictures.

## Limits

- 80 everyday classes, not a shop's range: clothes and shoes are none of them, `handbag`, `tie`, `backpack`, `suitcase`,
  `chair`, `couch`, `bed`, `dining_table`, `vase`, `clock`, `cup`, `bowl` and `bottle` are the ones that shops sell.
- Small things are missed: the picture is scaled to 416 px. Classes with a handful of boxes above have intervals as wide
  as their figures; eleven classes and more do not occur in the test at all.
- Similar things are confused: couch and bed, vase and cup, handbag and suitcase.

## How to retrain

`python -m core.learning.objects.train --data <pack> --weights <public weights>`; `--promote` makes the new version
current, `--evaluate-only` measures a registered one again. A CPU is enough: an hour for the labels, an hour for the
network.
"""


def text(report: dict[str, Any], name: str, labeled: Sequence[Labeled], data: Path) -> str:
    """The card of a model.

    Parameters
    ----------
    report : dict
        From `train.evaluate`.
    name : str
        Of the version.
    labeled : sequence of Labeled
        All labeled pictures.
    data : Path
        The data pack, for sources and license classes.
    """
    detectors = report["detectors"]
    columns = [detectors[each]["coco"] for each in (name, "yolox_nano", "yolo11n")]
    overall = [f"| {words} | {columns[0][key]['boxes']} | {_row(each[key] for each in columns)} |"
               for key, words in (("all", "mean over all classes that occur"), ("things", "without `person`"))]
    overall.append(f"| `person` | {columns[0]['classes']['person']['boxes']} | "
                   f"{_row(each['classes']['person'] for each in columns)} |")  # fmt: skip
    order = sorted(columns[0]["classes"], key=lambda each: -columns[0]["classes"][each]["boxes"])
    classes = [f"| {each} | {columns[0]['classes'][each]['boxes']} | {_row(c['classes'][each] for c in columns)} |"
               for each in order]  # fmt: skip
    alarms = [f"| {kind} | {entry['n']} | {_alarm(entry)} |" for kind, entry in report["false_alarms"].items()]
    samples = [Sample(entry.path, "", entry.found.of_class(0)[0].tolist()) for entry in labeled if not entry.is_dev]
    return INTRO.format(
        name=name, iou=report["iou"], threshold=report["threshold"], precision=report["precision_held_out"],
        recall=report["recall_held_out"], held_out=report["held_out"], overall="\n".join(overall),
        classes="\n".join(classes), alarms="\n".join(alarms), verdict=verdict(columns[0]["all"], columns[1]["all"]),
    ) + SOURCES.format(taught=report["taught"], own=report["held_out_ap50"]["own"], table=sources_table(samples, data),
                       other=report["held_out_ap50"]["yolox_nano"])  # fmt: skip


def verdict(own: dict[str, float], start: dict[str, float]) -> str:
    """Whether the training helped on the test set, in a sentence.

    Examples
    --------
    >>> own, start = {"ap50": 0.61, "low": 0.55, "high": 0.66}, {"ap50": 0.60, "low": 0.54, "high": 0.65}
    >>> verdict(own, start)
    'On these photos the difference from the weights it started from (0.610 against 0.600) is inside the interval.'
    """
    if own["low"] <= start["ap50"] <= own["high"]:
        return (f"On these photos the difference from the weights it started from ({own['ap50']:.3f} against "
                f"{start['ap50']:.3f}) is inside the interval.")
    better = "better" if own["ap50"] > start["ap50"] else "worse"
    return f"On these photos the model is {better} than the weights it started from, by more than its interval."


def rounded(value: Any) -> Any:
    """A report with its numbers rounded to 4 digits."""
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def _row(entries: Any) -> str:
    return " | ".join(f"{entry['ap50']:.3f} ({entry['low']:.3f}-{entry['high']:.3f})" for entry in entries)


def _alarm(entry: dict[str, Any]) -> str:
    most = ", ".join(f"{name} {count}" for name, count in Counter(dict(entry["most"])).most_common())
    return f"{entry['count']} = {entry['share']:.1%} ({entry['low']:.1%}-{entry['high']:.1%}) {most}".rstrip()
