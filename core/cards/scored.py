"""What models said of labeled pictures, a line each under the checksum of the model's file.

A score depends on the bytes of the picture and of the model alone, so another dataset with the same pictures, or the
same one with corrected labels, needs no new run.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from core.jobs.lines import Lines
from core.models.manifest import Entry
from core.site import Site


class Scored:
    """The stored scores of one model, in `data_dir/evaluations/<checksum>.jsonl`.

    Parameters
    ----------
    site : Site
    entry : Entry
    """

    def __init__(self, site: Site, entry: Entry) -> None:
        self._lines = Lines(site.settings.data_dir / "evaluations" / f"{entry.sha256}.jsonl")

    def add(self, picture_id: str, scores: list[float], *, background: str, side: int) -> None:
        """Write down what `core.cards.tasks.score` gave."""
        self._lines.add({"picture_id": picture_id, "scores": scores, "background": background, "side": side})

    def add_failure(self, picture_id: str, message: str) -> None:
        """Write down why a picture has no scores; the next evaluation tries it again."""
        self._lines.add({"picture_id": picture_id, "failure": message})

    def read(self) -> dict[str, dict[str, Any]]:
        """The line of each picture; of several the last counts. Kept until the file has grown: change nothing in it."""
        path = self._lines.path
        return _read(path, path.stat().st_size) if path.is_file() else {}


@lru_cache(maxsize=8)
def _read(path: Path, size: int) -> dict[str, dict[str, Any]]:
    return {line["picture_id"]: line for line in Lines(path).read()}
