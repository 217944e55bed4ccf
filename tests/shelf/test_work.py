"""Sources of a job as its options keep them. What the job does: test_verbs.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.nouns.failure import Failure
from core.nouns.source import Source
from core.shelf.work import plain_source, source_of


@pytest.mark.parametrize("source", [
    Source("a.jpg", path=Path("/data/inbox/ab")), Source("https://shop.example/1.jpg", url="https://shop.example/1.jpg"),
    Source("b.jpg", failure=Failure("b.jpg", "TooLarge", "It is too large.", "Save it smaller."))])
def test_a_source_survives_the_options_of_a_job(source: Source) -> None:
    assert source_of(plain_source(source)) == source
