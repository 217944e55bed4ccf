"""The manifest is read strictly, and a file that is not the one that was meant is never used."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from core.errors import ModelMissing, SetupError
from core.models import store

WEIGHTS = b"not a network, but these very bytes"
COMPANION = b"a second file of the same model"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with two models of two roles, the persons one of two files."""
    (tmp_path / "intent_1.tflite").write_bytes(WEIGHTS)
    (tmp_path / "persons_3.xml").write_bytes(WEIGHTS)
    (tmp_path / "persons_3.bin").write_bytes(COMPANION)
    common = {
        "sha256": _digest(WEIGHTS),
        "bytes": len(WEIGHTS),
        "origin": "trained here",
        "license": "AGPL-3.0",
    }
    companion = {"persons_3.bin": {"sha256": _digest(COMPANION), "bytes": len(COMPANION)}}
    table = {
        "schema": 1,
        "current": {"intent": "intent_1", "persons": "persons_3"},
        "models": {
            "intent_1": {
                **common,
                "role": "intent",
                "file": "intent_1.tflite",
                "thresholds": {"sensitive": 0.4},
            },
            "persons_3": {
                **common,
                "role": "persons",
                "file": "persons_3.xml",
                "files": companion,
                "labels": ["person"],
                "metrics": {"ap50": 0.7},
                "card": "persons_3.md",
            },
        },
    }
    (tmp_path / "manifest.json").write_text(json.dumps(table))
    return tmp_path


def _edit(models: Path, at: str, value: object) -> None:
    """Set one field; "models.intent_1.sha256" is a path of keys; `...` removes it."""
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


def test_the_current_model_of_a_role_is_found_with_all_its_files(models: Path) -> None:
    found = store.entry(models, "persons")
    assert (found.name, found.version, found.role) == ("persons_3", "3", "persons")
    assert found.path == models / "persons_3.xml"
    assert [item.path.name for item in found.files] == ["persons_3.xml", "persons_3.bin"]
    assert found.bytes == len(WEIGHTS) + len(COMPANION)
    assert found.card == models / "persons_3.md"


def test_files_may_hold_the_checksum_of_the_main_file_too(models: Path) -> None:
    pin = {"sha256": _digest(WEIGHTS), "bytes": len(WEIGHTS)}
    _edit(models, "models/intent_1/files", {"intent_1.tflite": pin})
    _edit(models, "models/intent_1/sha256", ...)
    _edit(models, "models/intent_1/bytes", ...)
    assert store.entry(models, "intent").sha256 == _digest(WEIGHTS)


def test_a_model_is_found_by_name_and_only_for_its_role(models: Path) -> None:
    assert store.entry(models, "intent", "intent_1").name == "intent_1"
    with pytest.raises(SetupError, match="intent_1 is a model for intent, but one for persons"):
        store.entry(models, "persons", "intent_1")


