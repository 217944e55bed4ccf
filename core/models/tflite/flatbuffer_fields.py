"""Flatbuffer tables read and written by field ids, without generated code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flatbuffers
import numpy as np
from flatbuffers import number_types as types
from flatbuffers.table import Table


class Node:
    """A table in a flatbuffer, read by field ids; a field that is not there reads as empty."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @staticmethod
    def root(data: bytes) -> Node:
        """The outermost table of a buffer."""
        return Node(Table(data, int.from_bytes(data[:4], "little")))

    def _at(self, field_id: int) -> int:
        offset = self._table.Offset(4 + 2 * field_id)
        return offset + self._table.Pos if offset else 0

    def number(self, field_id: int, flags: Any = types.Uint8Flags) -> int:
        """A number, 0 by default."""
        at = self._at(field_id)
        return self._table.Get(flags, at) if at else 0

    def text(self, field_id: int) -> str:
        """A UTF-8 text."""
        at = self._at(field_id)
        return self._table.String(at).decode("utf-8") if at else ""

    def node(self, field_id: int) -> Node | None:
        """A table in this one."""
        at = self._at(field_id)
        return Node(Table(self._table.Bytes, self._table.Indirect(at))) if at else None

    def nodes(self, field_id: int) -> list[Node]:
        """A vector of tables."""
        at = self._at(field_id)
        if not at:
            return []
        relative = at - self._table.Pos
        first, count = self._table.Vector(relative), self._table.VectorLen(relative)
        return [Node(Table(self._table.Bytes, self._table.Indirect(first + 4 * i))) for i in range(count)]

    def array(self, field_id: int, flags: Any) -> np.ndarray:
        """A vector of numbers, read-only."""
        at = self._at(field_id)
        return self._table.GetVectorAsNumpy(flags, at - self._table.Pos) if at else np.zeros(0)


class AlignedBuilder(flatbuffers.Builder):
    """Weights must lie on 16 bytes (force_align in schema.fbs), which generated Python code leaves out."""

    def StartVector(self, elemSize: int, numElems: int, alignment: int) -> int:  # noqa: N802, N803 - overrides
        """Start a vector, aligned to 16 bytes or more."""
        return super().StartVector(elemSize, numElems, max(alignment, 16))


def packed(table: dict[int, Any], identifier: bytes) -> bytes:
    """Pack nested tables as a finished flatbuffer.

    Parameters
    ----------
    table : dict
        {field id: value}; a value is a text, a list of floats, a list of tables, a table (again a dict), or
        ("uint8", "int8" or "uint32", number).
    identifier : bytes
        Four bytes.

    Returns
    -------
    bytes
        The buffer.
    """
    builder = flatbuffers.Builder(1024)
    builder.Finish(_packed(builder, table), identifier)
    return bytes(builder.Output())


def _packed(builder: flatbuffers.Builder, table: dict[int, Any]) -> int:
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
        return _packed(builder, value)
    if value and isinstance(value[0], dict):
        offsets = [_packed(builder, item) for item in value]
        builder.StartVector(4, len(offsets), 4)
        for offset in reversed(offsets):
            builder.PrependUOffsetTRelative(offset)
        return builder.EndVector()
    return builder.CreateNumpyVector(np.asarray(value, np.float32))
