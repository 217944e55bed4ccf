"""Crops of many pictures: what was asked for, the files and their table, and the ZIP of both."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import NotFound, SetupError
from core.jobs.lines import Lines
from core.nouns.crop import Crop
from core.site import Site
from core.words.csv_cells import csv_bytes

COLUMNS = ("picture_id", "photo", "crop", "file", "width", "height", "holds", "left", "top", "right", "bottom",
           "cuts_text", "label", "before", "after", "label_after", "message", "hint")
ZIP = "crops.zip"


@dataclass(frozen=True)
class CropRow:
    """What came of one crop of one picture.

    Attributes
    ----------
    picture_id, photo : str
        The picture, and what it was called.
    options : str
        What was asked for.
    file : str
        Name in the folder; "" where there is none.
    size_wh : tuple of int
        Of the file.
    crop : dict
        `Crop.to_dict`; {} where the picture could not be read.
    rescored : dict
        `Rescored.to_dict`; {} where it was not judged.
    message, hint : str
        Why there is no file.
    """

    picture_id: str
    photo: str
    options: str
    file: str = ""
    size_wh: tuple[int, int] = (0, 0)
    crop: dict[str, Any] | None = None
    rescored: dict[str, Any] | None = None
    message: str = ""
    hint: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"picture_id": self.picture_id, "photo": self.photo, "options": self.options, "file": self.file,
                "size_wh": list(self.size_wh), "crop": self.crop, "rescored": self.rescored, "message": self.message,
                "hint": self.hint}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> CropRow:
        """Inverse of `to_dict`."""
        return CropRow(**{**values, "size_wh": tuple(values["size_wh"])})


Made = list[tuple[CropRow, bytes]]  # the rows of one picture, with their files


class Bulk:
    """The files of one job, in `data_dir/crops/jobs/<job>`; a job that was interrupted goes on after its last row.

    Parameters
    ----------
    site : Site
    job_id : str
        16 hex digits.
    """

    def __init__(self, site: Site, job_id: str) -> None:
        self.folder = site.settings.data_dir / "crops" / "jobs" / job_id
        self._lines = Lines(self.folder / "rows.jsonl")

    def rows(self) -> list[CropRow]:
        """All rows so far, each once, in the order in which they were made."""
        rows = map(CropRow.from_dict, self._lines.read())
        return list({(row.picture_id, row.options): row for row in rows}.values())

    def add(self, made: Made) -> None:
        """Write down the rows of one picture, after their files; raises SetupError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for row, data in made:
                if row.file:
                    part = self.folder / f".{os.urandom(4).hex()}.part"
                    part.write_bytes(data)
                    part.replace(self.folder / row.file)
        except OSError as error:
            raise SetupError(f"The crops could not be stored: {error.strerror}.",
                             "Make room on the disk of the data folder.") from None
        for row, _ in made:
            self._lines.add(row.to_dict())

    def pack(self) -> None:
        """Write the ZIP: all files, and the table `crops.csv`; raises SetupError."""
        rows = self.rows()
        part = self.folder / f".{os.urandom(4).hex()}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:  # pictures do not shrink any more
                for row in rows:
                    if row.file:
                        archive.write(self.folder / row.file, row.file)
                archive.writestr("crops.csv", table(rows))
            part.replace(self.folder / ZIP)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise SetupError(f"The ZIP of the crops could not be written: {error.strerror}.",
                             "Make room on the disk of the data folder.") from None

    def archive(self) -> Path:
        """The ZIP; raises NotFound while there is none."""
        if not (self.folder / ZIP).is_file():
            raise NotFound("This job has no ZIP: it has not ended, or its files are gone.",
                           "Wait for its end, or crop the photos again.")
        return self.folder / ZIP


def table(rows: Iterable[CropRow]) -> bytes:
    """Rows as CSV (UTF-8 with BOM)."""
    return csv_bytes(COLUMNS, map(_cells, rows))


def file_name(photo: str, picture_id: str, crop: Crop, suffix: str) -> str:
    """The name of a crop's file, the same for the same picture and aspect, harmless on every file system.

    Examples
    --------
    >>> file_name("shop/Red dress.jpg", "ab" * 32, Crop("3:1", "keep", (0, 0, 3, 1)), "jpeg")
    'Red_dress-abababab-3x1.jpg'
    """
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(photo.replace("\\", "/").rstrip("/")).stem)[:60].strip("_") or "photo"
    zoom = "-zoom" if crop.mode == "zoom" else ""
    end = "jpg" if suffix == "jpeg" else suffix
    return f"{stem}-{picture_id[:8]}-{crop.aspect.replace(':', 'x')}{zoom}.{end}"


def _cells(row: CropRow) -> dict[str, Any]:
    crop, rescored = row.crop or {}, row.rescored or {}
    edges = dict(zip(("left", "top", "right", "bottom"), crop.get("window") or ("",) * 4, strict=True))
    return {"picture_id": row.picture_id, "photo": row.photo, "crop": row.options, "file": row.file,
            "width": row.size_wh[0] or "", "height": row.size_wh[1] or "", "holds": crop.get("holds", ""),
            **edges, "cuts_text": "yes" if crop.get("cuts_text") else "",
            **{name: rescored.get(name, "") for name in ("label", "before", "after", "label_after")},
            "message": row.message, "hint": row.hint}
