"""The last stages of EfficientNet-Lite0, tuned on tags: their map stands in place of the frozen one.

They start where the intent network's half of that name goes from 14 x 14 to 7 x 7 cells, so that an analysis runs the
stages before them once. Tuned together with a head, which reads MobileNetV2's frozen features beside theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.learning.intent.backbones import LITE, read_layers
from core.learning.tags.labels import Targets, Tree
from core.learning.tags.network import loss_of
from core.models.tflite.graph import read_graph

log = logging.getLogger(__name__)
After = Callable[[int, Any, np.ndarray, np.ndarray], None]
FIRST = 11  # blocks before it are the intent network's own
CHANNELS = 1280  # of its map; it stands in place of the frozen one, beside MobileNetV2's
BATCH = 64
AVERAGED = 0.998  # of a step's weights, what the moving average keeps


@dataclass(frozen=True)
class Recipe:
    """How the stages are tuned.

    Attributes
    ----------
    epochs : int
    rate, head_rate : float
        Peak rates of AdamW, of the stages and of the head.
    decay : float
    dropout : float
        Of features.
    mixed : float
        Pictures are mixed in pairs with a share from Beta(mixed, mixed) [1]_, since two views of each are soon known
        by heart.
    balance : float
        0: each picture weighs the same; 1: each tag.
    attributes : float
        Weight of the attributes' losses beside that of the types.

    References
    ----------
    .. [1] Zhang et al., "mixup: beyond empirical risk minimization", ICLR 2018.
    """

    epochs: int = 3
    rate: float = 2e-4
    head_rate: float = 5e-4
    decay: float = 5e-2
    dropout: float = 0.3
    mixed: float = 0.4
    balance: float = 0.4
    attributes: float = 0.6


DEFAULT = Recipe()


@dataclass(frozen=True, eq=False)
class Seen:
    """What the frozen network sees of N pictures.

    Attributes
    ----------
    means : ndarray of float16, shape (N, 2560)
        The mean of its last map: MobileNetV2's half, then EfficientNet-Lite0's.
    views : sequence of ndarray of float16, shape (N, 112, 14, 14)
        What the tail reads: of the picture as it is, and of a mirrored, cropped one, for pictures that teach.
    """

    means: np.ndarray
    views: Sequence[np.ndarray]


def build() -> Any:
    """The stages, with weights by chance: a torch module, (N, 112, 14, 14) -> (N, 1280, 7, 7)."""
    import torch
    from torch import nn
    from torch.nn import functional

    class Block(nn.Module):
        def __init__(self, channels: int, out: int, *, expand: int, stride: int, size: int) -> None:
            super().__init__()
            inner, self.size, self.stride = channels * expand, size, stride
            self.expand = nn.Conv2d(channels, inner, 1)
            self.depthwise = nn.Conv2d(inner, inner, size, stride, groups=inner)
            self.project = nn.Conv2d(inner, out, 1)
            self.residual = stride == 1 and channels == out

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            inner = functional.relu6(self.expand(x))
            border = self.size - self.stride  # TensorFlow's "same": the odd cell lies behind
            inner = functional.pad(inner, (border // 2, border - border // 2) * 2)
            inner = self.project(functional.relu6(self.depthwise(inner)))
            return x + inner if self.residual else inner

    blocks, channels = list[nn.Module](), LITE.blocks()[FIRST - 1][1]
    for expand, out, stride, size in LITE.blocks()[FIRST:]:
        blocks.append(Block(channels, out, expand=expand, stride=stride, size=size))
        channels = out
    return nn.Sequential(*blocks, nn.Conv2d(channels, CHANNELS, 1), nn.ReLU6())


def start(network: Path) -> Any:
    """The stages as an intent model's file (.tflite) has them."""
    import torch

    tail = build()
    own = [part for part in tail.modules() if isinstance(part, torch.nn.Conv2d)]
    for part, (kernel, bias) in zip(own, _convolutions(network)[-len(own):], strict=True):
        axes = (2, 3, 0, 1) if part.groups > 1 else (3, 2, 0, 1)
        with torch.no_grad():
            part.weight.copy_(torch.from_numpy(np.ascontiguousarray(kernel.transpose(axes))))
            part.bias.copy_(torch.from_numpy(bias))
    return tail


