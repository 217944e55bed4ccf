"""What was searched for a job's borderline pictures, a line each: a second search goes on where the first one ended."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from core.jobs.lines import Lines
from core.nouns.flip import FlipSearch
from core.nouns.flip_set import FlipRow
from core.nouns.plain import from_plain, to_plain
from core.site import Site


class Searches:
    """The results for one analysis or audit, in `data_dir/explanations/edits-<job>.jsonl`.

    Parameters
    ----------
    site : Site
    job_id : str
        Of the analysis or audit.
    """

    def __init__(self, site: Site, job_id: str) -> None:
        self._lines = Lines(site.settings.data_dir / "explanations" / f"edits-{job_id}.jsonl")

    def add(self, uri: str, search: FlipSearch) -> None:
        """Write down a search, without its curves and the attempt that was not enough."""
        flips = tuple(replace(flip, curve=()) for flip in search.flips)
        row = FlipRow(uri, replace(search, flips=flips, near=None))
        self._lines.add({"picture_id": search.picture_id, "row": to_plain(row)})

    def add_failure(self, uri: str, picture_id: str, message: str) -> None:
        """Write down why a picture could not be searched; the next search tries it again."""
        self._lines.add({"picture_id": picture_id, "failure": [uri, message]})

    def read(self) -> tuple[list[FlipRow], list[tuple[str, str]]]:
        """Results and failures, in the order of the pictures' names; of several lines of a picture the last counts."""
        path = self._lines.path
        rows, failures = _read(path, path.stat().st_size if path.is_file() else 0)
        return list(rows), list(failures)


@lru_cache(maxsize=8)
def _read(path: Path, size: int) -> tuple[tuple[FlipRow, ...], tuple[tuple[str, str], ...]]:
    """The same, kept until the file has grown; lines are only ever added."""
    lines = {line["picture_id"]: line for line in Lines(path).read()}.values() if size else ()
    rows: list[FlipRow] = [from_plain(FlipRow, line["row"]) for line in lines if "row" in line]
    failures = [(line["failure"][0], line["failure"][1]) for line in lines if "failure" in line]
    return tuple(sorted(rows, key=lambda row: row.uri)), tuple(sorted(failures))
