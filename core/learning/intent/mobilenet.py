"""MobileNetV2 in Keras, its weights read out of a public int8 TFLite file.

The file holds ImageNet's MobileNetV2 with batch norm already folded into the convolutions: one int8
scale per output channel. Dequantized, it is an ordinary float network of 53 convolutions (conv, bias,
ReLU6) that can be tuned further [1]_.

References
----------
.. [1] Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018, table 2.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
from ai_edge_litert import schema_py_generated as schema

# (expansion, output channels, repeats, stride of the first) of each stage, table 2 of [1]
STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
STEM_CHANNELS = 32
FEATURES = 1280
SIDE = 224
# The network is cut after this block for fine-tuning: its output is small (7x7x160) and can be cached.
CUT = 14
CUT_SHAPE = (7, 7, 160)
FEATURE_LAYER = "features"
KINDS = {
    schema.BuiltinOperator.CONV_2D: "conv",
    schema.BuiltinOperator.DEPTHWISE_CONV_2D: "depthwise",
    schema.BuiltinOperator.FULLY_CONNECTED: "dense",
    schema.BuiltinOperator.DEQUANTIZE: "dequantize",
}
TYPES = {
    schema.TensorType.INT8: np.int8,
    schema.TensorType.INT32: np.int32,
    schema.TensorType.FLOAT32: np.float32,
    schema.TensorType.FLOAT16: np.float16,
}


def blocks() -> list[tuple[int, int, int]]:
    """The 17 inverted residual blocks; block k is `blocks()[k - 1]`.

    Returns
    -------
    list of tuple
        Expansion factor, output channels and stride of each block, in the order of the network.

    Examples
    --------
    >>> blocks()[0], blocks()[13], len(blocks())
    ((1, 16, 1), (6, 160, 2), 17)
    """
    return [(expand, out, stride if i == 0 else 1) for expand, out, n, stride in STAGES for i in range(n)]


def read_layers(path: str | Path) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Read the weights of every convolution and dense layer of a TFLite file, in the order of the graph.

    Parameters
    ----------
    path : str or Path
        A TFLite classifier; int8, float16 and float32 weights become float32.

    Returns
    -------
    list of (kind, kernel, bias)
        Kind is "conv", "depthwise" or "dense". Kernels in Keras' layout: (h, w, in, out), (h, w, channels, 1) for a
        depthwise one, (in, out) for a dense one.
    """
    model = schema.Model.GetRootAsModel(Path(path).read_bytes(), 0)
    graph, layers, source_of = model.Subgraphs(0), [], {}
    for k in range(graph.OperatorsLength()):
        op = graph.Operators(k)
        code = model.OperatorCodes(op.OpcodeIndex())
        kind = KINDS.get(max(code.BuiltinCode(), code.DeprecatedBuiltinCode()))
        if kind == "dequantize":
            source_of[op.Outputs(0)] = op.Inputs(0)
        elif kind:
            tensors = [graph.Tensors(source_of.get(op.Inputs(i), op.Inputs(i))) for i in (1, 2)]
            kernel, bias = (_floats(model, tensor) for tensor in tensors)
            # dense (out, in) -> (in, out); conv (out, h, w, in) -> (h, w, in, out), depthwise alike
            axes = (1, 0) if kind == "dense" else (1, 2, 3, 0)
            layers.append((kind, np.ascontiguousarray(kernel.transpose(axes)), bias))
    return layers


