"""Writes small convolutional .tflite files, without TensorFlow: the contract's input and outputs, any tail between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.models.tflite.metadata import TfliteMetadata, write_metadata

CELL = 32  # 224 / 32 = a map of 7 x 7 places
TYPES = {"float32": "FLOAT32", "float16": "FLOAT16", "int32": "INT32", "int8": "INT8"}
RELU6 = schema.ActivationFunctionType.RELU6
ONCE = {"padding": 1, "strideW": 1, "strideH": 1, "dilationWFactor": 1, "dilationHFactor": 1}


class TinyNetwork:
    """A graph that grows operation by operation; each method returns the index of its output tensor."""

    def __init__(self, seed: int = 0) -> None:
        self.random = np.random.default_rng(seed)
        self._main = schema.SubGraphT()
        self._main.tensors, self._main.operators, self._main.inputs = [], [], []
        self._model = schema.ModelT()
        self._model.version, self._model.buffers, self._model.operatorCodes = 3, [schema.BufferT()], []
        self.picture = self.tensor((1, 224, 224, 3), "normalized_input_image_tensor")
        self._main.inputs.append(self.picture)

    def tensor(self, shape: tuple[int, ...], name: str = "", dtype: str = "float32") -> int:
        """A tensor that an operation writes."""
        entry = schema.TensorT()
        entry.shape, entry.type, entry.buffer = list(shape), getattr(schema.TensorType, TYPES[dtype]), 0
        entry.name = name or f"tensor_{len(self._main.tensors)}"
        self._main.tensors.append(entry)
        return len(self._main.tensors) - 1

    def constant(self, values: Any, *, scale: list[float] | None = None) -> int:
        """A tensor with values; with `scale` (one, or one for each row) it is quantized, zero point 0."""
        array = np.asarray(values)
        array = array.astype({"f": "float32", "i": "int32"}[array.dtype.kind]) if array.dtype.itemsize == 8 else array
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(array.tobytes(), np.uint8)
        self._model.buffers.append(buffer)
        index = self.tensor(array.shape, dtype=array.dtype.name)
        self._main.tensors[index].buffer = len(self._model.buffers) - 1
        if scale:
            quantized = schema.QuantizationParametersT()
            quantized.scale, quantized.zeroPoint, quantized.quantizedDimension = scale, [0] * len(scale), 0
            self._main.tensors[index].quantization = quantized
        return index

    def add(self, kind: str, inputs: list[int], shape: tuple[int, ...], options: str = "", *, dtype: str = "float32",
            **values: Any) -> int:
        """An operation; `options` is the schema's name without "Options", `values` its fields."""
        operation, code = schema.OperatorT(), schema.OperatorCodeT()
        code.builtinCode = getattr(schema.BuiltinOperator, kind)
        code.deprecatedBuiltinCode, code.version = min(code.builtinCode, 127), 1
        self._model.operatorCodes.append(code)
        operation.opcodeIndex = len(self._model.operatorCodes) - 1
        output = self.tensor(shape, f"{kind.lower()}_{len(self._main.tensors)}", dtype)
        operation.inputs, operation.outputs = list(inputs), [output]
        if options:
            operation.builtinOptionsType = getattr(schema.BuiltinOptions, f"{options}Options")
            operation.builtinOptions = getattr(schema, f"{options}OptionsT")()
            for name, value in values.items():
                setattr(operation.builtinOptions, name, value)
        self._main.operators.append(operation)
        return output

    def feature_map(self, channels: int = 8) -> int:
        """A map of 7 x 7 places: the mean of each cell, a 1x1 convolution, ReLU6."""
        pooled = self.add("AVERAGE_POOL_2D", [self.picture], (1, 7, 7, 3), "Pool2D", padding=1, strideW=CELL,
                          strideH=CELL, filterWidth=CELL, filterHeight=CELL)
        kernel = self.constant(self.random.normal(size=(channels, 1, 1, 3)))
        bias = self.constant(self.random.uniform(0.5, 1.5, channels))
        return self.add("CONV_2D", [pooled, kernel, bias], (1, 7, 7, channels), "Conv2D", **ONCE,
                        fusedActivationFunction=RELU6)

    def mean(self, x: int, channels: int, *, keep: bool = False) -> int:
        """Global average pooling."""
        shape = (1, 1, 1, channels) if keep else (1, channels)
        return self.add("MEAN", [x, self.constant([1, 2])], shape, "Reducer", keepDims=keep)

    def dense(self, x: int, sizes: tuple[int, int], *, activation: int = 0, gain: float = 1.0) -> int:
        """A dense layer of random weights, sizes (in, out)."""
        weights = self.constant(gain * self.random.normal(size=sizes[::-1]) / np.sqrt(sizes[0]))
        bias = self.constant(self.random.normal(size=sizes[1]) * 0.1)
        return self.add("FULLY_CONNECTED", [x, weights, bias], (1, sizes[1]), "FullyConnected",
                        fusedActivationFunction=activation)

    def softmax(self, x: int, width: int) -> int:
        """Probabilities."""
        return self.add("SOFTMAX", [x], (1, width), "Softmax", beta=1.0)

    def save(self, path: Path, **outputs: int) -> Path:
        """Write the file, with a signature and the metadata of the contract."""
        entries = []
        for name, index in outputs.items():
            entry = schema.TensorMapT()
            entry.name, entry.tensorIndex = name, index
            entries.append(entry)
        signature, source = schema.SignatureDefT(), schema.TensorMapT()
        source.name, source.tensorIndex = "normalized_input_image_tensor", self.picture
        signature.signatureKey, signature.subgraphIndex = "serving_default", 0
        signature.inputs, signature.outputs = [source], entries
        self._main.outputs = list(outputs.values())
        self._model.signatureDefs, self._model.subgraphs = [signature], [self._main]
        builder = flatbuffers.Builder(1024)
        builder.Finish(self._model.Pack(builder), b"TFL3")
        path.write_bytes(bytes(builder.Output()))
        write_metadata(path, TfliteMetadata(mean=(127.5,), std=(127.5,)))
        return path


