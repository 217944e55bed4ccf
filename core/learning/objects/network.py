"""YOLOX-nano as a torch module, with the weights of a public ONNX file, and its way back to OpenVINO.

The file has its batch normalization folded into the convolutions, so the module has none: convolutions with bias only.

References
----------
.. [1] Ge, Liu, Wang, Li and Sun, "YOLOX: Exceeding YOLO Series in 2021", and Megvii-BaseDetection/YOLOX (Apache-2.0),
   exps/default/nano.py, yolox/models/darknet.py, yolo_pafpn.py and yolo_head.py.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import openvino
import torch
from torch import nn

from core.learning.objects.detectors import CLASSES, SIZE, STRIDES

WIDTH = 64  # channels of the head


class Conv(nn.Sequential):
    """A convolution that keeps the size (at stride 1), and SiLU."""

    def __init__(self, inside: int, outside: int, kernel: int = 1, stride: int = 1, *, groups: int = 1) -> None:
        super().__init__(nn.Conv2d(inside, outside, kernel, stride, kernel // 2, groups=groups), nn.SiLU(inplace=True))


class Separable(nn.Sequential):
    """A convolution within channels, then one across them."""

    def __init__(self, inside: int, outside: int, kernel: int = 3, stride: int = 1) -> None:
        super().__init__(Conv(inside, inside, kernel, stride, groups=inside), Conv(inside, outside))


class Bottleneck(nn.Module):
    """Two convolutions, added to their input where `is_residual`."""

    def __init__(self, channels: int, is_residual: bool) -> None:
        super().__init__()
        self.inner = nn.Sequential(Conv(channels, channels), Separable(channels, channels))
        self.is_residual = is_residual

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Features of the same shape."""
        return x + self.inner(x) if self.is_residual else self.inner(x)


