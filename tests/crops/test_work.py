"""A crop job goes on where it was interrupted, ends when nobody wants it, and judges crops again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.crops import work
from core.crops.bulk import Bulk, CropRow
from core.errors import ModelMissing
from core.nouns.crop import Rescored
from core.nouns.job import Job
from tests.crops.small_site import small_site

JOB = Job("0" * 16, "", "crops", {}, "running", 1, 1, 0, 0, 0, datetime(2026, 1, 1, tzinfo=UTC), kind="crop")


def test_a_job_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_site(tmp_path) as photos:
        options = {"crops": ["aspect=1:1"], "job": "", "pictures": [photos.portrait, photos.packshot], "rescore": True}
        job, bulk, told = replace(JOB, options=options), Bulk(photos.site, JOB.job_id), []
        monkeypatch.setattr(work, "rescored", lambda site, picture_id, crops: tuple(
            Rescored("apparel", 0.9, 0.8, "apparel") for _ in crops))
        run = work.job_kind(photos.site).run
        run(job, lambda words, share: False)
        assert not (bulk.folder / "crops.zip").exists(), "nobody wants it"
        bulk.add([(CropRow(photos.packshot, "packshot.png", "aspect=1:1", message="made before"), b"")])
        run(job, lambda words, share: told.append((words, share)) is None)
        rows = {row.picture_id: row for row in bulk.rows()}
        assert rows[photos.packshot].message == "made before"
        assert rows[photos.portrait].rescored == {"label": "apparel", "before": 0.9, "after": 0.8,
                                                  "label_after": "apparel", "kept": True}
        assert (bulk.folder / "crops.zip").is_file() and told[-1][1] == 1.0
        assert all(0 <= share <= 1 for _, share in told)


def test_a_missing_model_ends_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*arguments: object) -> None:
        raise ModelMissing("The model is gone.", "Restore it.")

    with small_site(tmp_path) as photos:
        monkeypatch.setattr(work, "rescored", missing)
        options = {"crops": ["aspect=1:1"], "job": "", "pictures": [photos.portrait], "rescore": True}
        with pytest.raises(ModelMissing):
            work.job_kind(photos.site).run(replace(JOB, options=options), lambda words, share: True)
