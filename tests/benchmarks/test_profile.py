"""The profile of a photo, run as a reader would: each stage and model has its share, and bulk is measured too."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from core.settings import ROOT

PHOTOS = ROOT / "demo" / "photos"


@pytest.fixture(scope="module")
def profile(tmp_path_factory) -> tuple[str, dict]:
    out = tmp_path_factory.mktemp("profile") / "profile.json"
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.profile", str(PHOTOS), "--count", "4", "--workers", "1", "--out", str(out)],
        cwd=ROOT, capture_output=True, text=True, timeout=280, env=os.environ | {"OMP_NUM_THREADS": "1"})
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout, json.loads(out.read_text("utf-8"))


@pytest.mark.slow
def test_each_stage_and_cause_of_a_photo_has_a_time(profile):
    text, found = profile
    times = found["cpu ms a photo"]
    assert list(times) == ["decode", "persons", "faces", "intent", "preview"]
    assert all(times[stage]["inference"] > 0 for stage in ("persons", "faces", "intent")), "a network was not measured"
    assert times["decode"]["JPEG"] > 0 and times["decode"]["inference"] == 0
    assert times["faces"]["resize"] > 0
    assert sum(map(sum, (parts.values() for parts in times.values()))) == pytest.approx(
        found["together"]["cpu ms"], abs=1.5)
    for stage, parts in times.items():
        assert f"| {stage} | {parts['inference']}" in text


@pytest.mark.slow
def test_each_model_stands_beside_its_floor(profile):
    _, found = profile
    models = found["models"]
    assert list(models) == ["persons", "faces", "intent"]
    assert models["persons"]["GFLOP"] > 0.5 and models["intent"]["GFLOP"] > 0.5, "billions, not millions"
    assert all(0.05 < one["share of the limit"] < 5 for one in models.values())
    assert found["GFLOP a second of one thread"] > 1


@pytest.mark.slow
def test_bulk_says_what_no_stage_accounts_for(profile):
    _, found = profile
    bulk = found["bulk"]
    assert bulk["photos a second"] > 0 and 0 < bulk["in stages"] <= bulk["ms of a worker"]
    assert bulk["transport and waiting"] == pytest.approx(bulk["ms of a worker"] - bulk["in stages"], abs=0.2)