def _convolutions(network: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Those of EfficientNet-Lite0 in a file that holds two networks, in their order."""
    graph = read_graph(network)
    kinds = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
    names = [graph.tensors[op.outputs[0]].name for op in graph.operations if op.kind in kinds]
    layers = read_layers(network)
    return [(kernel, bias) for name, (_, kernel, bias) in zip(names, layers, strict=True) if f"{LITE.name}_" in name]


def tune(seen: Seen, targets: Targets, tree: Tree, *, rows: np.ndarray, head: tuple[np.ndarray, np.ndarray], tail: Any,
         after: After, recipe: Recipe = DEFAULT, seed: int = 0) -> tuple[Any, np.ndarray, np.ndarray]:
    """Tune the stages with a head.

    Parameters
    ----------
    seen : Seen
    targets : Targets
        Of all N pictures.
    tree : Tree
    rows : ndarray of int
        Pictures that teach.
    head : (ndarray of float32, shape (2560, outputs), ndarray of float32, shape (outputs,))
        Where the head starts, from `core.learning.tags.network.fit`.
    tail : torch.nn.Module
        From `start`.
    after : callable
        Told the epoch and the averaged tail, weights and bias after each epoch.
    recipe : Recipe
    seed : int

    Returns
    -------
    tail : torch.nn.Module
    weights, bias : ndarray of float32
        The moving averages over the steps.
    """
    import torch

    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    last = torch.nn.Linear(*head[0].shape)
    with torch.no_grad():
        last.weight.copy_(torch.from_numpy(head[0].T.copy()))
        last.bias.copy_(torch.from_numpy(head[1]))
    whole = torch.nn.ModuleList([tail, last])
    averaged = torch.optim.swa_utils.AveragedModel(
        whole, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGED))
    optimizer = torch.optim.AdamW([{"params": tail.parameters(), "lr": recipe.rate},
                                   {"params": last.parameters(), "lr": recipe.head_rate}], weight_decay=recipe.decay)
    steps = recipe.epochs * (len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [recipe.rate, recipe.head_rate], total_steps=steps,
                                                   pct_start=0.1)
    drop = torch.nn.Dropout(recipe.dropout)
    loss = loss_of(targets, tree, recipe.balance, recipe.attributes)
    for epoch in range(recipe.epochs):
        order, losses = chance.permutation(rows), list[float]()
        for at in range(0, len(order) - BATCH + 1, BATCH):
            part = np.sort(order[at:at + BATCH])
            view = chance.integers(0, len(seen.views), len(part))
            inputs = np.float32([seen.views[which][row] for which, row in zip(view, part, strict=True)])
            share, other = np.float32(chance.beta(recipe.mixed, recipe.mixed)), chance.permutation(BATCH)
            means = seen.means[part].astype(np.float32)
            logits = last(drop(features(tail, share * inputs + (1 - share) * inputs[other],
                                        share * means + (1 - share) * means[other])))
            found = share * loss(logits, part) + (1 - share) * loss(logits, part[other])
            optimizer.zero_grad()
            found.backward()
            optimizer.step()
            schedule.step()
            averaged.update_parameters(whole)
            losses.append(float(found.detach()))
            if len(losses) % 50 == 0:
                log.info("epoch %d of %d, picture %d of %d, loss %.3f", epoch + 1, recipe.epochs, at + BATCH,
                         len(order), np.mean(losses[-50:]))
        after(epoch + 1, averaged.module[0], *_arrays(averaged.module[1]))
    return averaged.module[0], *_arrays(averaged.module[1])


def _arrays(last: Any) -> tuple[np.ndarray, np.ndarray]:
    return last.weight.detach().numpy().T.copy(), last.bias.detach().numpy().copy()


def features(tail: Any, inputs: np.ndarray, means: np.ndarray) -> Any:
    """What the head reads: a torch tensor of float32, shape (N, 2560), each row of length sqrt(2560).

    Parameters
    ----------
    tail : torch.nn.Module
    inputs : ndarray of float32, shape (N, 112, 14, 14)
    means : ndarray of float32, shape (N, 2560)
    """
    import torch

    x = torch.from_numpy(inputs).to(memory_format=torch.channels_last)
    kept = torch.from_numpy(means[:, :-CHANNELS])
    both = torch.cat([kept, tail(x).mean(dim=(2, 3))], dim=1)
    return both / both.norm(dim=1, keepdim=True).clamp(min=1e-6) * both.shape[1] ** 0.5


def means_of(tail: Any, seen: Seen, rows: np.ndarray) -> np.ndarray:
    """Means of both maps of some pictures: ndarray of float16, shape (len(rows), 2560)."""
    import torch

    found = seen.means[rows]
    with torch.no_grad():
        for at in range(0, len(rows), BATCH):
            part = rows[at:at + BATCH]
            x = torch.from_numpy(seen.views[0][part].astype(np.float32)).to(memory_format=torch.channels_last)
            found[at:at + BATCH, -CHANNELS:] = tail(x).mean(dim=(2, 3)).numpy()
    return found


def export(tail: Any, path: Path) -> None:
    """Write the stages (.onnx); weights in half precision, sums in float32.

    Parameters
    ----------
    tail : torch.nn.Module
    path : Path
    """
    import io

    import onnx
    import torch
    from onnx import TensorProto, helper, numpy_helper

    written = io.BytesIO()
    cells = torch.zeros(1, LITE.blocks()[FIRST - 1][1], 14, 14)
    torch.onnx.export(tail.eval(), (cells,), written, input_names=["cells"], output_names=["map"], opset_version=17,
                      dynamo=False)
    model = onnx.load_from_string(written.getvalue())
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            values, name = numpy_helper.to_array(tensor).astype(np.float16), tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values, f"{name}_half"))
            casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
