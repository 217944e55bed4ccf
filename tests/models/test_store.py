"""The model of a role is opened by name or path, and a file that differs from its entry is never used."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import ModelMissing, SetupError
from core.models import store
from tests.models.made_up_models import COMPANION, WEIGHTS, digest


def test_the_current_model_of_a_role_is_found_with_all_its_files(models: Path) -> None:
    found = store.entry(models, "persons")
    assert (found.name, found.version, found.role) == ("persons_3", "3", "persons")
    assert found.path == models / "persons_3.xml"
    assert [item.path.name for item in found.files] == ["persons_3.xml", "persons_3.bin"]
    assert found.bytes == len(WEIGHTS) + len(COMPANION)
    assert found.card == models / "persons_3.md"


def test_a_model_is_found_by_name_and_only_for_its_role(models: Path) -> None:
    assert store.entry(models, "intent", "intent_1").name == "intent_1"
    with pytest.raises(SetupError, match="intent_1 is a model for intent, not for persons"):
        store.entry(models, "persons", "intent_1")


def test_an_unknown_name_says_which_there_are(models: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        store.entry(models, "persons", "persons_9")
    assert "persons_9" in caught.value.message and "persons_3" in caught.value.hint


def test_a_bare_file_needs_no_manifest_and_gets_the_browsers_rule(tmp_path: Path) -> None:
    path = tmp_path / "stranger.tflite"
    path.write_bytes(WEIGHTS)
    found = store.entry(tmp_path / "nowhere", "intent", str(path))
    assert found.path == path and found.sha256 == digest(WEIGHTS)
    assert (found.threshold("shoppable"), found.threshold("sensitive")) == (0.5, 0.5)
    assert found.version == digest(WEIGHTS)[:12]


def test_a_bare_ir_without_its_second_file_is_refused(models: Path) -> None:
    (models / "persons_3.bin").unlink()
    with pytest.raises(ModelMissing, match="needs persons_3.bin beside it"):
        store.entry(models, "persons", str(models / "persons_3.xml"))


def test_a_bare_file_of_another_kind_is_refused(models: Path) -> None:
    with pytest.raises(ModelMissing, match="for intent must be a .tflite file, not persons_3.xml"):
        store.entry(models, "intent", str(models / "persons_3.xml"))
    with pytest.raises(ModelMissing, match="for products must be a .pt, .xml or .onnx file, not persons_3.bin"):
        store.entry(models, "products", str(models / "persons_3.bin"))


def test_a_folder_with_its_own_manifest_is_a_model(models: Path, tmp_path: Path) -> None:
    assert store.entry(tmp_path / "nowhere", "persons", str(models)).name == "persons_3"


@pytest.mark.parametrize(
    "data, words", [(WEIGHTS[:-1], "it must have 35 bytes"), (b"X" + WEIGHTS[1:], "SHA-256")]
)
def test_a_changed_file_is_never_used(models: Path, data: bytes, words: str) -> None:
    (models / "intent_1.tflite").write_bytes(data)
    with pytest.raises(ModelMissing, match=words) as caught:
        store.entry(models, "intent")
    assert "intent_1.tflite" in caught.value.message and caught.value.hint
    if len(data) == len(WEIGHTS):
        assert digest(WEIGHTS) in caught.value.message and digest(data) in caught.value.message


def test_a_changed_companion_is_never_used(models: Path) -> None:
    (models / "persons_3.bin").write_bytes(b"Y" + COMPANION[1:])
    with pytest.raises(ModelMissing, match="persons_3.bin was changed"):
        store.entry(models, "persons")


def test_a_missing_file_is_named(models: Path) -> None:
    (models / "intent_1.tflite").unlink()
    with pytest.raises(ModelMissing, match="intent_1.tflite of model intent_1 is not in"):
        store.entry(models, "intent")
