"""Figures of a set: with and without the shop's word, and as files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from core import explore
from core.explore.pictures import KeptPictures, from_rows
from core.settings import Settings
from core.site import Site
from tests.explore.made_up_rows import row

ROWS = [row(number, label="other" if number <= 12 else "apparel", score=0.5 + number / 100,
            background="busy" if number <= 15 else "plain") for number in range(1, 41)]


def test_the_slice_where_labels_differ_from_the_shops_comes_first() -> None:
    measure, found = explore.slices(from_rows(ROWS))
    busy = next(item for item in found if item.dimension == "background")
    assert measure == "wrong" and busy.value == "busy" and busy.inside.hits == 12 and busy.worse
    pictures = from_rows(ROWS)
    counted = explore.slice_rows(pictures, "background", "busy")
    assert [pictures.uris[row] for row in counted[:2]] == ["photo-12.jpg", "photo-11.jpg"] and len(counted) == 12


def test_without_the_shops_word_close_calls_are_the_measure() -> None:
    pictures = from_rows([row(number, truth="", score=0.3 if number <= 10 else 0.9,
                              background="busy" if number <= 10 else "plain") for number in range(1, 31)])
    measure, found = explore.slices(pictures)
    assert measure == "close" and found[0].value == "busy" and found[0].inside.share == 1.0
    assert explore.reliability(pictures) is None and len(explore.surprising(pictures)) == 0


def test_the_most_confident_mistake_is_first_and_the_closest_call_too() -> None:
    pictures = from_rows(ROWS)
    assert pictures.uris[explore.surprising(pictures)[0]] == "photo-12.jpg"
    assert pictures.uris[explore.hardest(pictures)[0]] == "photo-1.jpg"


def test_files_hold_the_same_numbers() -> None:
    files = {name: list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
             for name, data in explore.tables(from_rows(ROWS)).items()}
    apparel = next(line for line in files["confusion.csv"] if line["shop"] == "apparel")
    assert (apparel["apparel"], apparel["other"]) == ("28", "12")
    assert len(files["pictures.csv"]) == sum(int(line["pictures"]) for line in files["reliability.csv"]) == 40


def test_an_empty_set_has_files_without_rows() -> None:
    assert explore.tables(from_rows([]))["slices.csv"].count(b"\n") == 1


def test_a_visitor_of_another_machine_reads_no_folder_of_the_server(tmp_path: Path,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        job_id = site.store.create_job("/srv/secret/photos", "folder", {}, "audit")
        one = row(1)._replace(uri="/srv/secret/photos/a.jpg")
        monkeypatch.setattr(KeptPictures, "of", lambda kept, job_id: from_rows([one]))
        assert explore.stored_pictures(site, job_id, local=False).uris == ("photos/a.jpg",)
        assert explore.stored_pictures(site, job_id).uris == ("/srv/secret/photos/a.jpg",)
