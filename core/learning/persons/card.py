"""The model card of the person model, filled in from its measured figures."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from core.learning.persons.labels import Sample

INTRO = """# Person model `{name}`

Finds persons and parts of a body (legs, arms, torsos, heads) in shop pictures: one class, `person`. An ultralytics
YOLOv5-n network (backbone and neck) with ultralytics' anchor-free head. **License: AGPL-3.0**, because it is derived
from AGPL weights.

| file | what it is |
|---|---|
| `{name}.xml`, `{name}.bin` | OpenVINO IR, weights in fp16: the product runs this |
| `{name}.pt` | the same network as an ultralytics checkpoint: `YOLO("models/{name}.pt").predict(picture)` |

Input `[1, 3, {size}, {size}]`: RGB in [0, 1], letterboxed with gray 114. Output `[1, 5, N]`: center x, center y, width,
height in pixels of the square, and the score; suppression (IoU {iou}) is the product's. A detection counts as a
person from a score of
**{threshold}**. That threshold was chosen on training-side pictures that took no part in training.
"""

SOURCES = """
## Training data

Starting weights: `yolov5n.pt` from pine-book/MyYolov5 (GPL-3.0 there, AGPL-3.0 upstream), trained by its authors on
COCO; only its tensors were read. Boxes: the pack's own where it has them; elsewhere pseudo boxes from two public
detectors, that same network with its own head and Megvii's yolox_nano, kept where both are sure, painted over where
they are not. The pictures themselves are not part of the product.

{table}

License classes of the pack: 1 clean as stated, 2 copyleft sample data, 3 stated by an uploader whose rights nobody
verified, 4 nothing stated or restricted. **Most of the pictures are of classes 3 and 4**: shop pictures, stock photos
and faces that belong to others. If you need a clean lineage, retrain on your own pictures. Both public
detectors have seen COCO's training photos; `coco/`, also its `val` part, may be among them, which
flatters both columns. The backbone was not trained here, only neck and head.

Passers-by in the street photos were painted over, and the score of the finest grid (small persons) is shifted down by a
number chosen on training-side pictures: the person being photographed should outrank the background.
"""

LIMITS = """
## Limits

- The pack's `val` photos of street fashion and of shop goods share their sources with the training pictures; only
  `other2` and part of `home2` in the table of false alarms come from shops absent from training.
- `coco/` is small, so its interval is wide. Small and distant persons are
  often missed, and scored lower on purpose.
- Clothes on hangers, mannequins, statues, dolls and printed people resemble persons most; expect false alarms there.
  A hand that holds a product was not labeled as a product alone. Of the alarms of `persons_1`
  in `other`, checked one by one, 16 of 19 do show a hand or a person; those of this model were not checked.
- Validation figures were seen while the input size, the frozen backbone and the idea of the quieter finest grid were
  chosen, so they flatter a little; threshold and shift were not chosen on them.
- Single arms and hands were not measured on their own. Skin tones, ages and wheelchairs were not labeled in the
  pack, so no figure by group can be given.
- It detects that a person is present, never who. It must not be used to identify anybody.

## How to retrain

