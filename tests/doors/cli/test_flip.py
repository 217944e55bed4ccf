"""The command `flip`, with the real models: its numbers are those of REST and of Python."""

from __future__ import annotations

import json

import pytest

from core import flip
from core.doors.opening import open_site
from core.settings import Settings


@pytest.mark.slow
def test_numbers_are_equal_by_command_and_by_python_and_the_photo_scores_as_claimed(run, photos, tmp_path):
    out = tmp_path / "edited.jpg"
    done = run("flip", photos["rocket"], "--json", "--out", out)
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert printed["state"] == "flipped"
    with open_site(Settings(data_dir=tmp_path / "own", workers=1)) as site:
        search = json.loads(json.dumps(flip.flip_file(site, str(photos["rocket"])).to_dict()))
        again = flip.flip_file(site, str(out), budget=0)
    assert printed | {"seconds": 0} == search | {"seconds": 0}
    assert again.before.score == printed["flips"][0]["after"]["score"]
    assert again.before.shoppable == printed["flips"][0]["after"]["shoppable"]
    said = run("flip", photos["rocket"], "--budget", "0")
    assert said.returncode == 0 and "No evaluation was allowed" in said.stdout
    refused = run("flip", photos["rocket"], "--target", "shoes")
    for wrong in ((photos["rocket"], "--job", "ab"), (), ("--job", "ab", "--target", "other")):
        assert run("flip", *wrong).returncode == 2
    assert refused.returncode == 2 and "target must be one of" in refused.stderr and "Traceback" not in refused.stderr
