"""TFLite metadata: what is written is read back; files without any, foreign and broken files are told apart."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.models.tflite.metadata import TfliteMetadata, metadata_flatbuffer, read_metadata, write_metadata
from core.settings import ROOT

MODELS = ROOT / "models"


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    """A writable copy of one of our models, without its label files."""
    source = next(iter(sorted(MODELS.glob("shopping_intent_*.tflite"))), None)
    if source is None:
        pytest.skip("no model in models/")
    data = source.read_bytes()
    path = tmp_path / "copy.tflite"
    path.write_bytes(data[: data.index(b"PK\x03\x04")] if b"PK\x03\x04" in data else data)
    return path


def test_round_trip_with_other_values(model_file: Path) -> None:
    pytest.importorskip("ai_edge_litert")
    before = read_metadata(model_file)
    wanted = replace(
        before,
        name="Läden",
        mean=(0.0, 1.5, 3.0),
        std=(1.0, 2.0, 4.0),
        version="7",
        labels={"sensitive": ("no", "yes"), "shopping_intent": ("a", "b", "c", "d")},
    )
    write_metadata(model_file, wanted)
    found = read_metadata(model_file)
    assert (found.name, found.version, found.mean, found.std) == ("Läden", "7", (0.0, 1.5, 3.0), (1.0, 2.0, 4.0))
    assert found.labels == wanted.labels
    with zipfile.ZipFile(model_file) as archive:
        assert sorted(archive.namelist()) == ["sensitive_labels.txt", "shopping_intent_labels.txt"]


def test_writing_changes_no_score(model_file: Path, tmp_path: Path) -> None:
    litert = pytest.importorskip("ai_edge_litert.interpreter")
    again = Path(shutil.copy(model_file, tmp_path / "again.tflite"))
    write_metadata(again, replace(read_metadata(model_file), name="other"))
    picture = np.random.default_rng(0).random((1, 224, 224, 3), np.float32)
    scores = [
        litert.Interpreter(str(path)).get_signature_runner()(normalized_input_image_tensor=picture)
        for path in (model_file, again)
    ]
    for name, values in scores[0].items():
        assert (scores[1][name] == values).all()


def test_identifier_marks_the_buffer() -> None:
    data = metadata_flatbuffer(TfliteMetadata(input_names=("x",), output_names=("y",), mean=(0.0,), std=(1.0,)), (8, 4))
    assert data[4:8] == b"M001"


def test_a_genuine_foreign_file_is_read(pack: Path) -> None:
    path = pack.parent / "weights" / "tf2_mobilenet_v2_1.0_224_ptq.tflite"
    if not path.is_file():
        pytest.skip("the public weights are not beside the data pack (../shared/weights)")
    found = read_metadata(path)
    assert (found.name, found.mean, found.std) == ("ImageClassifier", (127.5,), (127.5,))
    assert (found.input_names, found.output_names) == (("image",), ("probability",))


def test_a_file_without_metadata_gives_none(pack: Path) -> None:
    path = pack.parent / "weights" / "movenet_single_pose_lightning_ptq.tflite"
    if not path.is_file():
        pytest.skip("the public weights are not beside the data pack (../shared/weights)")
    assert read_metadata(path) is None


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x1c\x00\x00\x00TFL3"])
def test_what_is_no_model_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.tflite"
    path.write_bytes(data)
    with pytest.raises(WrongContract):
        read_metadata(path)
