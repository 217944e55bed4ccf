"""Set-up: the requirements are complete and take the small builds, and make does what the README says."""

from __future__ import annotations

import ast
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import time
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OWNERS = {"streamlit", "tensorflow", "opencv-python", "mtcnn", "ultralytics", "plotly", "pandas"}
FILES = ("requirements.txt", "requirements-ray.txt", "requirements-render.txt", "requirements-dev.txt")
OURS = {"core", "pages", "tests", "benchmarks", "demo", "docs"}
# Stands in for python and for pip: notes each call, makes the environment, answers as it is told.
FAKE_PYTHON = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$*" in
  "-c "*) exit ${VERSION_IS_WRONG:-0} ;;
  "-m venv "*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  "-m pip install "*) exit ${PIP_FAILS:-0} ;;
esac
"""

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def required(file: str) -> set[str]:
    """Names of the distributions in a requirements file, in lower case."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return {re.split(r"[<>=!~\[; ]", line)[0].lower() for line in lines if line and not line.startswith(("#", "-"))}


def imported(*places: str) -> dict[str, str]:
    """Package of others -> a file that imports it."""
    found = {}
    for path in (file for place in places for file in ([ROOT / place] if place.endswith(".py") else
                                                       (ROOT / place).rglob("*.py"))):
        local = {item.stem for item in path.parent.glob("*.py")}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in (item.split(".")[0] for item in names):
                if name not in sys.stdlib_module_names | OURS | local:
                    found[name] = str(path.relative_to(ROOT))
    return found


def missing(packages: dict[str, str], listed: set[str]) -> list[str]:
    carried = packages_distributions()
    return [f"{file} imports {name}" for name, file in packages.items()
            if not listed & {item.lower() for item in carried.get(name, [name])}]


def test_what_the_product_imports_is_in_its_requirements():
    listed = set().union(*map(required, FILES[:-1]))
    assert missing(imported("app.py", "core", "pages"), listed) == []


def test_what_tests_and_benchmarks_import_is_in_the_requirements():
    listed = set().union(*map(required, FILES))
    assert missing(imported("tests", "benchmarks"), listed) == []


def test_the_owners_packages_are_required():
    assert required("requirements.txt") >= OWNERS


def test_torch_is_pinned_without_an_index_line():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert re.search(r"^torch==\d+\.\d+\.\d+$", text, re.MULTILINE), "a range would take a CUDA build of 2.6 GB"
    for file in FILES:
        lines = (ROOT / file).read_text(encoding="utf-8")
        assert not re.search(r"^(--|-i |-f )", lines, re.MULTILINE), f"{file} names an index"


def test_ultralytics_is_never_imported_before_its_guard():
    guard = ROOT / "core" / "learning" / "persons" / "torchvision_guard.py"
    early = [str(path.relative_to(ROOT)) for place in ("core", "pages", "benchmarks")
             for path in (ROOT / place).rglob("*.py") if path != guard
             and re.search(r"^(import|from) (ultralytics|torchvision)\b", path.read_text(encoding="utf-8"), re.M)]
    assert early == [], "torchvision's trap is handled in one place: call import_ultralytics() first"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder with our Makefile and a Python that only takes notes."""
    for name in ("Makefile", *FILES):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "fake-python"
    python.write_text(FAKE_PYTHON)
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return tmp_path


def make(site: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    arguments = ["make", f"PYTHON={site / 'fake-python'}", "RETRY_SECONDS=0", *words]
    ours = ("ARGS", "PORT", "PHOTOS", "PYTHON", "MAKE", "MFLAGS")  # what an outer make hands down
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(arguments, cwd=site, env=kept | environment, capture_output=True, text=True, timeout=60)


def calls(site: Path, beginning: str) -> list[str]:
    file = site / "calls"
    return [line for line in file.read_text().splitlines() if line.startswith(beginning)] if file.exists() else []


@needs_make
def test_run_installs_once_and_starts_on_the_port(site):
    for _ in range(2):
        assert make(site, "run", "PORT=9123").returncode == 0
    assert len(calls(site, "-m venv")) == 1
    assert calls(site, "-m pip install") == ["-m pip install --quiet --retries 5 -r requirements.txt"]
    assert calls(site, "-m core") == ["-m core serve --port 9123"] * 2


@needs_make
def test_changed_requirements_are_installed_again(site):
    make(site, "run")
    later = time.time() + 5
    os.utime(site / "requirements.txt", (later, later))
    make(site, "run")
    assert len(calls(site, "-m pip install")) == 2


@needs_make
def test_test_installs_the_test_requirements_and_runs_all(site):
    assert make(site, "test").returncode == 0
    assert calls(site, "-m pip install") == ["-m pip install --quiet --retries 5 -r requirements-dev.txt"]
    [command] = calls(site, "-m pytest")
    assert command.count("-m ") == 1 and "not slow" not in command, "nothing is deselected"
    make(site, "run")
    assert len(calls(site, "-m pip install")) == 1, "what tests need includes what the product needs"


@needs_make
def test_a_network_that_stays_away_is_said_after_three_tries(site):
    result = make(site, "run", PIP_FAILS="1")
    assert result.returncode != 0 and "check the network" in result.stdout
    assert len(calls(site, "-m pip install")) == 3 and calls(site, "-m core") == []
    assert make(site, "run").returncode == 0, "the next run tries again"


@needs_make
def test_another_python_is_refused_in_a_sentence(site):
    result = make(site, "run", VERSION_IS_WRONG="1")
    assert result.returncode != 0 and "needs Python 3.11" in result.stdout
    assert calls(site, "-m venv") == []


@pytest.mark.parametrize(("lint", "tests", "expected"), [(0, 0, 0), (0, 3, 3), (2, 0, 2), (2, 3, 3)])
def test_ci_fails_when_tests_or_lint_fail(tmp_path, lint, tests, expected):
    fakes = {"make": f'[ "$1" = lint ] && exit {lint}; [ "$1" = test ] && exit {tests}; exit 9', "apt-get": "exit 1",
             "chromium": "exit 0"}
    for name, does in fakes.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    result = subprocess.run([ROOT / ".ci" / "run"], env=environment, capture_output=True, stdin=subprocess.DEVNULL)
    assert result.returncode == expected


def test_a_taken_port_through_the_command_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = str(taken.getsockname()[1])
        result = subprocess.run([sys.executable, "-m", "core", "serve", "--port", port], cwd=ROOT, capture_output=True,
                                text=True, timeout=60)
    assert result.returncode == 2
    assert f"Port {port} on 127.0.0.1 is in use" in result.stderr and "Traceback" not in result.stderr
