"""One picture to analyze, as somebody asked for it, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.nouns.analysis import Analysis
from core.nouns.failure import Failure

Result = Analysis | Failure


@dataclass(frozen=True)
class Source:
    """One picture to analyze: a file, an address, or what was wrong with the request.

    Attributes
    ----------
    uri : str
        What people see.
    path : Path or None
        A file on this machine.
    url : str or None
        An address to fetch.
    failure : Failure or None
        Set when the source could not be understood; it becomes the result.
    """

    uri: str
    path: Path | None = None
    url: str | None = None
    failure: Failure | None = None
