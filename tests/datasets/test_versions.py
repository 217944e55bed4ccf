"""A manifest is kept once for its content: first seen stays, paths are the newest."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.datasets import versions
from core.errors import Misuse, NotFound, SetupError
from core.nouns.dataset import Dataset, Sample, content_hash
from core.settings import Settings
from core.site import Site


def dataset(path: str, year: int, label: str = "x") -> Dataset:
    samples = (Sample("a" * 64, label, path=path),)
    return Dataset(content_hash(samples), "name", "source", datetime(year, 1, 1, tzinfo=UTC), samples)


def test_the_same_content_is_one_version(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        first = versions.keep(site, dataset("old", 2020))
        versions.keep(site, dataset("new", 2021))
        (only,) = versions.ids(site)
        kept = versions.read(site, only)
        assert (only, kept.created.year, kept.samples[0].path) == (first.dataset_id, 2020, "new")
        versions.keep(site, dataset("new", 2021, "y"))
        ids = versions.ids(site)
        assert len(ids) == 2 and all(versions.named(site, name[:20]) == name for name in ids)


def test_a_table_names_each_sample(tmp_path: Path) -> None:
    lines = versions.samples_csv(dataset("a.jpg", 2020)).decode("utf-8-sig").splitlines()
    assert lines == ["path,label,split,picture_id", f"a.jpg,x,,{'a' * 64}"]


def test_too_few_digits_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "ids", lambda site: ["ab1", "ab2", "c"])
    with Site(Settings(data_dir=tmp_path)) as site:
        assert versions.named(site, "c") == "c"
        with pytest.raises(Misuse, match="2 datasets begin with 'ab'"):
            versions.named(site, "ab")
        for text in ("", "zz"):
            with pytest.raises(NotFound):
                versions.named(site, text)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        (tmp_path / "datasets").write_text("a file in the folder's place")
        with pytest.raises(SetupError, match="could not be stored"):
            versions.keep(site, dataset("a", 2020))