def test_an_unknown_name_says_which_there_are(models: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        store.entry(models, "persons", "persons_9")
    assert "persons_9" in caught.value.message and "persons_3" in caught.value.hint


def test_a_bare_file_needs_no_manifest_and_gets_the_browsers_rule(tmp_path: Path) -> None:
    path = tmp_path / "stranger.tflite"
    path.write_bytes(WEIGHTS)
    found = store.entry(tmp_path / "nowhere", "intent", str(path))
    assert found.path == path and found.sha256 == _digest(WEIGHTS)
    assert (found.threshold("shoppable"), found.threshold("sensitive")) == (0.5, 0.5)
    assert found.version == _digest(WEIGHTS)[:12]


def test_a_bare_ir_without_its_second_file_is_refused(models: Path) -> None:
    (models / "persons_3.bin").unlink()
    with pytest.raises(ModelMissing, match="needs persons_3.bin beside it"):
        store.entry(models, "persons", str(models / "persons_3.xml"))


def test_a_bare_file_of_another_kind_is_refused(models: Path) -> None:
    with pytest.raises(ModelMissing, match="for intent is a .tflite file, but persons_3.xml was given"):
        store.entry(models, "intent", str(models / "persons_3.xml"))


def test_a_folder_with_its_own_manifest_is_a_model(models: Path, tmp_path: Path) -> None:
    assert store.entry(tmp_path / "nowhere", "persons", str(models)).name == "persons_3"


@pytest.mark.parametrize(
    "data, words", [(WEIGHTS[:-1], "bytes were expected"), (b"X" + WEIGHTS[1:], "SHA-256")]
)
def test_a_changed_file_is_never_used(models: Path, data: bytes, words: str) -> None:
    (models / "intent_1.tflite").write_bytes(data)
    with pytest.raises(ModelMissing, match=words) as caught:
        store.entry(models, "intent")
    assert "intent_1.tflite" in caught.value.message and caught.value.hint
    if len(data) == len(WEIGHTS):
        assert _digest(WEIGHTS) in caught.value.message and _digest(data) in caught.value.message


def test_a_changed_companion_is_never_used(models: Path) -> None:
    (models / "persons_3.bin").write_bytes(b"Y" + COMPANION[1:])
    with pytest.raises(ModelMissing, match="persons_3.bin was changed"):
        store.entry(models, "persons")


def test_no_models_on_disk_is_one_clear_sentence(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ModelMissing, match="There are no models") as caught:
            store.entry(folder, "intent")
        assert "MERCHLENS_MODELS_DIR" in caught.value.hint


def test_a_missing_file_is_named(models: Path) -> None:
    (models / "intent_1.tflite").unlink()
    with pytest.raises(ModelMissing, match="intent_1.tflite of model intent_1 is not in"):
        store.entry(models, "intent")


@pytest.mark.parametrize(
    "at, value, words",
    [
        ("schema", 2, "schema must be 1"),
        ("models", [], "models must be an object"),
        ("current/persons", "ghost", "current.persons names 'ghost'"),
        ("current/persons", "intent_1", "current.persons names a model of role 'intent'"),
        ("models/intent_1", "text", "models.intent_1 must be an object"),
        ("models/intent_1/role", ..., "models.intent_1.role must be a text"),
        ("models/intent_1/license", 3, "models.intent_1.license must be a text"),
        ("models/intent_1/sha256", "ABC", "intent_1.tflite.sha256 must be 64 hex digits"),
        ("models/intent_1/bytes", -1, "intent_1.tflite.bytes must be the size"),
        ("models/intent_1/bytes", True, "intent_1.tflite.bytes must be the size"),
        (
            "models/intent_1/thresholds",
            {"sensitive": 1.5},
            "thresholds.sensitive must be a number from 0 to 1",
        ),
        ("models/intent_1/thresholds", [0.5], "models.intent_1.thresholds must be an object"),
        ("models/intent_1/file", "../elsewhere.tflite", "must be a file inside the folder of models"),
        ("models/intent_1/file", "/etc/passwd", "must be a file inside the folder of models"),
        ("models/persons_3/files", {"C:\\x.bin": {}}, "must be a file inside the folder of models"),
        ("models/persons_3/files", {"persons_3.bin": "x"}, "must be an object with sha256 and bytes"),
    ],
)
def test_a_broken_manifest_names_file_and_field(models: Path, at: str, value: object, words: str) -> None:
    _edit(models, at, value)
    with pytest.raises(SetupError) as caught:
        store.entry(models, "intent")
    assert str(models / "manifest.json") in caught.value.message
    assert words in caught.value.message


@pytest.mark.parametrize("text", ["{", "[]", "\x00"])
def test_a_manifest_that_is_no_json_object(models: Path, text: str) -> None:
    (models / "manifest.json").write_text(text)
    with pytest.raises(SetupError, match="manifest.json"):
        store.entry(models, "intent")


def test_a_missing_threshold_says_where_to_add_it(models: Path) -> None:
    with pytest.raises(SetupError, match="no threshold “shoppable”") as caught:
        store.entry(models, "intent").threshold("shoppable")
    assert "thresholds.shoppable" in caught.value.hint


def test_the_listing_goes_on_past_a_broken_file(models: Path) -> None:
    (models / "intent_1.tflite").unlink()
    rows = {row["name"]: row for row in store.listing(models)}
    assert rows["persons_3"]["state"] == "ready" and rows["persons_3"]["current"]
    assert "is not in" in rows["intent_1"]["state"]
    assert rows["persons_3"]["metrics"] == {"ap50": 0.7} and rows["persons_3"]["version"] == "3"
    json.dumps(list(rows.values()))
