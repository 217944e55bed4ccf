"""MTCNN's three nets as OpenVINO graphs, with the weights of the installed `mtcnn` package.

The package itself is never imported: it would load TensorFlow.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
from pathlib import Path
from typing import Any

import lz4.frame
import numpy as np
import openvino as ov
from joblib.numpy_pickle import NumpyUnpickler
from openvino import opset13 as op

from core.errors import ModelMissing, PackageMissing, WrongContract

NETS = ("pnet", "rnet", "onet")
NEVER = -1e4  # weight of a position that must not win a maximum
# The only classes that a weight file may name: plain arrays, nothing that can run.
ALLOWED = {
    ("joblib.numpy_pickle", "NumpyArrayWrapper"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
}
# Number of arrays, shape of the first and of the last one, for each net of mtcnn 1.0.0: enough to know the
# architecture.
EXPECTED = {
    "pnet": (13, (3, 3, 3, 10), (2,)),
    "rnet": (16, (3, 3, 3, 28), (2,)),
    "onet": (21, (3, 3, 3, 32), (2,)),
}


class _ArraysOnly(NumpyUnpickler):
    """Reads arrays; refuses a file that names anything else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise WrongContract(
                f"A weight file of the mtcnn package must hold only arrays, but it names {module}.{name}.",
                "Install mtcnn again from a source that you trust.",
            )
        return super().find_class(module, name)


def weight_files() -> dict[str, Path]:
    """The weight files of the installed `mtcnn` package, which is not imported.

    Returns
    -------
    dict of str to Path
        "pnet", "rnet", "onet".

    Raises
    ------
    PackageMissing
        When the package or one of its files is missing.
    """
    spec = importlib.util.find_spec("mtcnn")
    if spec is None or not spec.submodule_search_locations:
        raise PackageMissing(
            "The mtcnn package, whose weights detect faces, is not installed.", "Run `pip install mtcnn==1.0.0`."
        )
    folder = Path(spec.submodule_search_locations[0]) / "assets" / "weights"
    files = {name: folder / f"{name}.lz4" for name in NETS}
    for path in files.values():
        if not path.is_file():
            raise PackageMissing(
                f"The installed mtcnn package lacks the file {path.name}.",
                "Run `pip install --force-reinstall mtcnn==1.0.0`.",
            )
    return files


def read_weights(checksums: dict[str, str] | None = None) -> dict[str, list[np.ndarray]]:
    """Read the arrays of the three nets, in the package's order.

    Parameters
    ----------
    checksums : dict of str to str, optional
        sha256 that each file must have, by the name of its net.

    Returns
    -------
    dict of str to list of ndarray of float32
        Kernels are (height, width, channels in, channels out).

    Raises
    ------
    PackageMissing
        When the package is not installed.
    ModelMissing
        When a file has another checksum.
    WrongContract
        When a file holds anything but the arrays of this architecture.
    """
    weights = {}
    for name, path in weight_files().items():
        content = path.read_bytes()
        expected = (checksums or {}).get(name)
        if expected and hashlib.sha256(content).hexdigest() != expected:
            raise ModelMissing(
                f"{path.name} of the installed mtcnn package differs from version 1.0.0 (another checksum).",
                "Run `pip install --force-reinstall mtcnn==1.0.0`.",
            )
        stream = io.BytesIO(lz4.frame.decompress(content))
        arrays = _ArraysOnly("", stream, ensure_native_byte_order=True).load()
        count, first, last = EXPECTED[name]
        if len(arrays) != count or arrays[0].shape != first or arrays[-1].shape != last:
            raise WrongContract(
                f"{path.name} of the installed mtcnn package holds another net than in version 1.0.0.",
                "Run `pip install --force-reinstall mtcnn==1.0.0`.",
            )
        weights[name] = [np.asarray(array, np.float32) for array in arrays]
    return weights


def compile_nets(weights: dict[str, list[np.ndarray]], *, threads: int = 1) -> dict[str, ov.CompiledModel]:
    """Build and compile the three nets in 32-bit floats, not pinned to a core.

    Parameters
    ----------
    weights : dict
        From `read_weights`.
    threads : int
        Threads that one inference may use.

    Returns
    -------
    dict of str to openvino.CompiledModel
        "pnet": canvas (1, h, w, 4), h and w even -> (1, h / 2 - 5, w / 2 - 5, 5): logit of a face minus that of none,
        then 4 box offsets. "rnet": (N, 24, 24, 3) -> (N, 5) and "onet": (N, 48, 48, 3) -> (N, 15):
        probability of a face, 4 box offsets, 5 x and 5 y of landmarks. Pixels are (value - 127.5) / 128.
    """
    options = {
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": 1,
        "INFERENCE_PRECISION_HINT": "f32",
        "ENABLE_CPU_PINNING": False,
    }
    core = ov.Core()
    return {name: core.compile_model(model, "CPU", options) for name, model in build_nets(weights).items()}


def build_nets(weights: dict[str, list[np.ndarray]]) -> dict[str, ov.Model]:
    """The graphs of the three nets, not yet compiled; `weights` as for `compile_nets`."""
    return {name: build(weights[name]) for name, build in (("pnet", _pnet), ("rnet", _rnet), ("onet", _onet))}


