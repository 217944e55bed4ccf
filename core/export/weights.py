"""Stores the weights of a .tflite in other types: float32, float16, or int8 read by float operations ("dynamic range").

The graph stays; only constants change, and what reads them. A float16 weight is read through a DEQUANTIZE [1]_, as
TensorFlow's converter writes it. An int8 weight has one scale for each output channel and no zero point [2]_; the
kernels of convolutions and dense layers then quantize their input picture by picture and give float32.

References
----------
.. [1] TensorFlow Lite schema, version 3: tensorflow/compiler/mlir/lite/schema/schema.fbs.
.. [2] TensorFlow Lite 8-bit quantization specification, https://ai.google.dev/edge/litert/models/quantization_spec.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.errors import WrongContract
from core.models.tflite.graph import read_graph
from core.models.tflite.objects import kind_of, stored, text, unpack_model

FLOATS = {schema.TensorType.FLOAT32: np.float32, schema.TensorType.FLOAT16: np.float16}
INT8_MOST = 127  # symmetric: -127..127 [2]
SMALLEST = 1024  # numbers; a smaller weight saves nothing, as in TensorFlow's converter
# Kind -> (axis of the output channels [2], version of the operation that reads int8 weights by channel).
CHANNELS = {
    schema.BuiltinOperator.CONV_2D: (0, 5),
    schema.BuiltinOperator.DEPTHWISE_CONV_2D: (3, 6),
    schema.BuiltinOperator.FULLY_CONNECTED: (0, 12),
}


def read_float(path: Path) -> schema.ModelT:
    """Read a float model; all its weights become float32.

    Parameters
    ----------
    path : Path
        A .tflite whose weights are float32 or float16.

    Returns
    -------
    ModelT
        One graph of float32, without metadata.

    Raises
    ------
    ModelMissing, WrongContract
        No such file; no .tflite, or damaged; several graphs; or quantized already.
    """
    tensors = read_graph(path).tensors
    model = unpack_model(path.read_bytes())
    if any(tensor.scale is not None for tensor in tensors) or len(model.subgraphs) > 1:
        what = "has several graphs" if len(model.subgraphs) > 1 else "is quantized already"
        raise WrongContract(f"{path.name} {what}, so no other formats can be made from it.",
                            "Export from the float version of this model.")
    model.metadata = []
    _fold(model)
    return model


def to_half(model: schema.ModelT) -> None:
    """Store all float32 weights as float16, each read through a DEQUANTIZE."""
    graph = model.subgraphs[0]
    readers = []
    for index in _constants(model, schema.TensorType.FLOAT32):
        weight = graph.tensors[index]
        half = schema.TensorT()
        half.name, half.shape = f"{text(weight.name)}_float16", weight.shape
        half.type = schema.TensorType.FLOAT16
        half.buffer, weight.buffer = weight.buffer, 0
        values = _values(model.buffers[half.buffer], np.float32)
        model.buffers[half.buffer].data = stored(values.astype(np.float16))
        graph.tensors.append(half)
        reader = schema.OperatorT()
        reader.inputs, reader.outputs = [len(graph.tensors) - 1], [index]
        reader.opcodeIndex = _code(model, schema.BuiltinOperator.DEQUANTIZE, 3)
        reader.builtinOptionsType = schema.BuiltinOptions.DequantizeOptions
        reader.builtinOptions = schema.DequantizeOptionsT()
        readers.append(reader)
    graph.operators = readers + graph.operators


def to_dynamic(model: schema.ModelT) -> None:
    """Store the larger weights of convolutions and dense layers as int8, one scale for each output channel."""
    graph = model.subgraphs[0]
    constants = set(_constants(model, schema.TensorType.FLOAT32))
    done: set[int] = set()
    for operation in graph.operators:
        kind = kind_of(model, operation)
        if kind not in CHANNELS or operation.inputs[1] not in constants:
            continue
        axis, version = CHANNELS[kind]
        weight = graph.tensors[operation.inputs[1]]
        if int(np.prod(weight.shape)) < SMALLEST:
            continue
        if operation.inputs[1] not in done:
            _quantize(model, weight, axis)
            done.add(operation.inputs[1])
        operation.opcodeIndex = _code(model, kind, version)
        if kind == schema.BuiltinOperator.FULLY_CONNECTED:
            operation.builtinOptions.asymmetricQuantizeInputs = True


def channel_scales(values: np.ndarray, axis: int) -> np.ndarray:
    """The scale of each output channel, so that its largest number becomes 127.

    Parameters
    ----------
    values : ndarray of float32
        Weights.
    axis : int
        Of the channels.

    Returns
    -------
    ndarray of float32, shape (channels,)
        Largest magnitude / 127; 1 for a channel of zeros.

    Examples
    --------
    >>> channel_scales(np.float32([[127, -50], [0, 0]]), 0).tolist()
    [1.0, 1.0]
    """
    others = tuple(k for k in range(values.ndim) if k != axis)
    largest = np.abs(values).max(axis=others)
    return np.where(largest > 0, largest / INT8_MOST, 1).astype(np.float32)


def _quantize(model: schema.ModelT, weight: schema.TensorT, axis: int) -> None:
    buffer = model.buffers[weight.buffer]
    values = _values(buffer, np.float32).reshape(weight.shape)
    scales = channel_scales(values, axis)
    shape = [-1 if k == axis else 1 for k in range(values.ndim)]
    steps = np.clip(np.round(values / scales.reshape(shape)), -INT8_MOST, INT8_MOST)
    buffer.data, weight.type = stored(steps.astype(np.int8)), schema.TensorType.INT8
    weight.quantization = schema.QuantizationParametersT()
    weight.quantization.scale, weight.quantization.quantizedDimension = scales, axis
    weight.quantization.zeroPoint = np.zeros(len(scales), np.int64)


def _fold(model: schema.ModelT) -> None:
    """Make float16 weights float32, and leave out the operations that did so at run time."""
    graph, renamed = model.subgraphs[0], dict[int, int]()
    halves = set(_constants(model, schema.TensorType.FLOAT16))
    kept = []
    for operation in graph.operators:
        if kind_of(model, operation) == schema.BuiltinOperator.DEQUANTIZE and operation.inputs[0] in halves:
            renamed[operation.outputs[0]] = operation.inputs[0]
        else:
            kept.append(operation)
    for index in renamed.values():
        weight = graph.tensors[index]
        if weight.type == schema.TensorType.FLOAT16:
            values = _values(model.buffers[weight.buffer], np.float16)
            model.buffers[weight.buffer].data = stored(values.astype(np.float32))
            weight.type = schema.TensorType.FLOAT32
    graph.operators = kept
    for operation in kept:
        operation.inputs = [renamed.get(index, index) for index in operation.inputs]
    drop_unused(model)


def drop_unused(model: schema.ModelT) -> None:
    """Leave out tensors, buffers and codes that nothing uses."""
    graph, signatures = model.subgraphs[0], model.signatureDefs or []
    named = [item for signature in signatures for item in [*signature.inputs, *signature.outputs]]
    used = {index for operation in graph.operators for index in [*operation.inputs, *operation.outputs]}
    used |= {*graph.inputs, *graph.outputs, *(item.tensorIndex for item in named)}
    place = {old: new for new, old in enumerate(sorted(used - {-1}))} | {-1: -1}
    for operation in graph.operators:
        operation.inputs = [place[index] for index in operation.inputs]
        operation.outputs = [place[index] for index in operation.outputs]
    graph.inputs, graph.outputs = ([place[index] for index in ends] for ends in (graph.inputs, graph.outputs))
    for item in named:
        item.tensorIndex = place[item.tensorIndex]
    graph.tensors = [tensor for index, tensor in enumerate(graph.tensors) if index in used]
    buffers = [0, *sorted({tensor.buffer for tensor in graph.tensors} - {0})]
    for tensor in graph.tensors:
        tensor.buffer = buffers.index(tensor.buffer)
    model.buffers = [model.buffers[index] for index in buffers]
    codes = sorted({operation.opcodeIndex for operation in graph.operators})
    for operation in graph.operators:
        operation.opcodeIndex = codes.index(operation.opcodeIndex)
    model.operatorCodes = [model.operatorCodes[index] for index in codes]


def _constants(model: schema.ModelT, dtype: int) -> list[int]:
    """Tensors of a type whose values are in the file."""
    return [index for index, tensor in enumerate(model.subgraphs[0].tensors)
            if tensor.type == dtype and model.buffers[tensor.buffer].data is not None
            and len(model.buffers[tensor.buffer].data)]


def _code(model: schema.ModelT, kind: int, version: int) -> int:
    """Index of an operation's code, added where the model has none of this version."""
    for index, code in enumerate(model.operatorCodes):
        if max(code.builtinCode, code.deprecatedBuiltinCode) == kind and code.version == version:
            return index
    code = schema.OperatorCodeT()
    code.builtinCode, code.deprecatedBuiltinCode, code.version = kind, min(kind, 127), version
    model.operatorCodes.append(code)
    return len(model.operatorCodes) - 1


def _values(buffer: schema.BufferT, dtype: type) -> np.ndarray:
    return np.frombuffer(np.asarray(buffer.data, np.uint8).tobytes(), dtype)
