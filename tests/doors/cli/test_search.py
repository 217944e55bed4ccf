"""The command `search` prints what REST returns, reads plain words, and says what it cannot read."""

from __future__ import annotations

import json
import zipfile
from argparse import Namespace
from pathlib import Path

import pytest

from core import search
from core.doors.cli import search as command
from core.errors import Misuse
from core.settings import read_settings
from core.site import Site
from tests.search.made_up_catalog import picture_id, shop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_pictures_are_found_named_moved_and_written(run, tmp_path):
    with Site(read_settings(data_dir=tmp_path / "data")) as site:
        shop(site)
        same = search.search(site, "color:red object:handbag", limit=20).to_dict()
    assert json.loads(run("search", "color:red object:handbag", "--json").stdout) == same
    found = run("search", "red bags", "--facets", "--save", "Red bags", "--state", "to_fix", "--tag", "hero,Sale")
    assert found.returncode == 0, found.stderr
    assert "Read as: color:red object:handbag" in found.stderr and "2 pictures moved to To fix." in found.stderr
    assert "The tags of 2 pictures changed." in found.stderr
    assert "2 of 24 pictures." in found.stderr and "Color: " in found.stdout and picture_id(12)[:12] in found.stdout
    out = tmp_path / "reds.csv"
    assert run("search", "--set", "Red bags", "state:to_fix tag:hero", "--untag", "sale", "--out", out).returncode == 0
    assert out.read_bytes().count(b"\n") == 3 and b"hero" in out.read_bytes() and b"sale" not in out.read_bytes()
    wrong = run("search", "score>high")
    assert wrong.returncode == 2 and "letter 7" in wrong.stderr and wrong.stderr.count("\n") == 1, wrong.stderr


def test_pictures_found_are_judged_again_and_cropped(run, photos):
    assert run("analyze", photos["astronaut"], photos["coffee"]).returncode == 0
    again = run("search", "person:yes", "--judge", "--crop", "aspect=1:1", "--crop", "$amazon$")
    assert again.returncode == 0, again.stderr
    assert "1 picture judged again." in again.stderr and "2 crops made: " in again.stderr
    assert zipfile.is_zipfile(again.stderr.split("2 crops made: ")[1].splitlines()[0])
    assert run("search", "--stages", "colors").returncode == 2


def test_words_that_nothing_is_known_by_are_named(tmp_path):
    with Site(read_settings(data_dir=tmp_path)) as site:
        shop(site)
        with pytest.raises(Misuse, match="known by “zebra”") as caught:
            command._query(site, Namespace(query="red zebra", set=""))
    assert "Leave it out" in caught.value.hint


def test_the_ending_of_a_file_is_its_format():
    assert [command._form(Path(name)) for name in ("a.csv", "b.COCO.zip", "c.zip", "d.yolo.zip")] == [
        "csv", "coco", "zip", "yolo"]
    with pytest.raises(Misuse, match="no ending that is known"):
        command._form(Path("x.pdf"))
