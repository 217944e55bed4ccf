"""Which samples are measured on, where they come from, and their photo types."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert

from core import datasets
from core.cards.labeled import choose, rows_of, source_of
from core.catalog.tables import items
from core.errors import NotFound
from core.nouns.dataset import Sample, Shares
from tests.cards.two_models import open_site, two_shops


@pytest.mark.parametrize(("path", "place", "source"), [
    ("/sets/val/other/shop/deep/1.jpg", "/sets", "shop/deep"), ("/sets/other/1.jpg", "/sets", ""),
    ("/elsewhere/other/1.jpg", "/sets", ""), ("/sets/a/other/1.jpg", "/sets/table.csv", "a")])
def test_the_source_is_the_folder_below_the_label(path: str, place: str, source: str) -> None:
    assert source_of(Sample("", "other", "validation", path), place) == source


def test_splits_and_photo_types(tmp_path: Path) -> None:
    with open_site(tmp_path / "site") as site:
        made = two_shops(site, tmp_path / "shops")
        split = datasets.make(site, made.source, "", Shares(validation=25))
        _, chosen, samples = choose(site, split.dataset_id)
        assert chosen == "validation" and {sample.split for sample in samples} == {"validation"}
        assert len(choose(site, split.dataset_id, "all")[2]) == 16 and len(choose(site, made.dataset_id)[2]) == 16
        with pytest.raises(NotFound):
            choose(site, "0" * 64)
        known = made.samples[0].picture_id
        with site.store.writing() as connection:
            connection.execute(insert(items), {"job_id": "a" * 16, "number": 1, "uri_id": "u", "uri": "", "shown": 1,
                                               "candidate": "{}", "picture_id": known, "kind": "worn_no_face"})
        line = {"scores": [0.1, 0.6, 0.2, 0.1, 0.3], "background": "white", "side": 80}
        rows = rows_of(site, made, made.samples, {sample.picture_id: line for sample in made.samples[:3]})
        assert [row.kind for row in rows] == ["worn_no_face", "", ""] and rows[0].sensitive_score == 0.3
        assert rows[0].size == "small" and rows[0].picture_id == known and rows[0].name.endswith(".jpg")
