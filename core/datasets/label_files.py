"""Pictures with boxes: text files of YOLO or JSON of COCO beside them, as trainers of detectors read them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.datasets.listing import MOST_BYTES, SPLIT_NAMES, Named, files, folders
from core.datasets.raw_boxes import RawBoxes, check_classes, sets_of, unknown_words
from core.errors import Misuse
from core.images.files import read_file
from core.nouns.box_set import Box

_CLASS_FILES = ("classes.txt", "obj.names", "data.yaml", "data.yml", "dataset.yaml")
_NO_PICTURES = {".txt", ".yaml", ".yml", ".names", ".json", ".csv", ".md", ".cache"}
_HOW = "Write one line a box: class x y width height, center and size as shares of the picture."
NO_LABELS = "It has no label file; an empty one says that nothing is there."
CROWD = "It has a crowd (iscrowd), in which people are not boxed one by one."


def of_label_files(place: Path) -> list[Named] | None:
    """Pictures with boxes of a folder, or of one JSON of COCO.

    Parameters
    ----------
    place : Path
        A folder with label files of YOLO (beside the pictures, or in `labels` where they are in `images` or beside it)
        and the names of classes in `classes.txt` or `data.yaml` [1]_; or with JSON of COCO, whose images lie below the
        folder [2]_; or such a JSON.

    Returns
    -------
    list of Named, or None
        None where there is neither. Splits are those of the folders' or files' names.

    Raises
    ------
    Misuse
        Label files without names of classes, without persons and faces, or a JSON that is none.

    References
    ----------
    .. [1] Ultralytics YOLO format, https://docs.ultralytics.com/datasets/detect/.
    .. [2] COCO data format, https://cocodataset.org/#format-data.
    """
    if place.is_file():
        return _coco(place, _values(place)) if place.suffix.lower() == ".json" else None
    near = [place, *folders(place)]
    tables = [(path, values) for folder in near for path in sorted(folder.glob("*.json"))
              if _is_coco(values := _values(path))]
    if tables:
        return [item for path, values in tables for item in _coco(path, values)]
    named = next((path for folder in near for name in _CLASS_FILES if (path := folder / name).is_file()), None)
    if named is None and not any(path.name == "labels" for folder in near for path in folders(folder)):
        return None
    if named is None:
        raise Misuse(f"{place} has label files, but nothing says what their classes are.",
                     "Write classes.txt beside them with one name a line, such as person.")
    return list(_yolo(place, named))


def _yolo(place: Path, named: Path) -> Iterator[Named]:
    words, counts = _class_names(named), Counter[str]()
    check_classes(named.name, words)
    for picture in files(place):
        if picture.suffix.lower() in _NO_PICTURES or "labels" in picture.relative_to(place.absolute()).parts:
            continue
        split = next((SPLIT_NAMES[part.lower()] for part in picture.relative_to(place.absolute()).parts[:-1]
                      if SPLIT_NAMES.get(part.lower())), "")
        try:
            boxes = _boxes_of(picture, words)
        except Misuse as error:
            yield Named(str(picture), "", split, str(picture), problem=error.message)
            continue
        if boxes is None:
            yield Named(str(picture), "", split, str(picture), problem=NO_LABELS)
            continue
        counts.update(word for word, _ in boxes)
        yield Named(str(picture), "", split, str(picture), boxes=RawBoxes(sets_of(boxes, words), relative=True))
    if problem := unknown_words(counts):
        yield Named("", "", "", str(named), problem=problem)


def _boxes_of(picture: Path, words: list[str]) -> list[tuple[str, Box]] | None:
    """Classes and boxes of a picture's label file, as shares; None without a file."""
    beside = [picture.with_suffix(".txt"), picture.parent / "labels" / f"{picture.stem}.txt"]
    if "images" in picture.parts:
        place = len(picture.parts) - 1 - picture.parts[::-1].index("images")
        beside.append(Path(*picture.parts[:place], "labels", *picture.parts[place + 1:]).with_suffix(".txt"))
    file = next((path for path in beside if path.is_file()), None)
    if file is None:
        return None
    lines = _text(file).splitlines()
    return [_yolo_box(f"{file.name}, line {number}", line.split(), words)
            for number, line in enumerate(lines, 1) if line.strip()]


