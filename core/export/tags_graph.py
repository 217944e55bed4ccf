"""The tags head behind its network as one .tflite: mean of the last feature map, length one, the head, softmaxes.

Input as that of the network; an output "tag" with the probability of each node of the head, and one for each attribute.
The temperatures and the length of the features are folded into the weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.errors import WrongContract
from core.export.weights import drop_unused, read_float
from core.models.tflite.graph import read_graph
from core.models.tflite.metadata import TfliteMetadata, read_metadata
from core.models.tflite.objects import stored, text
from core.vision.intent.contract import read_contract
from core.vision.tags.head import TagHead
from core.vision.tags.tree import paths_of

TAG, NO_PRODUCT = "tag", "no product"
_FLOAT, _INT = schema.TensorType.FLOAT32, schema.TensorType.INT32


def tags_model(network: Path, head: TagHead) -> schema.ModelT:
    """The graph of a head with its network, all weights float32.

    Parameters
    ----------
    network : Path
        The intent model that the head reads, a .tflite of float32 or float16.
    head : TagHead

    Raises
    ------
    ModelMissing, WrongContract
        As `core.export.weights.read_float`; or the head reads more than the network's last feature map.
    """
    graph, model = read_graph(network), read_float(network)
    last = graph.tensors[graph.feature_maps(read_contract(network).shopping)[-1]]
    width = len(head.hidden) - 1
    if last.shape[-1] != width:
        raise WrongContract(f"The head reads {width:,} features, and the last feature map of {network.name} has "
                            f"{last.shape[-1]:,}.", "Export a head that reads the last feature map only.")
    main = model.subgraphs[0]
    feature = next(index for index, tensor in enumerate(main.tensors) if text(tensor.name) == last.name)
    needed, kept = {feature}, []
    for operation in reversed(main.operators):
        if needed.intersection(operation.outputs):
            needed.update(operation.inputs)
            kept.append(operation)
    main.operators = kept[::-1]
    builder = _Builder(model)
    outputs = _append(builder, feature, head)
    main.outputs = list(outputs.values())
    model.signatureDefs = [_signature(model, outputs)]
    drop_unused(model)
    return model


def tags_metadata(network: Path, head: TagHead) -> TfliteMetadata:
    """What a reader of the file needs: normalization, labels of outputs; in its description thresholds and paths."""
    own = read_metadata(network) or TfliteMetadata()
    facts = {TAG: head.nodes[:-1], **head.values}
    known = {"thresholds": {f"{name}:{value}": round(head.thresholds[name, value], 4)
                            for name, values in facts.items() for value in values},
             "above": {tag: sorted(path - {tag}) for tag, path in paths_of(head).items() if tag},
             "belongs": {name: list(tags) for name, tags in head.belongs.items()}}
    return TfliteMetadata(name="tags", description=json.dumps(known), author=own.author, license=own.license,
                          mean=own.mean, std=own.std, input_names=own.input_names, output_names=questions(head),
                          labels={TAG: (*head.nodes[:-1], NO_PRODUCT), **head.values})


def questions(head: TagHead) -> tuple[str, ...]:
    """Names of the outputs, in their order."""
    return TAG, *head.values


def _append(builder: _Builder, feature: int, head: TagHead) -> dict[str, int]:
    """The operations of the head; returns each output's name with its tensor."""
    width, scale = len(head.hidden) - 1, float(np.sqrt(len(head.hidden) - 1))
    axes = builder.constant(np.array([1, 2], np.int32), "axes")
    mean = builder.add("MEAN", [feature, axes], width, schema.ReducerOptionsT(), name="mean")
    read = builder.add("L2_NORMALIZATION", [mean], width, schema.L2NormOptionsT(), name="unit")
    weights = head.weights.astype(np.float32).copy()
    weights[:width] *= scale
    if head.hidden.shape[1]:
        units = builder.dense(read, head.hidden[:-1] * scale, head.hidden[-1], "hidden", relu=True)
        options = schema.ConcatenationOptionsT()
        options.axis = 1
        read = builder.add("CONCATENATION", [read, units], len(weights), options, name="read")
    outputs = {}
    for name in questions(head):
        columns, heat = head.columns(name), head.temperatures[name]
        logits = builder.dense(read, weights[:, columns] / heat, head.bias[columns] / heat, f"{name}_logits")
        softmax = schema.SoftmaxOptionsT()
        softmax.beta = 1.0
        count = len(head.below) if name == TAG else len(head.values[name])
        outputs[name] = builder.add("SOFTMAX", [logits], count, softmax,
                                    name=f"{name}_leaves" if name == TAG else name)
        if name == TAG:
            nodes = head.below.astype(np.float32)
            outputs[name] = builder.dense(outputs[name], nodes, np.zeros(nodes.shape[1], np.float32), TAG)
    return outputs


