"""Checks of made-up samples: counts, labels that differ, and doubted labels from stored scores."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from core.datasets.checks import doubted, look_alikes, two_labels
from core.nouns.dataset import Dataset, Sample
from core.settings import Settings
from core.site import Site
from tests.corrections.site_with_photos import audit_in_doubt


def test_one_picture_with_two_labels_is_no_look_alike() -> None:
    samples = (Sample("a", "x", "", "1", "f" * 16), Sample("a", "y", "", "2", "f" * 16))
    assert two_labels(samples) == (("1", "2"),) and look_alikes(samples) == ((), ())


def test_labels_against_stored_scores_are_doubted(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        audit_in_doubt(site)
        labels = {"1": "apparel", "2": "apparel", "3": "home_decor", "4": "other", "5": "apparel"}
        samples = tuple(Sample(number * 64, label, path=number) for number, label in labels.items())
        errors, scored = doubted(site, Dataset("", "", "", datetime.now(UTC), samples))
    assert scored == 4, "5 was not analyzed"
    assert [(error.path, error.label, error.suggested, error.score) for error in errors] == [
        ("2", "apparel", "other", 0.9)]
