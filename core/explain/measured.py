"""What a benchmark has measured so far, a line for each picture in a file: it survives a cancel and a restart."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from core.errors import SetupError
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
        self._path = site.settings.data_dir / FOLDER / f"{job_id}.jsonl"
        self._lock = threading.Lock()

    def add(self, uri: str, rows: Sequence[BenchmarkRow]) -> None:
        """Write down a picture's rows, one for each method."""
        self._write({"uri": uri, "rows": [row.to_dict() for row in rows]})

    def add_failure(self, uri: str, message: str) -> None:
        """Write down why a picture could not be measured."""
        self._write({"uri": uri, "failure": message})

    def names(self) -> list[str]:
        """Pictures that are through, measured or not."""
        return [line["uri"] for line in self._lines()]

    def rows(self) -> list[BenchmarkRow]:
        """All rows, in the order of the pictures' names."""
        lines = sorted(self._lines(), key=lambda line: str(line["uri"]))
        return [BenchmarkRow.from_dict(values) for line in lines for values in line.get("rows", ())]

    def failures(self) -> list[tuple[str, str]]:
        """Pictures that could not be measured, and why."""
        return sorted((line["uri"], line["failure"]) for line in self._lines() if "failure" in line)

    def delete(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self._path.is_file():
            return
        for line in self._path.read_text("utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:  # the last line of a process that was killed: the picture is measured again
                continue

    def _write(self, line: dict[str, Any]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._lock, self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise SetupError(f"The data folder cannot be written: {error.strerror}.",
                             "Set MERCHLENS_DATA_DIR to a folder that can.") from None
