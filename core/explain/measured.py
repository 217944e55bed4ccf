"""What a benchmark has measured so far, a line for each picture in a file: it survives a cancel and a restart."""

from __future__ import annotations

from collections.abc import Sequence

from core.jobs.lines import Lines
from core.nouns.benchmark import BenchmarkRow
from core.site import Site

FOLDER = "explanations"


class Measured:
    """The results of one benchmark, in `data_dir/explanations/<job>.jsonl`.

    Parameters
    ----------
    site : Site
    job_id : str
    """

    def __init__(self, site: Site, job_id: str) -> None:
        self._lines = Lines(site.settings.data_dir / FOLDER / f"{job_id}.jsonl")

    def add(self, uri: str, rows: Sequence[BenchmarkRow]) -> None:
        """Write down a picture's rows, one for each method."""
        self._lines.add({"uri": uri, "rows": [row.to_dict() for row in rows]})

    def add_failure(self, uri: str, message: str) -> None:
        """Write down why a picture could not be measured."""
        self._lines.add({"uri": uri, "failure": message})

    def names(self) -> list[str]:
        """Pictures that are through, measured or not."""
        return [line["uri"] for line in self._lines.read()]

    def rows(self) -> list[BenchmarkRow]:
        """All rows, in the order of the pictures' names."""
        lines = sorted(self._lines.read(), key=lambda line: str(line["uri"]))
        return [BenchmarkRow.from_dict(values) for line in lines for values in line.get("rows", ())]

    def failures(self) -> list[tuple[str, str]]:
        """Pictures that could not be measured, and why."""
        return sorted((line["uri"], line["failure"]) for line in self._lines.read() if "failure" in line)

    def delete(self) -> None:
        """Remove the file."""
        self._lines.delete()
