"""The manifest is read strictly: a wrong field is named, with its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import ModelMissing, SetupError
from core.models import store
from core.models.manifest import Manifest
from tests.models.made_up_models import WEIGHTS, digest, edit


def test_an_entry_has_its_files_and_facts(models: Path) -> None:
    manifest = Manifest.read(models)
    assert dict(manifest.current) == {"intent": "intent_1", "persons": "persons_3"} and manifest.former == {}
    entry = manifest.entries["persons_3"]
    assert entry.path == models / "persons_3.xml" and entry.labels == ["person"] and entry.metrics == {"ap50": 0.7}
    assert [item.path.name for item in entry.files] == ["persons_3.xml", "persons_3.bin"]
    assert manifest.entries["intent_1"].threshold("sensitive") == 0.4


def test_the_older_spelling_of_the_license_is_read(models: Path) -> None:
    edit(models, "models/intent_1/license", ...)
    edit(models, "models/intent_1/licence", "MIT")
    assert Manifest.read(models).entries["intent_1"].license == "MIT"


@pytest.mark.parametrize("name, version", [("persons_12", "12"), ("yolo11n@0a1b2c", "0a1b2c")])
def test_the_version_is_the_end_of_the_name(models: Path, name: str, version: str) -> None:
    entry = Manifest.read(models).entries["persons_3"]
    assert type(entry)(name, entry.role, entry.files, "", "").version == version
    assert type(entry)("plain", entry.role, entry.files, "", "").version == digest(WEIGHTS)[:12]


def test_files_may_hold_the_checksum_of_the_main_file_too(models: Path) -> None:
    pin = {"sha256": digest(WEIGHTS), "bytes": len(WEIGHTS)}
    edit(models, "models/intent_1/files", {"intent_1.tflite": pin})
    edit(models, "models/intent_1/sha256", ...)
    edit(models, "models/intent_1/bytes", ...)
    assert store.entry(models, "intent").sha256 == digest(WEIGHTS)


def test_no_models_on_disk_is_one_clear_sentence(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ModelMissing, match="There are no models") as caught:
            store.entry(folder, "intent")
        assert "MERCHLENS_MODELS_DIR" in caught.value.hint


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
        ("models/intent_1/sha256", "ABC", "intent_1.tflite.sha256 must be 64 lowercase hex digits"),
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
    edit(models, at, value)
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
    with pytest.raises(SetupError, match="lacks the threshold “shoppable”") as caught:
        store.entry(models, "intent").threshold("shoppable")
    assert "thresholds.shoppable" in caught.value.hint
