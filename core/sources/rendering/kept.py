"""A rendered page beside its audit: what the browser showed before scrolling, and the screenshot."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from core.errors import SetupError
from core.nouns.rendered_page import RenderedPage, RenderedPicture

_LAYOUT, _SCREENSHOT = "rendered-page.json", "rendered-page.jpg"


def keep(page: RenderedPage, folder: Path) -> None:
    """Write a page in the place of an earlier one; its HTML, which has been read, is left out.

    Parameters
    ----------
    page : RenderedPage
    folder : Path
        Of one audit; made when there is none.

    Raises
    ------
    SetupError
        The disk is full, or the folder cannot be written.
    """
    values = asdict(replace(page, html="", screenshot=b"")) | {"screenshot": None}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _SCREENSHOT).write_bytes(page.screenshot)
        part = folder / f"{_LAYOUT}.part"
        part.write_text(json.dumps(values), encoding="utf-8")
        part.replace(folder / _LAYOUT)
    except OSError as error:
        raise SetupError(f"The rendered page could not be stored: {error.strerror}.",
                         "Make room on the disk of the data folder.") from None


def kept(folder: Path) -> RenderedPage | None:
    """The page that was kept in a folder; None where there is none that can be read."""
    try:
        values = json.loads((folder / _LAYOUT).read_text(encoding="utf-8"))
        pictures = tuple(RenderedPicture(**_tuples(picture)) for picture in values["pictures"])
        screenshot = (folder / _SCREENSHOT).read_bytes()
        return RenderedPage(**_tuples(values) | {"pictures": pictures, "screenshot": screenshot})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
