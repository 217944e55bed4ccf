"""The command `dataset`: make, list and check as a person runs them."""

from __future__ import annotations

import json

import pytest

from tests.datasets.class_folders import class_folders


@pytest.mark.slow
def test_a_dataset_is_made_listed_and_checked(run, tmp_path):
    folder = class_folders(tmp_path / "shop")
    (folder / "other" / "notes.txt").write_text("no picture")
    made = run("dataset", "make", folder, "--name", "First", "--test", "30", "--seed", "2")
    assert made.returncode == 0 and "3 photos of 2 labels; 1 photo left out" in made.stderr
    name = made.stdout.strip()
    listed = run("dataset", "list").stdout
    assert listed.startswith(f"{name[:12]}  ") and "First: 3 photos (apparel 2, other 1)" in listed
    checked = run("dataset", "check", name[:8])
    assert checked.returncode == 0 and "notes.txt: " in checked.stdout
    (folder / "other" / "3.jpg").unlink()
    values = json.loads(run("dataset", "check", name, "--json").stdout)
    assert len(values["unreadable"]) == 1 and values["imbalance"] == 2.0


def test_a_wrong_source_ends_in_one_sentence(run):
    wrong = run("dataset", "make", "nothing")
    assert wrong.returncode == 1 and wrong.stderr.count("\n") == 1 and "no folder, no table" in wrong.stderr
    wrong = run("dataset", "make", "nothing", "--validation", "60", "--test", "40")
    assert wrong.returncode == 2 and "leave some photos for training" in wrong.stderr
