"""Evidence is weak where the tag stays although it is covered."""

from __future__ import annotations

from dataclasses import replace

from core.tags.evidence import WEAK, Evidence


def test_a_tag_that_stays_when_its_evidence_is_covered_is_weak() -> None:
    strong = Evidence(b"", b"", (0, 0, 1, 1), score=0.9, covered=0.2)
    assert not strong.is_weak and replace(strong, covered=WEAK * 0.9).is_weak
