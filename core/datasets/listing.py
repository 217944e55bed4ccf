"""What a dataset is made from: class folders, a table, or an analysis or audit as people corrected it; boxes too."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core import explore
from core.catalog import corrections
from core.catalog.tables import pictures as pictures_table
from core.datasets.raw_boxes import RawBoxes
from core.errors import InputError, Misuse
from core.images.files import read_file
from core.nouns.box_set import BoxSet
from core.nouns.correction import BOXES
from core.nouns.dataset import read_boxes
from core.nouns.intent import INTENT_LABELS
from core.site import Site

MOST_BYTES = 100_000_000  # of a table
MOST_LETTERS = 120  # of a label, as the database has them
SPLIT_NAMES = {"train": "train", "training": "train", "validation": "validation", "valid": "validation",
                "val": "validation", "dev": "validation", "test": "test", "testing": "test", "": ""}

COLUMN_WORDS = {"picture": "path", "image": "path", "file": "path", "tags": "label", "tag": "label"}
_YES_NO = {"": "", **dict.fromkeys(("yes", "true", "1", "positive"), "yes"),
           **dict.fromkeys(("no", "false", "0", "negative"), "no")}


@dataclass(frozen=True)
class Named:
    """A file that the source names, with its label.

    Attributes
    ----------
    path, label, split : str
        "" as path where the file is not known.
    name : str
        What to call it where something is wrong.
    sensitive : str
        "yes", "no" or "".
    boxes : RawBoxes or None
        Of persons and faces; None where the source has none.
    problem : str
        Why it is no sample, where the source alone tells that.
    """

    path: str
    label: str
    split: str
    name: str
    sensitive: str = ""
    boxes: RawBoxes | None = None
    problem: str = ""


def of_folder(folder: Path) -> list[Named]:
    """Pictures of class folders: `folder/label/...`, or `folder/train/label/...` with splits.

    Raises
    ------
    Misuse
        There are no class folders.
    """
    classes = folders(folder)
    if all(path.name.lower() in SPLIT_NAMES for path in classes):
        found = [(SPLIT_NAMES[split.name.lower()], label) for split in classes for label in folders(split)]
    else:
        found = [("", label) for label in classes]
    if not found:
        raise Misuse(f"{folder} has no class folders: a folder for each label, with its pictures.",
                     "Or give a CSV with the columns path and label.")
    return [Named(str(path), label.name[:MOST_LETTERS], split, str(path))
            for split, label in found for path in files(label)]


def of_table(table: Path) -> list[Named]:
    """Pictures of a CSV with the columns path and label (or picture and tags), perhaps split, sensitive and boxes.

    Paths are seen from the table's folder.

    Raises
    ------
    Misuse
        No such table, or a line that is wrong; it names the line.
    """
    try:
        text = read_file(table, max_bytes=MOST_BYTES).decode("utf-8-sig")
        sample = text[:4096].partition("\n")[0]
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True,
                              delimiter=max(",;\t", key=sample.count))
        rows.fieldnames = [COLUMN_WORDS.get(name.strip().lower(), name) for name in rows.fieldnames or ()]
        missing = [name for name in ("path", "label") if name not in rows.fieldnames]
        if missing:
            raise Misuse(f"A table of a dataset has the columns path and label; this one lacks {', '.join(missing)}.",
                         "Rename its columns.")
        return [_row(table, row, rows.line_num) for row in rows]
    except UnicodeDecodeError:
        raise Misuse(f"{table} is not UTF-8 text.", "Save it as CSV in UTF-8.") from None
    except csv.Error as error:
        raise Misuse(f"{table} is no CSV that can be read: {error}.", "Check its quotes.") from None


def of_job(site: Site, job_id: str) -> list[Named]:
    """Pictures of an analysis or audit: what a person said is their label, else what the shop's category means.

    Raises
    ------
    NotFound, Misuse
        Unknown job, or one without analyzed pictures.
    """
    truth = explore.stored_pictures(site, job_id)
    labels = {picture_id: INTENT_LABELS[label] if label != explore.UNKNOWN else ""
              for picture_id, label in zip(truth.picture_ids, truth.truth.tolist(), strict=True)}
    with site.store.reading() as connection:
        said, sensitive = (corrections.counted(connection, name) for name in ("label", "sensitive"))
        places = {row.picture_id: row.path for row in
                  connection.execute(select(pictures_table.c.picture_id, pictures_table.c.path))}
    boxes = _said_boxes(site)
    return [Named(places.get(picture_id, ""), said.get(picture_id, label), "", uri, sensitive.get(picture_id, ""),
                  boxes.get(picture_id) if said.get(picture_id, label) else None) for picture_id, label, uri in
            zip(labels, labels.values(), _names(truth, labels), strict=True)]


def of_corrections(site: Site) -> list[Named]:
    """All pictures whose label a person said, and did not take back."""
    with site.store.reading() as connection:
        said, sensitive = (corrections.counted(connection, name) for name in ("label", "sensitive"))
        places = {row.picture_id: (row.path, row.uri) for row in connection.execute(
            select(pictures_table.c.picture_id, pictures_table.c.path, pictures_table.c.uri))}
    return [Named(path, label, "", uri or picture_id, sensitive.get(picture_id, ""))
            for picture_id, label in said.items() for path, uri in [places.get(picture_id, ("", ""))]]


def of_boxes(site: Site) -> list[Named]:
    """All pictures whose faces or persons people drew, deleted or confirmed."""
    boxes = _said_boxes(site)
    with site.store.reading() as connection:
        places = {row.picture_id: (row.path, row.uri) for row in connection.execute(
            select(pictures_table.c.picture_id, pictures_table.c.path, pictures_table.c.uri))}
    return [Named(path, "", "", uri or picture_id, boxes=found) for picture_id, found in boxes.items()
            for path, uri in [places.get(picture_id, ("", ""))]]


def of_tags(site: Site) -> list[Named]:
    """All pictures whose tags people confirmed or added: "sandal; gender: women" is the label of one."""
    with site.store.reading() as connection:
        said = corrections.counted(connection, "tags")
        places = {row.picture_id: (row.path, row.uri) for row in connection.execute(
            select(pictures_table.c.picture_id, pictures_table.c.path, pictures_table.c.uri))}
    return [Named(path, label[:MOST_LETTERS], "", uri or picture_id) for picture_id, text in said.items()
            for label in [_right_tags(text)] if label for path, uri in [places.get(picture_id, ("", ""))]]


def _right_tags(text: str) -> str:
    """What people called right, of the value of a correction: a list of name, value and whether it is right (JSON)."""
    return "; ".join(value if name == "tag" else f"{name}: {value}" for name, value, right in json.loads(text) if right)


def _said_boxes(site: Site) -> dict[str, RawBoxes]:
    with site.store.reading() as connection:
        texts = {name: corrections.counted(connection, name) for name in sorted(BOXES)}
    sets: dict[str, list[tuple[str, BoxSet]]] = {}
    for name, found in texts.items():
        for picture_id, text in found.items():
            sets.setdefault(picture_id, []).append((name, BoxSet.from_text(text)))
    return {picture_id: RawBoxes(tuple((name, boxes.xyxy) for name, boxes in pairs), size_wh=pairs[0][1].size_wh)
            for picture_id, pairs in sets.items()}


def _names(truth: explore.Pictures, labels: dict[str, str]) -> Iterator[str]:
    uris = dict(zip(truth.picture_ids, truth.uris, strict=True))
    return (uris[picture_id] for picture_id in labels)


def _row(table: Path, row: dict[str, str | None], line: int) -> Named:
    path, label, split = ((row.get(name) or "").strip() for name in ("path", "label", "split"))
    if split.lower() not in SPLIT_NAMES:
        raise Misuse(f"Line {line}: a split is train, validation or test, not {split[:40]!r}.", "Correct it.")
    if not path or "\0" in path:
        raise Misuse(f"Line {line}: the path is missing.", "Write the picture's path, seen from the table's folder.")
    if len(label) > MOST_LETTERS:
        raise Misuse(f"Line {line}: a label has at most {MOST_LETTERS} letters, not {len(label):,}.", "Shorten it.")
    sensitive = (row.get("sensitive") or "").strip().lower()
    if sensitive not in _YES_NO:
        raise Misuse(f"Line {line}: sensitive is yes, no or empty, not {sensitive[:40]!r}.", "Correct it.")
    return Named(str((table.parent / path).absolute()), label, SPLIT_NAMES[split.lower()], path, _YES_NO[sensitive],
                 _row_boxes((row.get("boxes") or "").strip(), line))


def _row_boxes(text: str, line: int) -> RawBoxes | None:
    """Boxes as `samples_csv` writes them."""
    if not text:
        return None
    try:
        boxes = read_boxes(json.loads(text).items())
        return RawBoxes(tuple((name, found.xyxy) for name, found in boxes), size_wh=boxes[0][1].size_wh)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise Misuse(f"Line {line}: the boxes are not those that the table of a dataset has: {text[:40]!r}.",
                     "Leave the column out, or export the table again.") from None


def folders(folder: Path) -> list[Path]:
    """The folders in a folder, without hidden ones; raises InputError."""
    return [path for path in _entries(folder) if path.is_dir() and not path.name.startswith(".")]


def files(folder: Path) -> Iterator[Path]:
    """The files below a folder, absolute, without hidden ones; raises InputError."""
    for path in _entries(folder):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files(path)
        elif not path.is_dir():
            yield path.absolute()


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error.strerror}.", "Check its name and permissions.") from None
