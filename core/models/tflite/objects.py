"""A .tflite as objects that can be changed, and written again.

The schema and its reader come with LiteRT [1]_, so no TensorFlow is needed.

References
----------
.. [1] TensorFlow Lite schema, version 3: tensorflow/compiler/mlir/lite/schema/schema.fbs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.models.tflite.flatbuffer_fields import AlignedBuilder
from core.models.tflite.graph import IDENTIFIER


def unpack_model(data: bytes) -> Any:
    """The objects of a file (a ModelT); numbers that lie behind the flatbuffer are brought in, or they would be lost.

    Files in an archive behind the model, such as its labels, are not among them.
    """
    model = schema.ModelT.InitFromPackedBuf(data, 0)
    for buffer in model.buffers:
        if buffer.offset > 1:
            buffer.data = np.frombuffer(data, np.uint8, buffer.size, buffer.offset)
            buffer.offset = buffer.size = 0
    return model


def pack_model(model: Any) -> bytes:
    """The file of a model (a ModelT); its weights are aligned to 16 bytes."""
    builder = AlignedBuilder(1 << 20)
    builder.Finish(model.Pack(builder), IDENTIFIER)
    return bytes(builder.Output())


def kind_of(model: Any, operation: Any) -> int:
    """Which operation of `BuiltinOperator` it is."""
    code = model.operatorCodes[operation.opcodeIndex]
    return int(max(code.builtinCode, code.deprecatedBuiltinCode))  # old files have the second one only


def stored(values: np.ndarray) -> np.ndarray:
    """The bytes of numbers, as a buffer of the model holds them (ndarray of uint8)."""
    return np.frombuffer(np.ascontiguousarray(values).tobytes(), np.uint8)


def text(name: bytes | str | None) -> str:
    """The name of a tensor."""
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name or ""
