"""Files of pictures in the data folder: previews, thumbnails, and where each picture's own file lies.

A picture is called by the sha256 of its bytes. Worker processes write these files, whole or not at all; every other
process only reads them, and never decodes one.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from core.errors import NotFound

PREVIEW, THUMBNAIL, NOTE = ".jpg", ".small.jpg", ".json"


def preview(data_dir: Path, picture_id: str) -> Path:
    """The preview (JPEG without metadata) that was made when the picture was analyzed; raises NotFound."""
    return _file_of(data_dir, picture_id, PREVIEW)


def thumbnail(data_dir: Path, picture_id: str) -> Path:
    """A JPEG of at most 160 px, or the preview where there is none; raises NotFound."""
    try:
        return _file_of(data_dir, picture_id, THUMBNAIL)
    except NotFound:
        return preview(data_dir, picture_id)


def original(data_dir: Path, picture_id: str) -> Path:
    """The file of an analyzed picture; raises NotFound."""
    path = Path(json.loads(_file_of(data_dir, picture_id, NOTE).read_text("utf-8"))["path"])
    if not path.is_file():
        raise NotFound("The picture's file is gone.", "Analyze the picture again.")
    return path


def write(data_dir: Path, picture_id: str, suffix: str, data: bytes) -> None:
    """Write one of a picture's files so that readers see all of it or nothing.

    Parameters
    ----------
    data_dir : Path
        The site's data folder.
    picture_id : str
        64 hex digits.
    suffix : str
        One of `PREVIEW`, `THUMBNAIL`, `NOTE`.
    data : bytes
        The file's content.
    """
    path = data_dir / "previews" / f"{picture_id}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def _file_of(data_dir: Path, picture_id: str, suffix: str) -> Path:
    path = data_dir / "previews" / f"{picture_id}{suffix}"
    if len(picture_id) != 64 or not picture_id.isalnum() or not path.is_file():
        raise NotFound("This picture is not known here.", "Analyze it first.")
    return path