def pooled_and_dense(path: Path, *, seed: int = 0) -> Path:
    """The tail of the bundled model: mean, dense with ReLU6, concatenation, dense, softmax; two heads."""
    net = TinyNetwork(seed)
    mean = net.mean(net.feature_map(), 8)
    hidden = net.dense(mean, (8, 5), activation=RELU6)
    both = net.add("CONCATENATION", [mean, hidden], (1, 13), "Concatenation", axis=1)
    intent = net.softmax(net.dense(both, (13, 4)), 4)
    sensitive = net.softmax(net.dense(mean, (8, 2)), 2)
    return net.save(path, sensitive=sensitive, shopping_intent=intent)


def hard_swish_tail(path: Path, *, seed: int = 0) -> Path:
    """The tail of a MobileNetV3: hard-swish on the map, mean, 1x1 convolution, hard-swish, dense, softmax."""
    net = TinyNetwork(seed)
    kernel = net.constant(net.random.normal(size=(12, 1, 1, 8)))
    bias = net.constant(net.random.normal(size=12) * 0.1)
    mean = net.mean(net.add("HARD_SWISH", [net.feature_map()], (1, 7, 7, 8), "HardSwish"), 8, keep=True)
    wide = net.add("CONV_2D", [mean, kernel, bias], (1, 1, 1, 12), "Conv2D", **ONCE)
    bent = net.add("HARD_SWISH", [wide], (1, 1, 1, 12), "HardSwish")
    flat = net.add("RESHAPE", [bent, net.constant([1, 12])], (1, 12))
    intent = net.softmax(net.dense(flat, (12, 4)), 4)
    sensitive = net.softmax(net.dense(flat, (12, 2)), 2)
    return net.save(path, shopping_intent=intent, sensitive=sensitive)
