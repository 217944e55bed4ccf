"""TFLite metadata, read and written: the normalization of a model's input, the names and labels of its outputs.

The format is a flatbuffer with the identifier ``M001`` in a buffer of the model, and label files in a zip archive
appended to the model [1]_. Fields are read and written by the ids of that schema (`flatbuffer_fields`).

References
----------
.. [1] tensorflow/tflite-support, metadata_schema.fbs, schema version 1.1.0.
.. [2] tensorflow/tensorflow, lite/schema/schema.fbs (Model, Metadata, Buffer).
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from flatbuffers import number_types as types

from core.errors import WrongContract
from core.models.tflite.flatbuffer_fields import Node, pack

IDENTIFIER = b"M001"
ENTRY = "TFLITE_METADATA"
PARSER_VERSION = "1.0.0"
# Field ids of [2]
MODEL_SUBGRAPHS, MODEL_BUFFERS, MODEL_METADATA = 2, 4, 6
SUBGRAPH_TENSORS, SUBGRAPH_INPUTS, SUBGRAPH_OUTPUTS = 0, 1, 2
TENSOR_NAME, ENTRY_NAME, ENTRY_BUFFER, BUFFER_DATA, BUFFER_OFFSET, BUFFER_SIZE = 3, 0, 1, 0, 1, 2
# Field ids of [1]
NAME, DESCRIPTION, VERSION, SUBGRAPHS, AUTHOR, LICENSE, MIN_PARSER = 0, 1, 2, 3, 4, 5, 7
SUB_INPUTS, SUB_OUTPUTS = 2, 3
TENSOR_CONTENT, TENSOR_UNITS, TENSOR_STATS, TENSOR_FILES = 3, 4, 5, 6
CONTENT_TYPE, CONTENT, IMAGE_COLORS, IMAGE_SIZE = 0, 1, 0, 1
UNIT_TYPE, UNIT, MEAN, STD, FILE_TYPE = 0, 1, 0, 1, 2
# Values of the enumerations and unions of [1]
FEATURE_PROPERTIES, IMAGE_PROPERTIES, RGB, NORMALIZATION, AXIS_LABELS, VALUE_LABELS = 1, 2, 1, 1, 2, 3


@dataclass(frozen=True)
class TfliteMetadata:
    """The metadata of a model.

    Attributes
    ----------
    name, description, version, author, license : str
        Empty when absent.
    mean, std : tuple of float
        Normalization of the first input, ``(x - mean) / std`` for x in 0..255; one value, or one for each channel;
        empty when absent.
    labels : mapping of str to tuple of str
        Output name -> labels, for outputs with a label file.
    input_names, output_names : tuple of str
        Names in the metadata, or of the graph's tensors where it has none; in the graph's order.
    """

    name: str = ""
    description: str = ""
    version: str = ""
    author: str = ""
    license: str = ""
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    input_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()


def read_metadata(path: str | Path) -> TfliteMetadata | None:
    """Read a model's metadata.

    Parameters
    ----------
    path : str or Path
        A .tflite file.

    Returns
    -------
    TfliteMetadata or None
        None when the file has no metadata.

    Raises
    ------
    WrongContract
        When the file is not a TFLite model, or its metadata cannot be read.
    """
    data = Path(path).read_bytes()
    if data[4:8] != b"TFL3":
        raise WrongContract(f"{Path(path).name} is not a TFLite model.", "Use a .tflite file.")
    try:
        model = Node.root(data)
        buffer = _metadata_buffer(model, data)
        return None if buffer is None else _parse(model, Node.root(buffer), _associated_files(data))
    except (ArithmeticError, IndexError, TypeError, ValueError, struct.error) as error:
        message = f"The metadata of {Path(path).name} cannot be read ({error})."
        raise WrongContract(message, "The file may be truncated; download it again.") from error


def _metadata_buffer(model: Node, data: bytes) -> bytes | None:
    for entry in model.nodes(MODEL_METADATA):
        if entry.text(ENTRY_NAME) == ENTRY:
            buffer = model.nodes(MODEL_BUFFERS)[entry.number(ENTRY_BUFFER, types.Uint32Flags)]
            start, size = (buffer.number(i, types.Uint64Flags) for i in (BUFFER_OFFSET, BUFFER_SIZE))
            inside = buffer.array(BUFFER_DATA, types.Uint8Flags).tobytes()
            content = data[start : start + size] if start > 1 else inside
            if content[4:8] != IDENTIFIER:
                raise ValueError(f"the identifier must be {IDENTIFIER!r}, but is {content[4:8]!r}")
            return content
    return None


def _associated_files(data: bytes) -> dict[str, bytes]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if info.file_size < 1 << 20}


def _parse(model: Node, root: Node, files: dict[str, bytes]) -> TfliteMetadata:
    graph = model.nodes(MODEL_SUBGRAPHS)[0]
    subgraphs = root.nodes(SUBGRAPHS)
    inputs = subgraphs[0].nodes(SUB_INPUTS) if subgraphs else []
    outputs = subgraphs[0].nodes(SUB_OUTPUTS) if subgraphs else []
    input_names = _names(graph, SUBGRAPH_INPUTS, inputs)
    output_names = _names(graph, SUBGRAPH_OUTPUTS, outputs)
    mean, std = _normalization(inputs[0]) if inputs else ((), ())
    labels = {name: lines for name, node in zip(output_names, outputs, strict=False) if (lines := _labels(node, files))}
    texts = {
        key: root.text(i)
        for key, i in {
            "name": NAME,
            "description": DESCRIPTION,
            "version": VERSION,
            "author": AUTHOR,
            "license": LICENSE,
        }.items()
    }
    return TfliteMetadata(
        **texts, mean=mean, std=std, labels=labels, input_names=input_names, output_names=output_names
    )


def _names(graph: Node, which: int, nodes: list[Node]) -> tuple[str, ...]:
    tensors = graph.nodes(SUBGRAPH_TENSORS)
    own = [tensors[i].text(TENSOR_NAME) for i in graph.array(which, types.Int32Flags)]
    names = [node.text(NAME) for node in nodes] + [""] * len(own)
    return tuple(name or tensor for name, tensor in zip(names, own, strict=False))


def _normalization(node: Node) -> tuple[tuple[float, ...], tuple[float, ...]]:
    for unit in node.nodes(TENSOR_UNITS):
        options = unit.node(UNIT)
        if unit.number(UNIT_TYPE) == NORMALIZATION and options is not None:
            mean, std = (options.array(i, types.Float32Flags) for i in (MEAN, STD))
            return tuple(map(float, mean)), tuple(map(float, std))
    return (), ()


def _labels(node: Node, files: dict[str, bytes]) -> tuple[str, ...]:
    for file in node.nodes(TENSOR_FILES):
        if file.number(FILE_TYPE, types.Int8Flags) in (AXIS_LABELS, VALUE_LABELS) and file.text(NAME) in files:
            return tuple(files[file.text(NAME)].decode("utf-8").splitlines())
    return ()


def write_metadata(path: str | Path, metadata: TfliteMetadata, *, size_wh: tuple[int, int] = (224, 224)) -> None:
    """Write metadata into a model file; its tensors get the metadata's names.

    Parameters
    ----------
    path : str or Path
        A .tflite file with one image input, without label files.
    metadata : TfliteMetadata
        With names in the graph's order; those of the first signature win where there is one.
    size_wh : tuple of int
        Width and height of the input image.
    """
    from ai_edge_litert import schema_py_generated as schema

    from core.models.tflite.objects import pack_model, unpack_model

    model = unpack_model(Path(path).read_bytes())
    graph = model.subgraphs[0]
    if model.signatureDefs:
        signature = model.signatureDefs[0]
        tensor_names = {item.tensorIndex: item.name.decode() for item in [*signature.inputs, *signature.outputs]}
        metadata = replace(
            metadata,
            input_names=tuple(tensor_names[i] for i in graph.inputs),
            output_names=tuple(tensor_names[i] for i in graph.outputs),
        )
    names = [*metadata.input_names, *metadata.output_names]
    for index, name in zip([*graph.inputs, *graph.outputs], names, strict=True):
        graph.tensors[index].name = name
    entry, buffer = schema.MetadataT(), schema.BufferT()
    entry.name, entry.buffer = ENTRY, len(model.buffers)
    buffer.data = np.frombuffer(metadata_flatbuffer(metadata, size_wh), np.uint8)
    model.buffers.append(buffer)
    model.metadata = [*(old for old in model.metadata or [] if old.name.decode() != ENTRY), entry]
    Path(path).write_bytes(pack_model(model))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        for name, labels in metadata.labels.items():
            archive.writestr(zipfile.ZipInfo(_label_file(name)), "\n".join(labels) + "\n")


def metadata_flatbuffer(metadata: TfliteMetadata, size_wh: tuple[int, int]) -> bytes:
    """Pack metadata as a flatbuffer with the identifier ``M001``.

    Parameters
    ----------
    metadata : TfliteMetadata
    size_wh : tuple of int
        Width and height of the input image.

    Returns
    -------
    bytes
        The content of the model's metadata buffer.
    """
    image = {IMAGE_COLORS: ("int8", RGB), IMAGE_SIZE: {0: ("uint32", size_wh[0]), 1: ("uint32", size_wh[1])}}
    unit = {UNIT_TYPE: ("uint8", NORMALIZATION), UNIT: {MEAN: list(metadata.mean), STD: list(metadata.std)}}
    lowest, highest = ([(edge - m) / s for m, s in zip(metadata.mean, metadata.std, strict=True)] for edge in (0, 255))
    inputs = [
        {
            NAME: name,
            TENSOR_CONTENT: {CONTENT_TYPE: ("uint8", IMAGE_PROPERTIES), CONTENT: image},
            TENSOR_UNITS: [unit],
            TENSOR_STATS: {0: highest, 1: lowest},
        }
        for name in metadata.input_names
    ]
    outputs = [_output(name, metadata.labels.get(name, ())) for name in metadata.output_names]
    root = {
        NAME: metadata.name,
        DESCRIPTION: metadata.description,
        VERSION: metadata.version,
        SUBGRAPHS: [{SUB_INPUTS: inputs, SUB_OUTPUTS: outputs}],
        AUTHOR: metadata.author,
        LICENSE: metadata.license,
        MIN_PARSER: PARSER_VERSION,
    }
    return pack(root, IDENTIFIER)


def _output(name: str, labels: tuple[str, ...]) -> dict[int, Any]:
    output = {
        NAME: name,
        TENSOR_CONTENT: {CONTENT_TYPE: ("uint8", FEATURE_PROPERTIES), CONTENT: {}},
        TENSOR_STATS: {0: [1.0], 1: [0.0]},
    }
    if labels:
        output[TENSOR_FILES] = [{NAME: _label_file(name), FILE_TYPE: ("int8", AXIS_LABELS)}]
    return output


def _label_file(output: str) -> str:
    return f"{output}_labels.txt"
