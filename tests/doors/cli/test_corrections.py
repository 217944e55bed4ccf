"""The command `corrections`: what one data folder exports another one imports."""

from __future__ import annotations

import json

from core import corrections
from core.settings import read_settings
from core.site import Site
from tests.corrections.site_with_photos import FIRST, with_photos


def test_corrections_go_from_one_folder_to_another(run, tmp_path):
    with Site(read_settings(data_dir=tmp_path / "data")) as site:
        corrections.correct(with_photos(site), FIRST, "label", "home_decor", author="Ada")
    listed = run("corrections", "list")
    assert listed.returncode == 0 and "Ada: Label corrected from Apparel to Home and decor" in listed.stdout
    table = tmp_path / "table.csv"
    assert run("corrections", "export", "--out", table).returncode == 0
    other = {"MERCHLENS_DATA_DIR": str(tmp_path / "other")}
    assert "1 correction imported" in run("corrections", "import", table, **other).stderr
    (word,) = [json.loads(line) for line in run("corrections", "list", "--json", **other).stdout.splitlines()]
    assert (word["picture_id"], word["value"], word["before"]) == (FIRST, "home_decor", "apparel")


def test_boxes_are_written_by_picture_id_into_a_folder_of_their_own(run, tmp_path):
    with Site(read_settings(data_dir=tmp_path / "data")) as site:
        corrections.change_box(with_photos(site), FIRST, "persons", now=(0, 0, 20, 30))
    assert "Persons corrected from 1 person to 2 persons (1 added)" in run("corrections", "list").stdout
    out = tmp_path / "boxes"
    written = run("corrections", "export", "--boxes", "--format", "yolo", "--out", out)
    assert written.returncode == 0 and "2 files written" in written.stderr
    assert (out / "persons" / "labels" / f"{FIRST}.txt").read_text().startswith("0 0.050000 0.050000 0.100000")
    again = run("corrections", "export", "--boxes", "--format", "coco", "--out", out)
    assert again.returncode == 2 and "new or empty folder" in again.stderr, "old labels must not stand among new ones"


def test_a_wrong_table_ends_in_one_sentence(run, tmp_path):
    gone = run("corrections", "import", tmp_path / "gone.csv")
    assert gone.returncode == 1 and gone.stderr.count("\n") == 1 and "cannot be read" in gone.stderr
