"""A .tflite read as a graph: its tensors, and the operations that lead from one to the next.

The interpreter runs a model but reveals neither the options of its operations (such as a fused activation) nor which
tensor feeds which. Both are in the file, a flatbuffer [1]_ whose reader comes with LiteRT, so neither TensorFlow nor a
copy of the schema is needed.

References
----------
.. [1] TensorFlow Lite schema, version 3: tensorflow/compiler/mlir/lite/schema/schema.fbs.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.errors import ModelMissing, WrongContract

IDENTIFIER = b"TFL3"
_OPERATIONS = {code: name for name, code in vars(schema.BuiltinOperator).items() if not name.startswith("_")}
_TYPES = {code: name for name, code in vars(schema.TensorType).items() if not name.startswith("_")}
_BROKEN = (struct.error, IndexError, ValueError, TypeError, KeyError, AttributeError, OverflowError)


@dataclass(frozen=True, eq=False)
class Tensor:
    """One tensor of the graph.

    Attributes
    ----------
    name : str
    shape : tuple of int
        As in the file, with the batch.
    dtype : str
        As in the schema: "FLOAT32", "FLOAT16", "INT8", "INT32", ...
    scale, zero_point : ndarray of float64, shape (1,) or (channels,), or None
        real value = scale * (stored value - zero_point); None for a tensor that is not quantized.
    axis : int
        Axis of the channels when each has its own scale.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    scale: np.ndarray | None = None
    zero_point: np.ndarray | None = None
    axis: int = 0

    @property
    def is_real(self) -> bool:
        """True for floats and for integers with a scale; False for sizes, axes and the like."""
        return self.dtype in ("FLOAT32", "FLOAT16", "FLOAT64", "BFLOAT16") or self.scale is not None

    def real(self, stored: np.ndarray) -> np.ndarray:
        """Turn the interpreter's stored values of this tensor into real numbers.

        Parameters
        ----------
        stored : ndarray
            Of this tensor's shape.

        Returns
        -------
        ndarray of float64, same shape
            scale * (stored - zero_point).

        Examples
        --------
        >>> Tensor("w", (3,), "INT8", np.array([0.5]), np.array([1.0])).real(np.int8([1, 3, -1])).tolist()
        [0.0, 1.0, -1.0]
        """
        values = np.asarray(stored, np.float64)
        if self.scale is None or self.zero_point is None:
            return values
        shape = [1] * values.ndim
        if len(self.scale) > 1:
            shape[self.axis] = -1
        return (values - self.zero_point.reshape(shape)) * self.scale.reshape(shape)


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of the graph.

    Attributes
    ----------
    kind : str
        As in the schema: "CONV_2D", "FULLY_CONNECTED", "SOFTMAX", ...
    inputs, outputs : tuple of int
        Indices of tensors; -1 for an absent optional input.
    options : dict
        As in the schema: "fusedActivationFunction", "keepDims", ...; empty for an operation without options.
    """

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Graph:
    """The main graph of a .tflite.

    Attributes
    ----------
    tensors : tuple of Tensor
        In the order of the interpreter's indices.
    operations : tuple of Operation
        In the order in which they run.
    inputs : tuple of int
    outputs : dict of str to int
        Name -> tensor: the names of the signature, or of the tensors when the file has no signature.
    """

    tensors: tuple[Tensor, ...]
    operations: tuple[Operation, ...]
    inputs: tuple[int, ...]
    outputs: dict[str, int]

    def upstream(self, target: int) -> list[Operation]:
        """Operations that `target` depends on, in the order in which they run."""
        needed, operations = {target}, []
        for operation in reversed(self.operations):
            if needed.intersection(operation.outputs):
                needed.update(operation.inputs)
                operations.append(operation)
        return operations[::-1]

    def downstream(self, sources: Iterable[int]) -> set[int]:
        """Tensors that depend on any of `sources`, including these."""
        reached = set(sources)
        for operation in self.operations:
            if reached.intersection(operation.inputs):
                reached.update(operation.outputs)
        return reached

    def feature_maps(self, target: int) -> list[int]:
        """Tensors of more than one position between the picture and `target`, in the order in which they run."""
        varying = self.downstream(self.inputs)
        computed = [op.outputs[0] for op in self.upstream(target)]
        return [index for index in computed if index in varying and _is_map(self.tensors[index])]

    def source_of(self, index: int) -> int:
        """The tensor that a DEQUANTIZE operation turns into `index`; `index` itself without one."""
        sources = [op.inputs[0] for op in self.operations if index in op.outputs and op.kind == "DEQUANTIZE"]
        return sources[0] if sources else index


def read_graph(path: str | Path) -> Graph:
    """Read the main graph of a .tflite.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Graph

    Raises
    ------
    ModelMissing
        When there is no such file.
    WrongContract
        When the file is not a .tflite, or is damaged.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ModelMissing(
            f"The .tflite model {path} cannot be read: {error.strerror}.",
            "Check the path of the model.",
        ) from None
    if data[4:8] != IDENTIFIER:
        raise WrongContract(
            f"{Path(path).name} is not a .tflite file: it lacks the identifier TFL3.",
            "Use a model in the TensorFlow Lite format.",
        )
    try:
        return _graph(schema.Model.GetRootAsModel(data, 0))
    except _BROKEN:
        raise WrongContract(
            f"{Path(path).name} is a damaged .tflite file: its graph cannot be read.",
            "Download or export the model again, and compare its checksum.",
        ) from None


