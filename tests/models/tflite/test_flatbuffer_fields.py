"""Tables are written and read back by field ids; what is absent is empty, and weights lie on 16 bytes."""

from __future__ import annotations

import flatbuffers
import numpy as np
import pytest
from flatbuffers import number_types as types

from core.models.tflite.flatbuffer_fields import AlignedBuilder, Node, pack

MARK = b"M001"


def test_every_kind_of_field_is_read_back() -> None:
    table = {0: "größe", 1: ("uint32", 70_000), 2: ("int8", 3), 4: {0: "inner"}, 5: [{0: "a"}, {0: "b"}, {}],
             7: [0.5, -2.0]}
    node = Node.root(pack(table, MARK))
    assert node.text(0) == "größe" and node.number(1, types.Uint32Flags) == 70_000
    assert node.number(2, types.Int8Flags) == 3
    inner = node.node(4)
    assert inner is not None and inner.text(0) == "inner"
    assert [child.text(0) for child in node.nodes(5)] == ["a", "b", ""]
    assert node.array(7, types.Float32Flags).tolist() == [0.5, -2.0]


@pytest.mark.parametrize("field_id", [3, 6, 99])
def test_an_absent_field_is_empty(field_id: int) -> None:
    node = Node.root(pack({0: "only"}, MARK))
    assert node.text(field_id) == "" and node.number(field_id) == 0 and node.node(field_id) is None
    assert node.nodes(field_id) == [] and node.array(field_id, types.Float32Flags).size == 0


def test_the_identifier_names_the_format() -> None:
    assert pack({0: "x"}, MARK)[4:8] == MARK
    assert Node.root(pack({}, MARK)).text(0) == ""


def test_vectors_are_aligned_to_16_bytes() -> None:
    for builder, multiple in ((AlignedBuilder(64), 16), (flatbuffers.Builder(64), 1)):
        builder.CreateString("shifts what follows")
        start = builder.CreateNumpyVector(np.arange(5, dtype=np.uint8))
        builder.StartObject(1)
        builder.PrependUOffsetTRelativeSlot(0, start, 0)
        builder.Finish(builder.EndObject())
        data = bytes(builder.Output())
        assert data.index(bytes(range(5))) % multiple == 0
