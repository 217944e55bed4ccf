"""Whether this site looks closer at faces: what they show, and who is the same person. Off at first.

A file of the data folder says so, for every process of the site; worker processes ask it too.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import Misuse, SetupError

FILE = "faces.json"
HOW = "Switch it on: on the page People, by python -m core people on, or by POST /api/people/opt-in."


@dataclass(frozen=True)
class OptIn:
    """The state of the switch.

    Attributes
    ----------
    on : bool
    author : str
        Who set it; "" where nobody said.
    at : str
        When, ISO 8601 in UTC; "" for a site that never set it.
    """

    on: bool = False
    author: str = ""
    at: str = ""


def read(data_dir: Path) -> OptIn:
    """The state of a site; off where nothing or nothing legible is written."""
    try:
        values = json.loads((data_dir / FILE).read_text("utf-8"))
        return OptIn(values["on"] is True, str(values["author"]), str(values["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return OptIn()


def write(data_dir: Path, on: bool, author: str = "") -> OptIn:
    """Switch a site on or off; raises SetupError when the data folder cannot be written."""
    state = OptIn(on, author.strip()[:200], datetime.now(UTC).isoformat(timespec="seconds"))
    part = data_dir / f"{FILE}.part"
    try:
        part.write_text(json.dumps(asdict(state)), "utf-8")
        part.replace(data_dir / FILE)
    except OSError as error:
        raise SetupError(f"The switch could not be stored: {error.strerror}.",
                         "Make the data folder writable.") from None
    return state


def check(data_dir: Path) -> None:
    """Raise Misuse where faces must not be looked at."""
    if not read(data_dir).on:
        raise Misuse("Looking closer at faces is off on this site.", HOW)