class _Builder:
    """Adds tensors and operations to the main graph of a model."""

    def __init__(self, model: Any) -> None:
        self._model, self._graph = model, model.subgraphs[0]

    def constant(self, values: np.ndarray, name: str) -> int:
        buffer = schema.BufferT()
        buffer.data = stored(values)
        self._model.buffers.append(buffer)
        kind = _INT if values.dtype == np.int32 else _FLOAT
        return self._tensor(values.shape, name, kind, len(self._model.buffers) - 1)

    def add(self, kind: str, inputs: Sequence[int], width: int, options: Any, *, name: str) -> int:
        """An operation with an output of shape (1, width); returns its tensor."""
        operation = schema.OperatorT()
        operation.opcodeIndex = self._code(getattr(schema.BuiltinOperator, kind))
        operation.inputs, operation.outputs = list(inputs), [self._tensor((1, width), name, _FLOAT, 0)]
        operation.builtinOptions = options
        operation.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__.removesuffix("T"))
        self._graph.operators.append(operation)
        return int(operation.outputs[0])

    def dense(self, source: int, weights: np.ndarray, bias: np.ndarray, name: str, *, relu: bool = False) -> int:
        """A dense layer; `weights` of shape (inputs, outputs)."""
        options = schema.FullyConnectedOptionsT()
        options.fusedActivationFunction = schema.ActivationFunctionType.RELU if relu else 0
        sides = [self.constant(np.ascontiguousarray(weights.T, np.float32), f"{name}_weights"),
                 self.constant(np.asarray(bias, np.float32), f"{name}_bias")]
        return self.add("FULLY_CONNECTED", [source, *sides], weights.shape[1], options, name=name)

    def _tensor(self, shape: Sequence[int], name: str, kind: int, buffer: int) -> int:
        tensor = schema.TensorT()
        tensor.shape, tensor.name, tensor.type, tensor.buffer = list(shape), name, kind, buffer
        self._graph.tensors.append(tensor)
        return len(self._graph.tensors) - 1

    def _code(self, kind: int) -> int:
        for index, code in enumerate(self._model.operatorCodes):
            if max(code.builtinCode, code.deprecatedBuiltinCode) == kind:
                return index
        code = schema.OperatorCodeT()
        code.builtinCode, code.deprecatedBuiltinCode, code.version = kind, min(kind, 127), 1
        self._model.operatorCodes.append(code)
        return len(self._model.operatorCodes) - 1


def _signature(model: Any, outputs: dict[str, int]) -> Any:
    signature = schema.SignatureDefT()
    signature.signatureKey, signature.subgraphIndex = "serving_default", 0
    main = model.subgraphs[0]
    signature.inputs = [_named(text(main.tensors[main.inputs[0]].name), main.inputs[0])]
    signature.outputs = [_named(name, index) for name, index in outputs.items()]
    return signature


def _named(name: str, index: int) -> Any:
    found = schema.TensorMapT()
    found.name, found.tensorIndex = name.encode(), index
    return found
