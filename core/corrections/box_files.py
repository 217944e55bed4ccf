"""Corrected boxes as what trainers of detectors read: text files of YOLO, or JSON of COCO.

Each detector has a set of its own, with one class: a picture stands in it once a person has said what all its faces, or
all its persons, are. Pictures are named by their id, never by the names that their files had.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from core.catalog import corrections as kept
from core.errors import Misuse
from core.nouns.box_set import BoxSet
from core.nouns.correction import BOXES
from core.site import Site

FORMATS = ("yolo", "coco")


def box_files(site: Site, form: str, name: str = "") -> dict[str, bytes]:
    """Pictures whose boxes people corrected or confirmed, with all boxes that count.

    Parameters
    ----------
    site : Site
    form : {"yolo", "coco"}
    name : {"", "faces", "persons"}
        One of the two only.

    Returns
    -------
    dict of str to bytes
        Name of a file -> content. YOLO: `faces/labels/<picture id>.txt` with a line "0 x y width height" for each box,
        center and size as shares of the picture [1]_, and `faces/classes.txt`. COCO: `faces.json`, boxes as left, top,
        width, height in pixels [2]_. The same for persons. Nothing for a detector that nobody corrected.

    Raises
    ------
    Misuse
        Unknown form or name, or nobody has corrected a box yet.

    References
    ----------
    .. [1] Ultralytics YOLO format, https://docs.ultralytics.com/datasets/detect/.
    .. [2] COCO data format, https://cocodataset.org/#format-data.
    """
    if form not in FORMATS:
        raise Misuse(f"Boxes are written as {' or '.join(FORMATS)}, not {form[:40]!r}.", "Choose one of them.")
    if name and name not in BOXES:
        raise Misuse(f"Boxes are of {' or '.join(BOXES)}, not {name[:40]!r}.", "Choose one of them.")
    with site.store.reading() as connection:
        texts = {name: kept.counted(connection, name) for name in ([name] if name else BOXES)}
    sets = {name: {picture_id: BoxSet.from_text(text) for picture_id, text in sorted(found.items())}
            for name, found in texts.items() if found}
    if not sets:
        raise Misuse("Nobody has corrected or confirmed the boxes of a picture yet.",
                     "Draw them on Explain, view Correct.")
    return written_boxes(sets, form)


def written_boxes(sets: Mapping[str, Mapping[str, BoxSet]], form: str) -> dict[str, bytes]:
    """Boxes of any pictures as `box_files` writes them.

    Parameters
    ----------
    sets : mapping of str to mapping of str to BoxSet
        "faces" or "persons" -> picture id -> boxes.
    form : {"yolo", "coco"}
    """
    if form == "coco":
        return {f"{name}.json": _coco(pictures, BOXES[name]) for name, pictures in sets.items()}
    return dict(_yolo(sets))


def _yolo(sets: Mapping[str, Mapping[str, BoxSet]]) -> Iterable[tuple[str, bytes]]:
    for name, pictures in sets.items():
        yield f"{name}/classes.txt", f"{BOXES[name]}\n".encode()
        for picture_id, boxes in pictures.items():
            lines = (_yolo_line(*box, *boxes.size_wh) for box in boxes.xyxy)
            yield f"{name}/labels/{picture_id}.txt", "".join(lines).encode()


def _yolo_line(*numbers: float) -> str:
    """One box of class 0.

    Examples
    --------
    >>> _yolo_line(10, 20, 30, 60, 100, 200)
    '0 0.200000 0.200000 0.200000 0.200000\\n'
    """
    left, top, right, bottom, width, height = numbers
    shares = ((left + right) / 2 / width, (top + bottom) / 2 / height, (right - left) / width, (bottom - top) / height)
    return f"0 {' '.join(f'{share:.6f}' for share in shares)}\n"


def _coco(pictures: Mapping[str, BoxSet], label: str) -> bytes:
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, (picture_id, boxes) in enumerate(pictures.items(), 1):
        width, height = boxes.size_wh
        images.append({"id": number, "file_name": picture_id, "width": width, "height": height})
        for left, top, right, bottom in boxes.xyxy:
            sides = [round(right - left, 1), round(bottom - top, 1)]
            annotations.append({"id": len(annotations) + 1, "image_id": number, "category_id": 1, "iscrowd": 0,
                                "bbox": [left, top, *sides], "area": round(sides[0] * sides[1], 2)})
    values = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": label}]}
    return json.dumps(values, indent=1).encode()
