"""What models said of labeled pictures, a line each under the checksum of the model's file.

A line depends on the bytes of the picture and of the model alone, so another dataset with the same pictures, or the
same one with corrected labels, needs no new run.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.jobs.lines import Lines
from core.models.manifest import Entry
from core.models.store import in_use
from core.site import Site


class Scored:
    """What one model said, in `data_dir/evaluations/<checksum>.jsonl`.

    Whether a face is printed the model of persons tells, so faces are kept for each one of these.

    Parameters
    ----------
    site : Site
    entry : Entry
    """

    def __init__(self, site: Site, entry: Entry) -> None:
        name = entry.sha256
        if entry.role == "faces":
            name = hashlib.sha256(f"{name} {dict(in_use(site.settings))['persons']}".encode()).hexdigest()
        self._lines = Lines(site.settings.data_dir / "evaluations" / f"{name}.jsonl")

    def add(self, picture_id: str, values: dict[str, Any]) -> None:
        """Write down what a task of `core.cards.tasks` gave for this model."""
        self._lines.add({"picture_id": picture_id, **values})

    def add_failure(self, picture_id: str, message: str) -> None:
        """Write down why nothing is known of a picture; the next evaluation tries it again."""
        self._lines.add({"picture_id": picture_id, "failure": message})

    def read(self) -> dict[str, dict[str, Any]]:
        """The line of each picture; of several the last counts. Kept until the file has grown: change nothing in it."""
        path = self._lines.path
        return _read(path, path.stat().st_size) if path.is_file() else {}


@lru_cache(maxsize=8)
def _read(path: Path, size: int) -> dict[str, dict[str, Any]]:
    return {line["picture_id"]: line for line in Lines(path).read()}
