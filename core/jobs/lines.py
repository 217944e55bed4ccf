"""Results of a long job, a line each in a file of the data folder: they survive a cancel and a restart."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import SetupError


class Lines:
    """A file of results; threads may share it.

    Parameters
    ----------
    path : Path
        Made, with its folder, at the first result.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def read(self) -> Iterator[dict[str, Any]]:
        """Yield all results, the oldest first."""
        if not self.path.is_file():
            return
        for line in self.path.read_text("utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:  # the last line of a process that was killed: its picture is worked on again
                continue

    def add(self, values: dict[str, Any]) -> None:
        """Write one result; raises SetupError when the data folder cannot be written."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._lock, self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(values, ensure_ascii=False) + "\n")
        except OSError as error:
            raise SetupError(f"The data folder cannot be written: {error.strerror}.",
                             "Set MERCHLENS_DATA_DIR to a folder that can.") from None

    def delete(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)
