"""Reads networks from their files: a .tflite by our own reader, OpenVINO's IR and ONNX by OpenVINO."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import openvino

from core.errors import WrongContract
from core.models.tflite.graph import Graph, Operation, Tensor, read_graph
from core.nouns.network import Layer, Network, TensorInfo

_OPEN = -1  # a side that the file leaves to the input


def read_network(path: Path) -> Network:
    """Read the network of a .tflite, an OpenVINO .xml or an .onnx.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Network

    Raises
    ------
    ModelMissing
        When there is no such file.
    WrongContract
        When the file is of another format, or damaged.
    """
    suffix = path.suffix.lower()
    if suffix == ".tflite":
        return tflite_network(path.name, read_graph(path))
    if suffix not in (".xml", ".onnx"):
        raise WrongContract(f"The network in {path.name} cannot be read: only .tflite, OpenVINO .xml and .onnx can.",
                            "Convert the model to one of these formats.")
    try:
        return openvino_network(path.name, openvino.Core().read_model(path),
                                "ONNX" if suffix == ".onnx" else "OpenVINO IR")
    except RuntimeError:
        raise WrongContract(f"{path.name} is damaged, or is not a model that OpenVINO can read.",
                            "Export the model again; an .xml needs its .bin beside it.") from None


def tflite_network(title: str, graph: Graph) -> Network:
    """The network of a .tflite's graph; raises WrongContract for one that refers to missing tensors.

    Constants, and what a DEQUANTIZE makes of them, are no layers: they belong to the first layer that reads them.
    """
    try:
        made = {index for op in graph.operations for index in op.outputs}
        constants = {index for op in graph.operations for index in op.inputs
                     if index >= 0 and index not in made and index not in graph.inputs}
        unpacked = {op.outputs[0]: op.inputs[0] for op in graph.operations
                    if op.kind == "DEQUANTIZE" and op.inputs[0] in constants}
        operations = [op for op in graph.operations if op.outputs[0] not in unpacked]
        makers = {index: k for k, op in enumerate(operations) for index in op.outputs}
        seen: set[int] = set()
        layers = []
        for operation in operations:
            own = {stored for k in operation.inputs if (stored := unpacked.get(k, k)) in constants} - seen
            seen |= own
            first = graph.tensors[operation.outputs[0]]
            layers.append(Layer(operation.kind, first.name, first.shape, first.dtype,
                                sum(prod(graph.tensors[k].shape) for k in own if graph.tensors[k].is_real),
                                _tflite_macs(graph, operation),
                                tuple(dict.fromkeys(makers[k] for k in operation.inputs if k in makers))))
        tensors = tuple(TensorInfo(tensor.name, tensor.shape, tensor.dtype, index in constants, _quantization(tensor))
                        for index, tensor in enumerate(graph.tensors))
    except IndexError:
        raise WrongContract(f"{title} is a damaged .tflite file: it refers to missing tensors.",
                            "Download or export the model again, and compare its checksum.") from None
    return Network(title, "TensorFlow Lite", tuple(layers), tensors)


def _tflite_macs(graph: Graph, operation: Operation) -> int | None:
    """Multiply-accumulates; kernels lie as (out, height, width, in), depthwise ones as (1, height, width, out)."""
    if operation.kind not in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"):
        return None
    output, kernel = graph.tensors[operation.outputs[0]].shape, graph.tensors[operation.inputs[1]].shape
    if min(output, default=0) < 0:
        return None
    taps = prod(kernel[1:3]) if operation.kind == "DEPTHWISE_CONV_2D" else prod(kernel[1:])
    return prod(output) * taps


def _quantization(tensor: Tensor) -> str:
    if tensor.scale is None or tensor.zero_point is None:
        return ""
    if len(tensor.scale) > 1:
        return f"per channel ({len(tensor.scale)}, axis {tensor.axis})"
    return f"scale {tensor.scale[0]:.6g}, zero point {tensor.zero_point[0]:.0f}"


def openvino_network(title: str, model: openvino.Model, file_format: str) -> Network:
    """The network of a model that OpenVINO has read; constants and their conversions belong to whoever reads them."""
    nodes = [node for node in model.get_ordered_ops() if not _is_constant(node)
             and node.get_type_name() not in ("Parameter", "Result")]
    places = {node.get_friendly_name(): place for place, node in enumerate(nodes)}
    seen: set[str] = set()
    layers = []
    for node in nodes:
        sources = [value.get_source_output().get_node() for value in node.inputs()]
        weights = [source for source in sources if _is_constant(source) and source.get_friendly_name() not in seen
                   and _is_weight(node, source)]
        seen.update(source.get_friendly_name() for source in weights)
        layers.append(Layer(node.get_type_name(), node.get_friendly_name(), _shape(node.output(0)),
                            node.output(0).get_element_type().get_type_name(),
                            sum(prod(_shape(source.output(0))) for source in weights), _openvino_macs(node),
                            tuple(dict.fromkeys(places[source.get_friendly_name()] for source in sources
                                                if source.get_friendly_name() in places))))
    tensors = (TensorInfo(node.get_friendly_name(), _shape(node.output(0)),
                          node.output(0).get_element_type().get_type_name(), node.get_type_name() == "Constant")
               for node in model.get_ordered_ops() if node.get_type_name() != "Result")
    return Network(title, file_format, tuple(layers), tuple(tensors))


def _is_constant(node: Any) -> bool:
    """True for a stored value, also behind the conversion of compressed weights."""
    if node.get_type_name() == "Constant":
        return True
    return node.get_type_name() == "Convert" and _is_constant(node.input(0).get_source_output().get_node())


def _is_weight(node: Any, constant: Any) -> bool:
    """True for kernels, matrices and values by channel; False for sizes, and for grids of coordinates."""
    shape = _shape(constant.output(0))
    arithmetic = node.get_type_name() in ("Convolution", "GroupConvolution", "ConvolutionBackpropData", "MatMul")
    return bool(constant.get_element_type().is_real()) and (arithmetic or prod(shape) == max(shape, default=1))


def _shape(output: Any) -> tuple[int, ...]:
    shape = output.get_partial_shape()
    if shape.rank.is_dynamic:
        return ()
    return tuple(_OPEN if side.is_dynamic else side.get_length() for side in shape)


def _openvino_macs(node: Any) -> int | None:
    """Multiply-accumulates; kernels lie as (out, in, height, width), grouped ones as (groups, out, in, h, w)."""
    taps = {"Convolution": 1, "GroupConvolution": 2}.get(node.get_type_name())
    output = _shape(node.output(0))
    if min(output, default=_OPEN) < 0:
        return None
    if taps is not None:
        return prod(output) * prod(_shape(node.input(1))[taps:])
    if node.get_type_name() == "MatMul":
        left = _shape(node.input(0))
        return prod(output) * left[-2 if node.get_attributes().get("transpose_a") else -1]
    return None
