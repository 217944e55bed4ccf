"""A crop request as text, as addresses, commands and forms write it: `$facePOI$,aspect=3:1,width=1024`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from core.errors import Misuse
from core.nouns.crop import FORMATS, MODES, Box
from core.nouns.crop_request import CropRequest, check_aspect

MOST_SIDE = 6000  # of a file, in pixels
MOST_PIXELS = 24_000_000
MOST_DPR = 4.0
MOST_LETTERS = 300
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_TEMPLATE = re.compile(r"\$([^$@]+)(?:@(\d{1,6}))?\$")


def read_options(text: str) -> tuple[str, int | None, dict[str, Any]]:
    """Split options into a template and what is asked for beside it.

    Parameters
    ----------
    text : str
        `$name$` or `$name@version$`, then `key=value` for fields of `CropRequest`, all separated by commas; each may be
        missing. `poi` is `x:y` or `x:y:width:height` in shares, from the top left corner.

    Returns
    -------
    str, int or None, dict
        Name and version of the template ("" and None without), and fields of a `CropRequest`.

    Raises
    ------
    Misuse
        Naming what cannot be read.

    Examples
    --------
    >>> read_options("$facePOI@2$,aspect=3:1,width=1024")
    ('facePOI', 2, {'aspect': '3:1', 'width': 1024})
    >>> read_options("poi=0.5:0.25")[2]
    {'poi': (0.5, 0.25, 0.5, 0.25)}
    """
    if len(text) > MOST_LETTERS:
        raise Misuse(f"The options of a crop have at most {MOST_LETTERS} letters, not {len(text):,}.",
                     "Leave some out.")
    name, version, changes = "", None, {}
    for place, part in enumerate(part for part in text.split(",") if part):
        template = _TEMPLATE.fullmatch(part)
        if template and place == 0:
            name, version = template[1], int(template[2]) if template[2] else None
            continue
        key, equals, value = part.partition("=")
        if not equals or key not in _READERS:
            raise Misuse(f"The option {part[:40]!r} is unknown.",
                         f"Options are key=value of {', '.join(_READERS)}, after a template such as $facePOI$.")
        changes[key] = _READERS[key](key, value)
    return name, version, changes


def write_options(request: CropRequest, template: str = "", base: CropRequest | None = None) -> str:
    """Inverse of `read_options`: only what differs from the template's request `base`, or from a plain request.

    Examples
    --------
    >>> write_options(CropRequest("3:1", width=1024), "facePOI")
    '$facePOI$,aspect=3:1,width=1024'
    """
    base = base or CropRequest()
    parts = [f"${template}$"] if template else []
    for key in _READERS:
        value = getattr(request, key)
        if value != getattr(base, key):
            parts.append(f"{key}={_poi_text(value) if key == 'poi' else f'{value:g}' if key == 'dpr' else value}")
    return ",".join(parts) or f"format={request.format}"


def changed(request: CropRequest, changes: dict[str, Any]) -> CropRequest:
    """A request with other fields, checked: its file stays within the limits; raises Misuse."""
    if changes.get("width") or changes.get("height"):  # another size takes the place of the template's whole size
        request = replace(request, width=0, height=0)
    request = replace(request, **changes)
    width, height = round(request.width * request.dpr), round(request.height * request.dpr)
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise Misuse(f"A file of {width or 'any'} × {height or 'any'} pixels is too large.",
                     f"Its sides are at most {MOST_SIDE:,} pixels, and it has at most {MOST_PIXELS / 1e6:g} million.")
    return request


def read_widths(texts: Iterable[str]) -> tuple[int, ...]:
    """Widths of files; raises Misuse."""
    return tuple(int(_READERS["width"]("width", text)) for text in texts)


def read_layouts(texts: Mapping[str, str]) -> dict[int, str]:
    """Width of the window -> aspect; raises Misuse.

    Examples
    --------
    >>> read_layouts({"1024": "3:1", "320": "1:1"})
    {1024: '3:1', 320: '1:1'}
    """
    return {int(_READERS["width"]("width", width)): check_aspect(aspect) for width, aspect in texts.items()}


def _number(least: float, most: float, whole: bool) -> Callable[[str, str], float]:
    def read(key: str, text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not least <= number <= most or (whole and number != int(number)):
            kind = "whole number" if whole else "number"
            raise Misuse(f"The {key} of a crop is a {kind} from {least:g} to {most:,.0f}, not {text[:40]!r}.",
                         "Correct it, or leave it out.")
        return int(number) if whole else number

    return read


def _one_of(names: tuple[str, ...]) -> Callable[[str, str], str]:
    def read(key: str, text: str) -> str:
        if text not in names:
            raise Misuse(f"The {key} of a crop is {', '.join(names[:-1])} or {names[-1]}, not {text[:40]!r}.",
                         "Choose one of them.")
        return text

    return read


def read_poi(key: str, text: str) -> Box:
    """A point of interest, `x:y` or `x:y:width:height` in shares of the picture; raises Misuse.

    Examples
    --------
    >>> read_poi("poi", "0.1:0.2:0.25:0.5")
    (0.1, 0.2, 0.35, 0.7)
    """
    try:
        numbers = [float(part) for part in text.split(":")]
    except ValueError:
        numbers = []
    left, top, width, height = [*numbers, 0.0, 0.0][:4] if len(numbers) in (2, 4) else (math.nan,) * 4
    right, bottom = round(left + width, 6), round(top + height, 6)
    if not (0 <= left <= right <= 1 and 0 <= top <= bottom <= 1):
        raise Misuse(f"The {key} is x:y or x:y:width:height in shares of the picture, not {text[:40]!r}.",
                     "For example 0.5:0.25, or 0.167:0.125:0.245:0.236; all of it lies inside the picture.")
    return left, top, right, bottom


def _poi_text(poi: Box | None) -> str:
    left, top, right, bottom = poi or (0.0, 0.0, 0.0, 0.0)
    sides = [] if (left, top) == (right, bottom) else [right - left, bottom - top]
    return ":".join(f"{round(value, 4):g}" for value in [left, top, *sides])


_READERS: dict[str, Callable[[str, str], Any]] = {
    "aspect": lambda key, text: check_aspect(text), "width": _number(1, MOST_SIDE, True),
    "height": _number(1, MOST_SIDE, True), "dpr": _number(0.5, MOST_DPR, False), "mode": _one_of(MODES),
    "format": _one_of(FORMATS), "quality": _number(1, 100, True), "poi": read_poi}
