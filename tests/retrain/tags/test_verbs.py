"""Judged tags become a version that is used and taken back; what cannot be trained is said before a job begins."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import datasets, retrain, tags
from core.doors.opening import open_site
from core.errors import MerchlensError, Misuse, NotFound
from core.jobs.board import open_board
from core.models import store
from core.nouns.dataset import Dataset
from core.settings import ROOT, Settings, read_settings
from core.site import Site
from core.words.csv_cells import csv_bytes

KINDS = {"cap": "hat", "jem": "jeans",
         "jew": "jeans", "soc": "sock", "tsm": "t-shirt", "tsw": "t-shirt", "dre": "dress"}


def table_of(folder: Path) -> Path:
    """Photos of the demo beside a CSV that calls its caps hats."""
    rows = []
    for path in sorted((ROOT / "demo" / "photos").glob("*.jpg")):
        if kind := KINDS.get(path.name[:3]):
            shutil.copy(path, folder / path.name)
            rows.append({"picture": path.name, "tags": f"{kind}; gender: women"})
    table = folder / "goods.csv"
    table.write_bytes(csv_bytes(("picture", "tags"), rows))
    return table


@pytest.mark.slow
def test_a_table_of_tags_becomes_a_version_that_is_used_and_taken_back(tmp_path: Path) -> None:
    with open_site(read_settings(data_dir=tmp_path / "data", workers=1)) as site:
        made: Dataset = datasets.make(site, str(table_of(tmp_path)))
        before = store.entry(site.settings.models_dir, "tags").name
        job = open_board(site).wait(retrain.train_tags(site, made.dataset_id), 280)
        assert job.state == "done", f"{job.message} {job.hint}"
        name = job.options["name"]
        found = retrain.tags_comparison(site, name)
        assert found.now == before and dict(found.questions)["tag"].count == len(made.samples)
        assert dict(found.questions)["tag"].points >= 0
        assert store.entry(site.settings.models_dir, "tags").name == before, "nothing is promoted by itself"
        assert retrain.promote_tags(site, name) == name
        source = tags.product_name(str(made.samples[0].path))
        assert source and store.entry(site.settings.models_dir, "tags").name == name
        assert retrain.roll_back_tags(site) == before


def test_what_cannot_be_trained_is_said_before_a_job_begins(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        with pytest.raises(Misuse, match="at least 10 photos whose tags people confirmed or added; there are 0"):
            retrain.train_tags(site)
        with pytest.raises(Misuse, match="adapted by whitening or contrastive, not 'pca'"):
            retrain.train_tags(site, adapt="pca")
        for wrong, words in ((lambda: retrain.train_tags(site, "0" * 64), "no dataset"),
                             (lambda: retrain.tags_comparison(site, "tags_99"), "no version"),
                             (lambda: retrain.promote_tags(site, "colors_1"), "of tags")):
            with pytest.raises(NotFound, match=words):
                wrong()
        with pytest.raises(MerchlensError, match="no former model"):
            retrain.roll_back_tags(site)
        assert not site.store.jobs("train-tags")
