"""A .tflite read as objects and written again is the same network."""

from __future__ import annotations

import zipfile

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.models.tflite.graph import read_graph
from core.models.tflite.objects import kind_of, pack_model, stored, text, unpack_model
from tests.models.tiny_tflite import write


def test_a_model_that_is_read_and_written_again_is_the_same(tmp_path) -> None:
    path, again = write(tmp_path / "tiny.tflite"), tmp_path / "again.tflite"
    model = unpack_model(path.read_bytes())
    again.write_bytes(pack_model(model))
    before, after = read_graph(path), read_graph(again)
    assert [op.kind for op in after.operations] == [op.kind for op in before.operations]
    assert after.inputs == before.inputs
    names = [next(name for name, code in vars(schema.BuiltinOperator).items() if code == kind_of(model, op))
             for op in model.subgraphs[0].operators]
    assert names == [op.kind for op in before.operations]
    for old, new in zip(model.buffers, unpack_model(again.read_bytes()).buffers, strict=True):
        assert np.array_equal(np.asarray([] if old.data is None else old.data), [] if new.data is None else new.data)
    assert not zipfile.is_zipfile(again), "files behind the model are not part of its objects"


def test_numbers_and_names_as_the_file_holds_them() -> None:
    assert np.frombuffer(stored(np.float32([[1, 2], [3, 4]]).T), np.float32).tolist() == [1, 3, 2, 4]
    assert [text(name) for name in (b"dense", "dense", None)] == ["dense", "dense", ""]
