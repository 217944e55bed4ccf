"""A folder with two made-up models, shared by the tests of manifest and store."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

WEIGHTS = b"not a network, but these very bytes"
COMPANION = b"a second file of the same model"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with two models of two roles, the persons one of two files."""
    (tmp_path / "intent_1.tflite").write_bytes(WEIGHTS)
    (tmp_path / "persons_3.xml").write_bytes(WEIGHTS)
    (tmp_path / "persons_3.bin").write_bytes(COMPANION)
    common = {"sha256": digest(WEIGHTS), "bytes": len(WEIGHTS), "origin": "trained here", "license": "AGPL-3.0"}
    companion = {"persons_3.bin": {"sha256": digest(COMPANION), "bytes": len(COMPANION)}}
    intent = {"role": "intent", "file": "intent_1.tflite", "thresholds": {"sensitive": 0.4}}
    persons = {"role": "persons", "file": "persons_3.xml", "files": companion, "labels": ["person"],
               "metrics": {"ap50": 0.7}, "card": "persons_3.md"}
    table = {
        "schema": 1,
        "current": {"intent": "intent_1", "persons": "persons_3"},
        "models": {"intent_1": {**common, **intent}, "persons_3": {**common, **persons}},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(table))
    return tmp_path


def edit(models: Path, at: str, value: object) -> None:
    """Set one field of the manifest; "models/intent_1/sha256" is a path of keys; `...` removes it."""
    path = models / "manifest.json"
    table = json.loads(path.read_text())
    *parents, last = at.split("/")
    inner = table
    for key in parents:
        inner = inner[key]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    path.write_text(json.dumps(table))
