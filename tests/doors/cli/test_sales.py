"""`sales`, `plan-test` and `read-test` as a person meets them: a real process, and no model on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.sales.simulation import simulate
from core.settings import ROOT

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(tmp_path / "data"), "MERCHLENS_MODELS_DIR": "/nonexistent"}

    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "core", *map(str, arguments)], capture_output=True, text=True,
                              cwd=ROOT, timeout=240, env=environment, encoding="utf-8")

    return command


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    simulate(3, products=24, weeks=40)[0].to_csv(path, index=False)
    return path


def test_people_read_checks_method_effects_and_reasons(run, table, tmp_path):
    done = run("sales", table, "--out", tmp_path / "effects.csv")
    assert done.returncode == 0, done.stderr
    for words in ("Size: 960 rows", "product_only", "model_face", "units", " % ", "grade", "changed"):
        assert words in done.stdout, words
    assert (tmp_path / "effects.csv").read_bytes().startswith(b"\xef\xbb\xbfkind,")
    assert not list((tmp_path / "data" / "sales").glob("*")), "nothing is left behind"


def test_json_is_the_agreed_object(run):
    done = run("sales", "simulated", "--simulate", "3", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 0 and said["facts"]["simulated"] is True
    assert list(said)[:3] == ["method", "checks", "effects"]
    agreed = {"kind", "product", "outcome", "percent", "percent_low", "percent_high", "beta", "beta_standardized",
              "grade", "reasons"}
    assert all(agreed <= set(effect) and effect["grade"] in "ABCD" for effect in said["effects"])


def test_data_that_cannot_be_used_is_told_with_its_checks(run, tmp_path):
    lines = [f"only,2024-01-{day:02},{day},model_face" for day in range(1, 11)]
    (tmp_path / "thin.csv").write_text("\n".join(["product,date,units,kind", *lines]))
    done = run("sales", tmp_path / "thin.csv", "--json")
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    assert said["method"] is None and said["effects"] == []
    assert "stop" in [check["level"] for check in said["checks"]]


@pytest.mark.parametrize(("arguments", "code", "word"), [
    (["sales", "/nowhere.csv"], 1, "/nowhere.csv"),
    (["sales", "models/manifest.json"], 1, "is JSON"),
    (["sales"], 2, "TABLE"),
    (["sales", "simulated", "--out", "report.doc"], 2, "doc"),
    (["sales", "simulated", "--column", "units"], 2, "pairs such as units=sold"),
    (["sales", "README.md", "--simulate", "3"], 2, "--simulate"),
    (["sales", "simulated", "--simulate", "-3"], 2, "seed"),
    (["sales", "simulated", "--prior", "/nowhere.json"], 1, "/nowhere.json"),
    (["sales", "simulated", "--prior", "README.md"], 2, "README.md"),
    (["plan-test", "simulated"], 2, "--kind"),
    (["read-test", "simulated", "--plan", "/nowhere.json"], 1, "/nowhere.json"),
])
def test_misuse_is_said_in_a_sentence(run, arguments, code, word):
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert word in done.stderr and "Traceback" not in done.stderr and done.stdout == ""


def test_a_test_is_planned_and_read(run, tmp_path):
    plan, readout = tmp_path / "plan.json", tmp_path / "readout.json"
    planned = run("plan-test", "simulated", "--kind", "model_face", "--effect", "8", "--json", "--out", plan)
    assert planned.returncode == 0, planned.stderr
    assert json.loads(planned.stdout) == json.loads(plan.read_text("utf-8"))
    read = run("read-test", "simulated", "--plan", plan, "--out", readout)
    assert (read.returncode == 0 and readout.exists()) or (read.returncode in (1, 2) and "merchlens:" in read.stderr)
    assert "Traceback" not in read.stderr