def _pnet(arrays: list[np.ndarray]) -> ov.Model:
    """First net, for pictures side by side on a canvas with four channels.

    The fourth channel is 1 beside a picture of odd size, where the window of the first max pooling reaches beyond it;
    a large negative weight keeps such a position from winning. PReLU comes after the pooling: for a slope above 0 both
    orders give the same; for a slope below 0, max over PReLU(x) = max(max over x, max over slope * x).
    """
    canvas = op.parameter([1, -1, -1, 4], np.float32, name="canvas")
    kernel, bias, slope = arrays[0], arrays[1], arrays[2].reshape(-1)
    rising, falling = np.flatnonzero(slope > 0), np.flatnonzero(slope <= 0)
    order = np.concatenate([rising, falling])
    linear = np.concatenate([kernel[..., order], kernel[..., falling] * slope[falling]], 3)
    never = np.full((3, 3, 1, linear.shape[3]), NEVER, np.float32)
    both = [np.concatenate([linear, never], 2), np.concatenate([bias[order], bias[falling] * slope[falling]])]
    x = _pool(_conv(_channels_first(canvas), both), 2, "valid")
    rises, falls, scaled = _parts(x, [len(rising), len(falling), len(falling)])
    x = op.concat([op.prelu(rises, op.constant(slope[rising])), op.maximum(falls, scaled)], 1)
    x = _conv(x, [arrays[3][:, :, order], *arrays[4:6]])
    x = _conv(x, arrays[6:9])
    face = arrays[11][..., 1:] - arrays[11][..., :1], arrays[12][1:] - arrays[12][:1]
    x = _conv(x, [np.concatenate([face[0], arrays[9]], 3), np.concatenate([face[1], arrays[10]])])
    return ov.Model([op.transpose(x, np.array([0, 2, 3, 1]))], [canvas], "pnet")


def _rnet(arrays: list[np.ndarray]) -> ov.Model:
    crops = op.parameter([-1, 24, 24, 3], np.float32, name="crops")
    x = _pool(_conv(_channels_first(crops), arrays[0:3]), 3, "same_upper")
    x = _pool(_conv(x, arrays[3:6]), 3, "valid")
    x = _conv(x, arrays[6:9])
    x = _dense(_flat(x), arrays[9:12])
    face = _probability(_dense(x, arrays[14:16]))
    return ov.Model([op.concat([face, _dense(x, arrays[12:14])], 1)], [crops], "rnet")


def _onet(arrays: list[np.ndarray]) -> ov.Model:
    crops = op.parameter([-1, 48, 48, 3], np.float32, name="crops")
    x = _pool(_conv(_channels_first(crops), arrays[0:3]), 3, "same_upper")
    x = _pool(_conv(x, arrays[3:6]), 3, "valid")
    x = _pool(_conv(x, arrays[6:9]), 2, "same_upper")
    x = _conv(x, arrays[9:12])
    x = _dense(_flat(x), arrays[12:15])
    face = _probability(_dense(x, arrays[19:21]))
    return ov.Model([op.concat([face, _dense(x, arrays[15:17]), _dense(x, arrays[17:19])], 1)], [crops], "onet")


def _channels_first(node: ov.Node) -> ov.Node:
    return op.transpose(node, np.array([0, 3, 1, 2]))


def _conv(node: ov.Node, arrays: list[np.ndarray]) -> ov.Node:
    """Convolution without padding; a third array adds a PReLU."""
    kernel = np.ascontiguousarray(arrays[0].transpose(3, 2, 0, 1))
    node = op.convolution(node, op.constant(kernel), [1, 1], [0, 0], [0, 0], [1, 1])
    node = op.add(node, op.constant(arrays[1].reshape(1, -1, 1, 1)))
    return op.prelu(node, op.constant(arrays[2].reshape(-1))) if len(arrays) == 3 else node


def _dense(node: ov.Node, arrays: list[np.ndarray]) -> ov.Node:
    node = op.add(op.matmul(node, op.constant(arrays[0]), False, False), op.constant(arrays[1].reshape(1, -1)))
    return op.prelu(node, op.constant(arrays[2].reshape(-1))) if len(arrays) == 3 else node


def _pool(node: ov.Node, size: int, padding: str) -> ov.Node:
    """Max pooling over size x size windows with stride 2."""
    return op.max_pool(node, [2, 2], [1, 1], [0, 0], [0, 0], [size, size], "floor", padding).output(0)


def _parts(node: ov.Node, counts: list[int]) -> list[ov.Node]:
    """The channels in groups of these sizes."""
    return op.variadic_split(node, np.array(1), np.array(counts)).outputs()


def _flat(node: ov.Node) -> ov.Node:
    """(N, channels, y, x) -> (N, x * y * channels): the package permutes its maps before it flattens them."""
    return op.reshape(op.transpose(node, np.array([0, 3, 2, 1])), np.array([0, -1]), True)


def _probability(logits: ov.Node) -> ov.Node:
    """Second of the two softmax values, as one channel."""
    both = op.softmax(logits, 1)
    return op.gather(both, np.array([1]), np.array(1))
