"""A small change of a .tflite's scores, learned later: a dense layer beside the others, added to the logits.

    network -> vector -> dense layers -> logits -> (+) -> softmax
                  '----> shift: W x + b ----------'

The rest of the file stays as it is: its weights, its names, its metadata. A second change goes into the same layer. The
file is a flatbuffer [1]_, written by the reader that comes with LiteRT, so no TensorFlow is needed.

References
----------
.. [1] TensorFlow Lite schema, version 3: tensorflow/compiler/mlir/lite/schema/schema.fbs.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.errors import WrongContract
from core.models.tflite.graph import Graph, Operation, read_graph
from core.models.tflite.objects import kind_of, pack_model, stored, text, unpack_model

_NAME = "logit_shift"
_SAME = ("RESHAPE", "SQUEEZE", "IDENTITY")
_BEHIND_SCORES = (*_SAME, "DEQUANTIZE")
_BEHIND_VECTOR = ("FULLY_CONNECTED", "RELU", "RELU6", "HARD_SWISH", "LOGISTIC", "TANH", "ADD", "MUL", *_SAME)


@dataclass(frozen=True)
class Ends:
    """Where a shift begins and ends.

    Attributes
    ----------
    vector : int
        Tensor of shape (1, D): what the network made of the picture, before the dense layers.
    logits : int
        Tensor that the softmax reads, with the shift of an earlier change.
    beta : float
        What the softmax multiplies logits by: the inverse of a temperature.
    """

    vector: int
    logits: int
    beta: float


def find_ends(graph: Graph, output: int, name: str) -> Ends:
    """Find where a shift of an output's logits begins and ends.

    Parameters
    ----------
    graph : Graph
    output : int
        The output's tensor.
    name : str
        Of the file, for the message.

    Raises
    ------
    WrongContract
        When the scores do not come from a vector of floats, dense layers and a softmax.
    """
    producer = {index: op for op in graph.operations for index in op.outputs}
    softmax = _behind(producer, output, _BEHIND_SCORES)
    if softmax is None or softmax.kind != "SOFTMAX":
        raise _cannot_learn(name, "its scores come from no softmax")
    logits = vector = softmax.inputs[0]
    while (op := producer.get(vector)) is not None and op.kind in _BEHIND_VECTOR:
        vector = op.inputs[0]
    shape = graph.tensors[vector].shape
    if vector == logits or int(np.prod(shape)) != shape[-1]:
        raise _cannot_learn(name, "its scores come from no dense layer that reads a vector")
    for index in (vector, logits):
        if graph.tensors[index].dtype != "FLOAT32":
            raise _cannot_learn(name, f"it computes with {graph.tensors[index].dtype.lower()}, too coarse for small "
                                "changes")
    return Ends(vector, logits, float(softmax.options.get("beta", 1.0)))


def shifted(path: Path, output: int, weights: np.ndarray, bias: np.ndarray, *, power: float = 1.0) -> bytes:
    """A file whose scores are softmax(power * (beta * logits + weights @ vector + bias)), on top of earlier shifts.

    Parameters
    ----------
    path : Path
        A .tflite.
    output : int
        The output's tensor.
    weights : ndarray of float, shape (outputs, D)
    bias : ndarray of float, shape (outputs,)
    power : float
        The inverse of a temperature.

    Raises
    ------
    ModelMissing
        When there is no such file.
    WrongContract
        As `find_ends`.
    """
    graph = read_graph(path)
    ends = find_ends(graph, output, path.name)
    data = path.read_bytes()
    model = unpack_model(data)
    main = model.subgraphs[0]
    weights, bias = weights / ends.beta, bias / ends.beta  # logits are multiplied by beta after the shift
    for op in main.operators:
        if ends.logits in op.inputs and kind_of(model, op) == schema.BuiltinOperator.SOFTMAX:
            op.builtinOptions.beta = ends.beta * power
    earlier = _earlier(model, ends)
    if not earlier:
        _add(model, ends, (weights, bias))
    else:
        for tensor, change in zip(earlier, (weights, bias), strict=True):
            buffer = model.buffers[tensor.buffer]
            numbers = np.frombuffer(bytes(buffer.data), np.float32) + np.asarray(change).reshape(-1)
            buffer.data = stored(np.asarray(numbers, np.float32))
    return _with_files(pack_model(model), data)


def _earlier(model: Any, ends: Ends) -> list[Any]:
    """Weights and bias of the shift that these logits have already; each output has its own."""
    main = model.subgraphs[0]
    makers = {index: op for op in main.operators for index in op.outputs}
    total = makers.get(ends.logits)
    layer = makers.get(total.inputs[1]) if total is not None and len(total.inputs) == 2 else None
    tensors = [main.tensors[index] for index in layer.inputs[1:]] if layer is not None else []
    return [tensor for tensor in tensors if text(tensor.name).startswith(_NAME)]


def _add(model: Any, ends: Ends, numbers: tuple[np.ndarray, np.ndarray]) -> None:
    """Two operations before the softmax: the dense layer of the shift, and the sum."""
    main, (weights, bias) = model.subgraphs[0], numbers
    width = list(main.tensors[ends.logits].shape)
    constants = [_tensor(model, f"{_NAME}/weights", list(weights.shape), weights),
                 _tensor(model, f"{_NAME}/bias", [len(bias)], bias)]
    change, total = _tensor(model, _NAME, width), _tensor(model, f"{_NAME}/logits", width)
    place = next(k for k, op in enumerate(main.operators)
                 if ends.logits in op.inputs and kind_of(model, op) == schema.BuiltinOperator.SOFTMAX)
    for op in main.operators:
        if kind_of(model, op) == schema.BuiltinOperator.SOFTMAX and ends.logits in op.inputs:
            op.inputs = [total if index == ends.logits else index for index in op.inputs]
    main.operators[place:place] = [
        _operator(model, "FULLY_CONNECTED", [ends.vector, *constants], change),
        _operator(model, "ADD", [ends.logits, change], total)]


def _operator(model: Any, kind: str, inputs: list[int], output: int) -> Any:
    code = getattr(schema.BuiltinOperator, kind)
    codes = [max(item.builtinCode, item.deprecatedBuiltinCode) for item in model.operatorCodes]
    if code not in codes:
        new = schema.OperatorCodeT()
        new.builtinCode, new.deprecatedBuiltinCode, new.version = code, code, 1
        model.operatorCodes.append(new)
        codes.append(code)
    operator = schema.OperatorT()
    operator.opcodeIndex, operator.inputs, operator.outputs = codes.index(code), inputs, [output]
    options = schema.FullyConnectedOptionsT() if kind == "FULLY_CONNECTED" else schema.AddOptionsT()
    operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__.removesuffix("T"))
    operator.builtinOptions = options
    return operator


def _tensor(model: Any, name: str, shape: list[int], values: np.ndarray | None = None) -> int:
    tensor = schema.TensorT()
    tensor.name, tensor.shape, tensor.type, tensor.buffer = name, shape, schema.TensorType.FLOAT32, 0
    if values is not None:
        buffer = schema.BufferT()
        buffer.data = stored(np.asarray(values, np.float32))
        model.buffers.append(buffer)
        tensor.buffer = len(model.buffers) - 1
    main = model.subgraphs[0]
    main.tensors.append(tensor)
    return len(main.tensors) - 1


def _with_files(new: bytes, old: bytes) -> bytes:
    """The files that hang on the old model, such as its labels, hang on the new one too."""
    if not zipfile.is_zipfile(io.BytesIO(old)):
        return new
    whole = io.BytesIO(new)
    with zipfile.ZipFile(io.BytesIO(old)) as before, zipfile.ZipFile(whole, "a", zipfile.ZIP_STORED) as after:
        for info in before.infolist():
            after.writestr(zipfile.ZipInfo(info.filename), before.read(info))
    return whole.getvalue()


def _behind(producer: dict[int, Operation], index: int, passed: tuple[str, ...]) -> Operation | None:
    """The operation that makes a tensor, seen through operations that change no numbers."""
    op = producer.get(index)
    while op is not None and op.kind in passed:
        op = producer.get(op.inputs[0])
    return op


def _cannot_learn(name: str, why: str) -> WrongContract:
    return WrongContract(f"{name} cannot be trained further: {why}.",
                         "Use a float32 or float16 model with dense layers and a softmax at its end.")
