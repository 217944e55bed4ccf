"""Writes tiny .tflite classifiers: mean over the picture, one dense layer and softmax a head. No TensorFlow needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.models.tflite.metadata import TfliteMetadata, write_metadata

INPUT = "normalized_input_image_tensor"
LABELS = {"shopping_intent": ("negative", "apparel", "home_decor", "other"), "sensitive": ("negative", "positive")}


def weights_of(width: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Kernel float32 (width, 3) and bias (width,) of a head; the softmax of kernel @ mean color + bias."""
    rng = np.random.default_rng((seed, width))
    return rng.normal(size=(width, 3)).astype(np.float32), rng.normal(size=width).astype(np.float32)


@dataclass
class Recipe:
    """What the file is to be; the defaults keep the contract."""

    heads: Mapping[str, int] = field(default_factory=lambda: {"shopping_intent": 4, "sensitive": 2})
    names_in_graph: bool = True
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(LABELS))
    mean: tuple[float, ...] = (127.5,)
    std: tuple[float, ...] = (127.5,)
    metadata: bool = True
    shape: tuple[int, ...] = (1, 224, 224, 3)
    softmax: bool = True
    bias: float | None = None


def write(path: Path, recipe: Recipe | None = None) -> Path:
    """Write a model; its heads stand in the file in the order of `recipe.heads`."""
    recipe = recipe or Recipe()
    graph, model = schema.SubGraphT(), schema.ModelT()
    model.version, model.buffers = 3, [schema.BufferT()]
    graph.tensors, graph.operators, graph.outputs = [], [], []
    codes = [schema.BuiltinOperator.MEAN, schema.BuiltinOperator.FULLY_CONNECTED, schema.BuiltinOperator.SOFTMAX]
    model.operatorCodes = [_code(code) for code in codes]
    start = _tensor(model, graph, INPUT, shape=recipe.shape)
    axes = _tensor(model, graph, "axes", values=np.array([1, 2], np.int32))
    pooled = _tensor(model, graph, "pooled", shape=(1, recipe.shape[-1]))
    _operator(graph, 0, ([start, axes], [pooled]), schema.ReducerOptionsT())
    for number, (name, width) in enumerate(recipe.heads.items()):
        kernel, bias = weights_of(width)
        bias = bias if recipe.bias is None else np.full(width, recipe.bias, np.float32)
        inputs = [
            pooled,
            _tensor(model, graph, f"k{number}", values=kernel),
            _tensor(model, graph, f"b{number}", values=bias),
        ]
        dense = _tensor(model, graph, f"logits{number}", shape=(1, width))
        _operator(graph, 1, (inputs, [dense]), schema.FullyConnectedOptionsT())
        if recipe.softmax:
            options = schema.SoftmaxOptionsT()
            options.beta = 1.0
            logits, dense = dense, _tensor(model, graph, f"scores{number}", shape=(1, width))
            _operator(graph, 2, ([logits], [dense]), options)
        graph.tensors[dense].name = name if recipe.names_in_graph else f"StatefulPartitionedCall:{number}"
        graph.outputs.append(dense)
    graph.inputs, model.subgraphs = [start], [graph]
    builder = flatbuffers.Builder(1 << 16)
    builder.Finish(model.Pack(builder), b"TFL3")
    path.write_bytes(bytes(builder.Output()))
    if recipe.metadata:
        names = tuple(tensor.name for tensor in (graph.tensors[index] for index in graph.outputs))
        write_metadata(
            path,
            TfliteMetadata(
                name="tiny",
                mean=recipe.mean,
                std=recipe.std,
                labels=recipe.labels,
                input_names=(INPUT,),
                output_names=names,
            ),
        )
    return path


def _code(builtin: int) -> schema.OperatorCodeT:
    code = schema.OperatorCodeT()
    code.builtinCode, code.deprecatedBuiltinCode, code.version = builtin, builtin, 1
    return code


def _tensor(
    model: schema.ModelT,
    graph: schema.SubGraphT,
    name: str,
    *,
    shape: tuple[int, ...] = (),
    values: np.ndarray | None = None,
) -> int:
    tensor = schema.TensorT()
    tensor.name, tensor.shape, tensor.type, tensor.buffer = name, list(shape), schema.TensorType.FLOAT32, 0
    if values is not None:
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(values.tobytes(), np.uint8)
        model.buffers.append(buffer)
        tensor.shape, tensor.buffer = list(values.shape), len(model.buffers) - 1
        tensor.type = schema.TensorType.INT32 if values.dtype == np.int32 else schema.TensorType.FLOAT32
    graph.tensors.append(tensor)
    return len(graph.tensors) - 1


def _operator(graph: schema.SubGraphT, code: int, ends: tuple[list[int], list[int]], options: object) -> None:
    operator = schema.OperatorT()
    operator.opcodeIndex, (operator.inputs, operator.outputs) = code, ends
    kind = type(options).__name__.removesuffix("T")
    operator.builtinOptionsType, operator.builtinOptions = getattr(schema.BuiltinOptions, kind), options
    graph.operators.append(operator)