def _is_map(tensor: Tensor) -> bool:
    return len(tensor.shape) == 4 and tensor.shape[1] * tensor.shape[2] > 1 and tensor.is_real


def _graph(model: schema.Model) -> Graph:
    main = model.Subgraphs(0)
    tensors = tuple(_tensor(main.Tensors(index)) for index in range(main.TensorsLength()))
    operations = tuple(_operation(model, main.Operators(k)) for k in range(main.OperatorsLength()))
    inputs = tuple(main.Inputs(k) for k in range(main.InputsLength()))
    outputs = {tensors[main.Outputs(k)].name: main.Outputs(k) for k in range(main.OutputsLength())}
    return Graph(tensors, operations, inputs, _signature(model) or outputs)


def _signature(model: schema.Model) -> dict[str, int]:
    if model.SignatureDefsLength() == 0:
        return {}
    first = model.SignatureDefs(0)
    entries = [first.Outputs(k) for k in range(first.OutputsLength())]
    return {entry.Name().decode(): entry.TensorIndex() for entry in entries}


def _tensor(stored: schema.Tensor) -> Tensor:
    name = (stored.Name() or b"").decode("utf-8", "replace")
    shape = tuple(stored.Shape(k) for k in range(stored.ShapeLength()))
    dtype, quantized = _TYPES[stored.Type()], stored.Quantization()
    if quantized is None or quantized.ScaleLength() == 0 or dtype.startswith("FLOAT"):
        return Tensor(name, shape, dtype)
    scale = np.asarray(quantized.ScaleAsNumpy(), np.float64)
    zeros = quantized.ZeroPointAsNumpy() if quantized.ZeroPointLength() else 0
    zero_point = np.broadcast_to(np.asarray(zeros, np.float64), scale.shape)
    return Tensor(name, shape, dtype, scale, zero_point, quantized.QuantizedDimension())


def _operation(model: schema.Model, stored: schema.Operator) -> Operation:
    code = model.OperatorCodes(stored.OpcodeIndex())
    # Old files store the code in one byte, which later became too narrow; the larger of both codes is valid [1].
    kind = _OPERATIONS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
    if kind == "CUSTOM":
        kind = f"CUSTOM {(code.CustomCode() or b'').decode('utf-8', 'replace')}"
    inputs = tuple(stored.Inputs(k) for k in range(stored.InputsLength()))
    outputs = tuple(stored.Outputs(k) for k in range(stored.OutputsLength()))
    options = schema.OperatorT.InitFromObj(stored).builtinOptions
    return Operation(kind, inputs, outputs, {} if options is None else vars(options))