`python -m core.learning.persons.train --data <pack> --weights <public weights> --out models/`; `--promote` makes the
new version current, `--evaluate-only` measures a registered one again. The pack's format is described in its README
(manifest, YOLO label files); a folder of your own pictures in that format works as well. A CPU is enough (half an
hour to an hour on two
cores); a GPU is used where there is one.
"""


def write_card(path: Path, report: dict, samples: list[Sample], data: Path) -> None:
    """Write the card of a model.

    Parameters
    ----------
    path : Path
        The card's file, under the name of the version.
    report : dict
        From `train.evaluate`.
    samples : list of Sample
        The training pictures.
    data : Path
        The data pack, for sources and license classes.
    """
    name = path.stem
    own = report[name]
    text = INTRO.format(name=name, size=report["size"], iou=report["iou"], threshold=own["threshold"])
    text += metrics_section(report, name) + SOURCES.format(table=sources_table(samples, data)) + LIMITS
    path.write_text(text)


def metrics_section(report: dict, version: str) -> str:
    """The section of metrics, ours beside those of yolox_nano."""
    own, other = report[version], report["yolox_nano"]
    lines = ["", "## Figures", "", "On validation pictures (`val`), in brackets the 95 % interval; yolox_nano runs "
             f"through the same code at its own threshold ({other['threshold']}), chosen by the same rule.", "",
             f"| AP at IoU 0.5 | photos | persons | {version} | yolox_nano |", "|---|---|---|---|---|"]  # fmt: skip
    for name, entry in own["ap50"].items():
        baseline = _ap(other["ap50"][name]) if name in other["ap50"] else "-"
        lines.append(f"| {AP_NAMES[name]} | {entry['photos']} | {entry['boxes']} | {_ap(entry)} | {baseline} |")
    lines += ["", f"| found at the threshold (IoU 0.5) | n | {version} | yolox_nano |", "|---|---|---|---|"]
    for name, entry in own["found"].items():
        baseline = _share(other["found"][name]) if name in other["found"] else "-"
        lines.append(f"| {FOUND_NAMES[name]} | {entry['n']} | {_share(entry)} | {baseline} |")
    lines += ["", f"| false alarms: any person on a product alone | n | {version} | yolox_nano |", "|---|---|---|---|"]
    for name, entry in own["false_alarms"].items():
        baseline = _share(other["false_alarms"][name]) if name in other["false_alarms"] else "-"
        lines.append(f"| {ALONE_NAMES.get(name, name)} | {entry['n']} | {_share(entry)} | {baseline} |")
    speed = report["latency_ms_one_thread"]
    lines += ["", f"One thread, OpenVINO, shared machine: {speed['network']['min']} ms at best for the network alone, "
              f"{speed['whole']['min']} ms with letterbox and suppression.", ""]  # fmt: skip
    return "\n".join(lines)


AP_NAMES = {
    "coco": "coco val", "streetwear": "streetwear val", "pooled": "both pooled", "legs": "legs val",
    "coco_unseen": "coco val and dev", "coco_unseen_large": "coco val and dev, persons of at least 2 % of the picture",
    "all": "all boxed validation photos",
}  # fmt: skip
FOUND_NAMES = {
    "legs": "legs-only crops", "streetwear": "whole street photos", "no_head": "street photos without the head",
    "torso": "torso crops", "piece": "close pieces of a body",
}  # fmt: skip

ALONE_NAMES = {
    "footwear_product_only": "**footwear, product only**",
    "all_products": "**all products** (without the negative blocks)",
    "fashion_shoes": "fashion: shoes", "fashion_goods": "fashion: bags, belts, watches", "clothing": "clothing at home",
    "other2": "other2 (shops absent from training)", "negative": "negative: pets, food, screens, weather (no products)",
    "negative2": "negative2: animals, textures, charts (no products)",
}  # fmt: skip


def _ap(entry: dict) -> str:
    return f"{entry['ap50']:.3f} ({entry['low']:.3f}-{entry['high']:.3f})"


def _share(entry: dict) -> str:
    return f"{entry['count']} = {entry['share']:.1%} ({entry['low']:.1%}-{entry['high']:.1%})"


def sources_table(samples: list[Sample], data: Path) -> str:
    """Pictures that taught, by block, license class and use; sources with at least 30 pictures are named."""
    with open(data / "manifest.csv", newline="") as file:
        rows = {row["path"]: row for row in csv.DictReader(file)}
    if not samples:
        return "(The list of pictures is made in training.)"
    count: dict[tuple[str, str], Counter] = {}
    for sample in samples:
        row = rows[sample.path]
        count.setdefault((row["block"], row["licence_class"]), Counter())[row["source"]] += 1
    with_person = Counter((rows[s.path]["block"], rows[s.path]["licence_class"]) for s in samples if s.boxes)
    lines = ["| block | license class | pictures | with persons | sources |", "|---|---|---|---|---|"]
    for key in sorted(count):
        large = [f"{source} {n}" for source, n in count[key].most_common(6) if n >= 30]
        rest = len(count[key]) - len(large)
        names = ", ".join(large + ([f"{rest} smaller ones"] if rest else []))
        lines.append(f"| {key[0]} | {key[1]} | {sum(count[key].values())} | {with_person[key]} | {names} |")
    return "\n".join(lines)
