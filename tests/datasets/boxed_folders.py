"""Pictures with boxes as people keep them: text files of YOLO, and JSON of COCO."""

from __future__ import annotations

import json
from pathlib import Path

from tests.datasets.class_folders import draw

BOXES = {"one.jpg": "1 0.5 0.5 0.5 1.0\n0 0.1 0.1 0.2 0.2\n", "none.jpg": "",
         "two.jpg": "1 0.25 0.5 0.5 1\n1 .75 .5 .5 1\n"}


def yolo_folder(folder: Path) -> Path:
    """Three pictures of 128 px in two splits, with persons (class 1) and a dog (class 0)."""
    for seed, (name, text) in enumerate(BOXES.items()):
        split = "val" if name == "two.jpg" else "train"
        draw(folder / "images" / split / name, seed)
        labels = folder / "labels" / split / f"{Path(name).stem}.txt"
        labels.parent.mkdir(parents=True, exist_ok=True)
        labels.write_text(text)
    (folder / "data.yaml").write_text("train: images/train\nnames:\n  0: dog\n  1: person\n")
    return folder


def coco_folder(folder: Path) -> Path:
    """The same pictures and boxes without splits, as one JSON, and a picture with a crowd."""
    images, annotations = [], []
    rows = {"one.jpg": [(1, [32, 0, 64, 128], 0), (2, [0, 0, 25.6, 25.6], 0)], "none.jpg": [],
            "two.jpg": [(1, [0, 0, 64, 128], 0), (1, [64, 0, 64, 128], 0)], "crowd.jpg": [(1, [0, 0, 50, 50], 1)]}
    for number, (name, boxes) in enumerate(rows.items()):
        draw(folder / "images" / name, number)
        images.append({"id": number, "file_name": name, "width": 128, "height": 128})
        annotations += [{"id": len(annotations), "image_id": number, "category_id": kind, "bbox": box, "iscrowd": crowd}
                        for kind, box, crowd in boxes]
    values = {"images": images, "annotations": annotations,
              "categories": [{"id": 1, "name": "person"}, {"id": 2, "name": "dog"}]}
    (folder / "annotations").mkdir(parents=True)
    (folder / "annotations" / "instances.json").write_text(json.dumps(values))
    return folder