class Csp(nn.Module):
    """Half of the channels go through bottlenecks, the other half around them."""

    def __init__(self, inside: int, outside: int, number: int = 1, is_residual: bool = True) -> None:
        super().__init__()
        half = outside // 2
        self.through, self.around = Conv(inside, half), Conv(inside, half)
        self.bottlenecks = nn.Sequential(*(Bottleneck(half, is_residual) for _ in range(number)))
        self.join = Conv(outside, outside)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Features of `outside` channels."""
        through, around = self.through(x), self.around(x)
        return self.join(torch.cat([self.bottlenecks(through), around], 1))


class Pyramid(nn.Module):
    """Maxima over windows of 5, 9 and 13 positions beside the input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.narrow, self.join = Conv(channels, channels // 2), Conv(channels * 2, channels)
        self.windows = nn.ModuleList(nn.MaxPool2d(side, 1, side // 2) for side in (5, 9, 13))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Features of the same shape."""
        x = self.narrow(x)
        return self.join(torch.cat([x] + [window(x) for window in self.windows], 1))


class Head(nn.Module):
    """Class logits, box and objectness of each position of one level."""

    def __init__(self, inside: int, classes: int) -> None:
        super().__init__()
        self.stem = Conv(inside, WIDTH)
        self.class_branch, self.box_branch = (
            nn.Sequential(Separable(WIDTH, WIDTH), Separable(WIDTH, WIDTH)) for _ in range(2))
        self.classes, self.box, self.objectness = (nn.Conv2d(WIDTH, n, 1) for n in (classes, 4, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Box, objectness and class logits, (B, 5 + K, H, W)."""
        x = self.stem(x)
        classes, features = self.classes(self.class_branch(x)), self.box_branch(x)
        return torch.cat([self.box(features), self.objectness(features), classes], 1)


class YoloxNano(nn.Module):
    """The network: RGB in [0, 1], float32 (B, 3, S, S) -> raw outputs (B, N, 5 + K), S a multiple of 32.

    Each position has box (4, relative to its grid cell), logit of objectness, K logits of classes.

    Parameters
    ----------
    classes : int
        K.
    """

    def __init__(self, classes: int = len(CLASSES)) -> None:
        super().__init__()
        self.stem = Conv(12, 16, 3)
        self.dark2 = nn.Sequential(Separable(16, 32, 3, 2), Csp(32, 32))
        self.dark3 = nn.Sequential(Separable(32, 64, 3, 2), Csp(64, 64, 3))
        self.dark4 = nn.Sequential(Separable(64, 128, 3, 2), Csp(128, 128, 3))
        self.dark5 = nn.Sequential(Separable(128, 256, 3, 2), Pyramid(256), Csp(256, 256, 1, False))
        self.lateral, self.up4 = Conv(256, 128), Csp(256, 128, 1, False)
        self.reduce, self.up3 = Conv(128, 64), Csp(128, 64, 1, False)
        self.down4, self.out4 = Separable(64, 64, 3, 2), Csp(128, 128, 1, False)
        self.down5, self.out5 = Separable(128, 128, 3, 2), Csp(256, 256, 1, False)
        self.heads = nn.ModuleList(Head(channels, classes) for channels in (64, 128, 256))

    def backbone(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Features at strides 8, 16 and 32."""
        corners = [x[:, :, row::2, column::2] for column in (0, 1) for row in (0, 1)]
        third = self.dark3(self.dark2(self.stem(torch.cat(corners, 1))))
        fourth = self.dark4(third)
        return third, fourth, self.dark5(fourth)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Raw outputs (B, N, 5 + K)."""
        third, fourth, fifth = self.backbone(x)
        top = self.lateral(fifth)
        middle = self.up4(torch.cat([_doubled(top), fourth], 1))
        low = self.reduce(middle)
        third = self.up3(torch.cat([_doubled(low), third], 1))
        fourth = self.out4(torch.cat([self.down4(third), low], 1))
        fifth = self.out5(torch.cat([self.down5(fourth), top], 1))
        levels = [head(x).flatten(2) for head, x in zip(self.heads, (third, fourth, fifth), strict=True)]
        return torch.cat(levels, 2).transpose(1, 2)


def _doubled(x: torch.Tensor) -> torch.Tensor:
    return nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")


def public_network(weights: Path) -> YoloxNano:
    """The network with the weights of `yolox_nano.onnx`, for RGB in [0, 1] instead of BGR in 0..255.

    Convolutions are taken in the order in which both run, and their shapes must agree.

    Parameters
    ----------
    weights : Path
        Folder of the public file.

    Raises
    ------
    ValueError
        When the file holds another network.
    """
    model, source = YoloxNano().eval(), _file_convolutions(weights / "yolox_nano.onnx")
    mine: list[nn.Conv2d] = []
    hooks = [layer.register_forward_hook(lambda layer, *_: mine.append(layer))
             for layer in model.modules() if isinstance(layer, nn.Conv2d)]  # fmt: skip
    with torch.no_grad():
        model(torch.zeros(1, 3, 64, 64))
        for hook in hooks:
            hook.remove()
        if [tuple(layer.weight.shape) for layer in mine] != [weight.shape for weight, _ in source]:
            raise ValueError("yolox_nano.onnx holds another network than YOLOX-nano.")
        for layer, (weight, bias) in zip(mine, source, strict=True):
            layer.weight.copy_(torch.from_numpy(weight))
            layer.bias.copy_(torch.from_numpy(bias))
        first = model.stem[0].weight
        first.copy_(first.view(16, 4, 3, 3, 3).flip(2).reshape(first.shape) * 255)
    return model


def with_classes(model: YoloxNano, origins: Sequence[Sequence[int]]) -> YoloxNano:
    """The network for other classes, each of which starts as the mean of some of those that it knows.

    Parameters
    ----------
    model : YoloxNano
        Not changed.
    origins : sequence of sequence of int
        For each new class, which known ones it resembles.
    """
    other, state = YoloxNano(len(origins)).eval(), model.state_dict()
    for name in [name for name in state if ".classes." in name]:
        state[name] = torch.stack([state[name][list(rows)].mean(0) for rows in origins])
    other.load_state_dict(state)
    return other


def _file_convolutions(file: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weight and bias of each convolution of an ONNX file, in the order of their numbers."""
    found = {}
    for node in openvino.Core().read_model(file).get_ordered_ops():
        if node.get_type_name() in ("Convolution", "GroupConvolution"):
            uses = [target.get_node() for target in node.output(0).get_target_inputs()]
            add = next(use for use in uses if use.get_type_name() == "Add")
            number = int(re.findall(r"\d+", node.get_friendly_name())[0])
            found[number] = (_constant(node.input_value(1)), _constant(add.input_value(1)).reshape(-1))
    return [found[number] for number in sorted(found)]


def _constant(output: openvino.Output) -> np.ndarray:
    """The constant at the beginning of a chain of reshapes, in the shape that the file gives it."""
    node = output.get_node()
    while node.get_type_name() != "Constant":
        node = node.input_value(0).get_node()
    return np.array(node.data, np.float32)


def grid(size: int = SIZE) -> tuple[torch.Tensor, torch.Tensor]:
    """Upper left corner of each position's cell in cells (N, 2), and its stride in pixels (N, 1), for a square."""
    corners, strides = [], []
    for stride in STRIDES:
        side = size // stride
        y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
        corners.append(torch.stack([x.flatten(), y.flatten()], 1))
        strides.append(torch.full((side * side, 1), stride))
    return torch.cat(corners).float(), torch.cat(strides).float()


def decoded(raw: torch.Tensor, size: int) -> torch.Tensor:
    """Center boxes in pixels of the square, (B, N, 4), of raw outputs (B, N, 5 + K)."""
    corners, strides = (each.to(raw.device) for each in grid(size))
    return torch.cat([(raw[..., :2] + corners) * strides, raw[..., 2:4].exp() * strides], -1)


class Complete(nn.Module):
    """The network with its last steps: (B, 4 + K, N), center boxes in pixels of the square, scores of the classes."""

    def __init__(self, network: YoloxNano) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Center boxes and scores, (B, 4 + K, N)."""
        raw = self.network(x)
        scores = raw[..., 4:5].sigmoid() * raw[..., 5:].sigmoid()
        return torch.cat([decoded(raw, SIZE), scores], -1).transpose(1, 2)


def to_onnx(network: YoloxNano, path: Path) -> None:
    """Write the same graph as `to_openvino` as an ONNX file, float32; needs the packages onnx and onnxscript."""
    whole = Complete(copy.deepcopy(network).float().eval().to(memory_format=torch.contiguous_format))
    torch.onnx.export(whole, (torch.zeros(1, 3, SIZE, SIZE),), path, input_names=["images"], opset_version=18,
                      output_names=["boxes_and_scores"], external_data=False, verbose=False)


def to_openvino(network: YoloxNano) -> openvino.Model:
    """A graph [1, 3, 416, 416] RGB in [0, 1] -> [1, 4 + K, 3549]."""
    example = torch.zeros(1, 3, SIZE, SIZE)
    whole = Complete(copy.deepcopy(network).float().eval().to(memory_format=torch.contiguous_format))
    with torch.no_grad():
        graph = openvino.convert_model(whole, example_input=example, input=[1, 3, SIZE, SIZE])
    graph.inputs[0].get_tensor().set_names({"images"})
    graph.outputs[0].get_tensor().set_names({"boxes_and_scores"})
    return graph
