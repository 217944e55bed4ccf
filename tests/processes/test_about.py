"""A message names the work, what happened, and what to do."""

from __future__ import annotations

import pytest

from core.errors import WorkFailed
from core.processes.about import About

EXPORT = About("export", "Choose a smaller dataset")


@pytest.mark.parametrize(("error", "sentence", "hint"), [
    (EXPORT.too_slow(5), "The export took longer than 5 seconds.", "dataset, or raise MERCHLENS_TABLE_SECONDS."),
    (EXPORT.too_large(2000), "The export needs more memory than the 2,000 MB", "or raise MERCHLENS_TABLE_MEMORY_MB."),
    (EXPORT.crashed(), "The process that worked on the export ended", "Choose a smaller dataset, then try again"),
    (EXPORT.broken(KeyError("x")), "Work on the export failed: KeyError: 'x'.", "This is a bug"),
    (EXPORT.canceled(), "Work on the export was canceled.", "Start it again"),
])
def test_the_work_is_named_and_there_is_a_hint(error: WorkFailed, sentence: str, hint: str) -> None:
    assert sentence in error.message and hint in error.hint