def _yolo_box(where: str, cells: list[str], words: list[str]) -> tuple[str, Box]:
    try:
        number, (x, y, width, height) = int(cells[0]), map(float, cells[1:])
    except ValueError:
        raise Misuse(f"{where}: {' '.join(cells)[:60]!r} is no box.", _HOW) from None
    if not 0 <= number < len(words):
        raise Misuse(f"{where}: there is no class {number}; there are {len(words)} names.", "Correct it.")
    if not max(map(abs, (x, y, width, height))) <= 2:
        raise Misuse(f"{where}: the box lies outside the picture: {' '.join(cells[1:])[:60]}.", _HOW)
    return words[number], (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _class_names(file: Path) -> list[str]:
    if file.suffix.lower() not in (".yaml", ".yml"):
        return [line.strip() for line in _text(file).splitlines() if line.strip()]
    names = _yaml_names(_text(file))
    if not names:
        raise Misuse(f"{file} does not say what its classes are.", "Write a list “names:” into it.")
    return names


def _yaml_names(text: str) -> list[str]:
    """The list under `names:` of the YAML that ultralytics reads, in each of its three forms; empty without one.

    Examples
    --------
    >>> _yaml_names("names: [dog, 'person']"), _yaml_names("names:\\n  1: person\\n  0: dog\\nnc: 2")
    (['dog', 'person'], ['dog', 'person'])
    >>> _yaml_names("nc: 2\\nnames:\\n- dog\\n- person")
    ['dog', 'person']
    """
    start = re.search(r"^names:[ ]*(.*)$", text, re.MULTILINE)
    if start is None:
        return []
    inline, rest = start[1].strip(), text[start.end():]
    if inline.startswith("["):
        cells = (inline + rest)[1:].partition("]")[0].split(",")
        return [cell.strip().strip("'\"") for cell in cells if cell.strip()]
    found: list[tuple[int, str]] = []
    for line in rest.splitlines()[1:] if rest else []:
        item = re.fullmatch(r"\s*(?:-|(\d+):)\s*(.+?)\s*(?:#.*)?", line)
        if item is None:
            break
        found.append((int(item[1]) if item[1] else len(found), item[2].strip("'\"")))
    return [name for _, name in sorted(found)]


def _coco(table: Path, values: Any) -> list[Named]:
    if not _is_coco(values):
        raise Misuse(f"{table.name} is no JSON of COCO: it lacks images, annotations or categories.",
                     "Export it again, or give a folder with label files.")
    split = next((SPLIT_NAMES[word] for word in re.split(r"[^a-z]+", f"{table.stem} {table.parent.name}".lower())
                  if SPLIT_NAMES.get(word)), "")
    try:
        words = {item["id"]: str(item["name"]) for item in values["categories"]}
        check_classes(table.name, words.values())
        drawn: dict[Any, list[dict[str, Any]]] = {}
        for item in values["annotations"]:
            drawn.setdefault(item["image_id"], []).append(item)
        return list(_coco_pictures(table, values["images"], drawn, words=words, split=split))
    except (KeyError, TypeError, ValueError) as error:
        raise Misuse(f"{table.name} is no JSON of COCO: {type(error).__name__} {error}.", "Export it again.") from None


def _coco_pictures(table: Path, images: list[dict[str, Any]], drawn: dict[Any, list[dict[str, Any]]], *,
                   words: dict[Any, str], split: str) -> Iterator[Named]:
    counts, known = Counter[str](), _places(table)
    for image in images:
        items = [(words[item["category_id"]], item) for item in drawn.get(image["id"], [])]
        name = str(image["file_name"])
        path = known.get(name) or known.get(Path(name).name, "")
        counts.update(word for word, _ in items)
        sets = sets_of(((word, _corners(item["bbox"])) for word, item in items), words.values())
        size_wh = (int(image["width"]), int(image["height"])) if "width" in image and "height" in image else None
        crowd = any(item.get("iscrowd") for word, item in items if sets_of([(word, (0, 0, 1, 1))], [word]))
        yield Named(path, "", split, path or name, boxes=RawBoxes(sets, size_wh=size_wh),
                    problem=CROWD if crowd else "" if path else f"There is no such picture near {table.name}.")
    if problem := unknown_words(counts):
        yield Named("", "", "", str(table), problem=problem)


def _places(table: Path) -> dict[str, str]:
    """Names of files, also with the folders that lead to them, -> paths; those nearest to the table count."""
    roots = [table.parent, table.parent.parent] if table.parent.name.lower() == "annotations" else [table.parent]
    places: dict[str, str] = {}
    for root in roots:
        for file in files(root):
            relative = file.relative_to(root.absolute())
            for start in range(len(relative.parts)):
                places.setdefault("/".join(relative.parts[start:]), str(file))
    return places


def _corners(box: list[float]) -> Box:
    left, top, width, height = map(float, box)
    return left, top, left + width, top + height


def _is_coco(values: Any) -> bool:
    return isinstance(values, dict) and all(isinstance(values.get(key), list)
                                            for key in ("images", "annotations", "categories"))


def _values(path: Path) -> Any:
    try:
        return json.loads(read_file(path, max_bytes=MOST_BYTES))
    except (ValueError, RecursionError):
        return None


def _text(path: Path) -> str:
    try:
        return read_file(path, max_bytes=MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Misuse(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from None
