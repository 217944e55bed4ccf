"""Flatbuffer tables read and written by field ids, without generated code.

A flatbuffer [1]_ is a tree of tables. A table has numbered fields (numbers, texts, tables, vectors), each of which may
be absent; the schema of a format gives their numbers and types. `Node` reads a table, `pack` writes one.

References
----------
.. [1] FlatBuffers internals, https://flatbuffers.dev/internals/
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flatbuffers
import numpy as np
from flatbuffers import number_types as types
from flatbuffers.table import Table


class Node:
    """A table in a flatbuffer, read by field ids; an absent field reads as zero or empty.

    Examples
    --------
    >>> node = Node.root(pack({0: "tiny", 2: ("uint8", 7), 3: {0: "inner"}}, b"M001"))
    >>> node.text(0), node.number(2), node.node(3).text(0)
    ('tiny', 7, 'inner')
    >>> node.text(1), node.number(5), node.node(9) is None
    ('', 0, True)
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    @staticmethod
    def root(data: bytes) -> Node:
        """The outermost table of a finished buffer."""
        return Node(Table(data, int.from_bytes(data[:4], "little")))

    def _at(self, field_id: int) -> int:
        offset = self._table.Offset(4 + 2 * field_id)
        return offset + self._table.Pos if offset else 0

    def number(self, field_id: int, flags: Any = types.Uint8Flags) -> int:
        """A number of the type `flags` (`flatbuffers.number_types`); 0 when absent."""
        at = self._at(field_id)
        return self._table.Get(flags, at) if at else 0

    def text(self, field_id: int) -> str:
        """A UTF-8 text; "" when absent."""
        at = self._at(field_id)
        return self._table.String(at).decode("utf-8") if at else ""

    def node(self, field_id: int) -> Node | None:
        """A table inside this one; None when absent."""
        at = self._at(field_id)
        return Node(Table(self._table.Bytes, self._table.Indirect(at))) if at else None

    def nodes(self, field_id: int) -> list[Node]:
        """A vector of tables; empty when absent."""
        at = self._at(field_id)
        if not at:
            return []
        relative = at - self._table.Pos
        first, count = self._table.Vector(relative), self._table.VectorLen(relative)
        return [Node(Table(self._table.Bytes, self._table.Indirect(first + 4 * i))) for i in range(count)]

    def array(self, field_id: int, flags: Any) -> np.ndarray:
        """A vector of numbers of the type `flags`, read-only, shape (N,); empty when absent."""
        at = self._at(field_id)
        return self._table.GetVectorAsNumpy(flags, at - self._table.Pos) if at else np.zeros(0)


class AlignedBuilder(flatbuffers.Builder):
    """A builder that aligns vectors to 16 bytes, as weights must be (force_align in schema.fbs)."""

    def StartVector(self, elemSize: int, numElems: int, alignment: int) -> int:  # noqa: N802, N803 - overrides
        """Start a vector, aligned to at least 16 bytes."""
        return super().StartVector(elemSize, numElems, max(alignment, 16))


def pack(table: dict[int, Any], identifier: bytes) -> bytes:
    """Pack nested tables as a finished flatbuffer.

    Parameters
    ----------
    table : dict
        {field id: value}; a value is a text, a list of floats (stored as float32), a list of tables, a table (a dict),
        or a pair ("uint8", "int8" or "uint32", number).
    identifier : bytes
        Four bytes that name the format.

    Returns
    -------
    bytes
        The buffer.
    """
    builder = flatbuffers.Builder(1024)
    builder.Finish(_pack_table(builder, table), identifier)
    return bytes(builder.Output())


def _pack_table(builder: flatbuffers.Builder, table: dict[int, Any]) -> int:
    slots: dict[int, Callable[[], None]] = {}
    for field_id, value in table.items():
        if isinstance(value, tuple):
            kind, number = value
            slots[field_id] = partial(getattr(builder, f"Prepend{kind.capitalize()}Slot"), field_id, number, 0)
            continue
        offset = _child(builder, value)
        slots[field_id] = partial(builder.PrependUOffsetTRelativeSlot, field_id, offset, 0)
    builder.StartObject(max(table, default=-1) + 1)
    for write in slots.values():
        write()
    return builder.EndObject()


def _child(builder: flatbuffers.Builder, value: str | list | dict) -> int:
    if isinstance(value, str):
        return builder.CreateString(value)
    if isinstance(value, dict):
        return _pack_table(builder, value)
    if value and isinstance(value[0], dict):
        offsets = [_pack_table(builder, item) for item in value]
        builder.StartVector(4, len(offsets), 4)
        for offset in reversed(offsets):
            builder.PrependUOffsetTRelative(offset)
        return builder.EndVector()
    return builder.CreateNumpyVector(np.asarray(value, np.float32))