def read_convolutions(path: str | Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Read the convolutions alone, see `read_layers`.

    Parameters
    ----------
    path : str or Path
        A TFLite classifier.

    Returns
    -------
    list of (kernel, bias)
        float32, in the order of the graph.
    """
    return [(kernel, bias) for kind, kernel, bias in read_layers(path) if kind != "dense"]


def _floats(model: schema.Model, tensor: schema.Tensor) -> np.ndarray:
    raw = model.Buffers(tensor.Buffer()).DataAsNumpy()
    values = np.frombuffer(raw.tobytes(), TYPES[tensor.Type()]).reshape(tensor.ShapeAsNumpy())
    values = values.astype(np.float32)
    quantized = tensor.Quantization()
    if quantized is None or quantized.ScaleLength() == 0:
        return values
    shape = [1] * values.ndim
    shape[quantized.QuantizedDimension()] = -1
    zeros = quantized.ZeroPointAsNumpy().astype(np.float32).reshape(shape)
    return (values - zeros) * quantized.ScaleAsNumpy().reshape(shape)


def build(first_block: int = 1, *, cut: int | None = None) -> keras.Model:
    """Build the network without its classifier: from the picture, or a cached map, to the last feature map.

    Parameters
    ----------
    first_block : int
        1 begins at the picture (224, 224, 3) in [-1, 1]; `CUT + 1` begins at the map of `CUT_SHAPE`.
    cut : int, optional
        Adds the output of this block as a first output.

    Returns
    -------
    keras.Model
        The output is the map (7, 7, 1280), activation included.
    """
    layers = keras.layers
    if first_block == 1:
        entry = x = layers.Input((SIDE, SIDE, 3), name="picture")
        x = _conv(x, "stem", STEM_CHANNELS, size=3, stride=2)
    else:
        entry = x = layers.Input(CUT_SHAPE, name="cut_map")
    cut_map = None
    for number, (expand, out, stride) in enumerate(blocks(), 1):
        if number >= first_block:
            x = _block(x, number, (expand, out, stride))
        if number == cut:
            cut_map = x
    x = _conv(x, "head", FEATURES, name=FEATURE_LAYER)
    return keras.Model(entry, x if cut is None else [cut_map, x])


def _block(x: keras.KerasTensor, number: int, form: tuple[int, int, int]) -> keras.KerasTensor:
    expand, out, stride = form
    layers, prefix, entry = keras.layers, f"block{number}", x
    channels = x.shape[-1]
    if expand > 1:
        x = _conv(x, f"{prefix}_expand", channels * expand)
    x = layers.DepthwiseConv2D(3, strides=stride, padding="same", name=f"{prefix}_depthwise")(x)
    x = layers.ReLU(6.0, name=f"{prefix}_depthwise_relu")(x)
    x = layers.Conv2D(out, 1, name=f"{prefix}_project")(x)
    return layers.Add(name=f"{prefix}_add")([entry, x]) if stride == 1 and channels == out else x


def _conv(
    x: keras.KerasTensor,
    prefix: str,
    channels: int,
    *,
    size: int = 1,
    stride: int = 1,
    name: str | None = None,
) -> keras.KerasTensor:
    layers = keras.layers
    x = layers.Conv2D(channels, size, strides=stride, padding="same", name=prefix)(x)
    return layers.ReLU(6.0, name=name or f"{prefix}_relu")(x)


def load_weights(model: keras.Model, convolutions: list[tuple[np.ndarray, np.ndarray]]) -> None:
    """Put dequantized convolutions into a network from `build`; a partial one takes the last of them.

    Parameters
    ----------
    model : keras.Model
        Filled in place.
    convolutions : list of (kernel, bias)
        From `read_convolutions`, without the ImageNet classifier.

    Raises
    ------
    ValueError
        The shapes do not fit layer for layer.
    """
    targets = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D)]
    for layer, (kernel, bias) in zip(targets, convolutions[-len(targets) :], strict=True):
        layer.set_weights([kernel, bias])


def imagenet_head(convolutions: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Give the ImageNet classifier as a dense layer without the file's background class.

    Parameters
    ----------
    convolutions : list of (kernel, bias)
        All convolutions of the file; the classifier is its last (1x1) one.

    Returns
    -------
    tuple of numpy.ndarray
        Kernel float32 (1280, 1000) and bias (1000,).
    """
    kernel, bias = convolutions[-1]
    return kernel[0, 0, :, 1:], bias[1:]
