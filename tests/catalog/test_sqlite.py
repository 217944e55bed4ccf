"""A process that loads TensorFlow before the catalog still has full-text search."""

from __future__ import annotations

import subprocess
import sys

import pytest

from core.settings import ROOT


def test_tensorflow_does_not_bring_its_own_sqlite() -> None:
    pytest.importorskip("tensorflow")
    code = ("import core, tensorflow, sqlite3; "
            "sqlite3.connect(':memory:').execute('CREATE VIRTUAL TABLE t USING fts5(words)')")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-500:]
