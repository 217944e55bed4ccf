"""Person detectors with one interface: the two public teachers and our own model, all run by OpenVINO.

Each takes an RGB picture and returns (xyxy, scores) in the picture's frame, best first, after suppression. Our
evaluation runs all of them through the same code.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino
import torch

from core.learning.persons.boxes import letterbox, suppress, xyxy_from_center
from core.learning.persons.tensor_pickle import read_state_dict
from core.learning.persons.torchvision_guard import import_ultralytics

MAX_CANDIDATES = 300
YOLOX_SIZE, YOLOX_STRIDES = 416, (8, 16, 32)


@dataclass(frozen=True)
class Detector:
    """A compiled network with the way its input is made and its output is read.

    Attributes
    ----------
    network : openvino.CompiledModel
    size : int
        Side of the square input.
    prepare : callable
        Square RGB uint8 (size, size, 3) -> float32 (1, 3, size, size).
    decode : callable
        Raw output -> (center boxes (N, 4) in pixels of the square, scores (N,)).
    iou : float
        Overlap above which the lesser box is dropped.
    """

    network: openvino.CompiledModel
    size: int
    prepare: Callable[[np.ndarray], np.ndarray]
    decode: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
    iou: float = 0.6

    def __call__(self, image: np.ndarray, floor: float = 0.001) -> tuple[np.ndarray, np.ndarray]:
        """Find persons.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        floor : float
            Boxes that score less are not returned.

        Returns
        -------
        tuple of ndarray
            Boxes float32 (N, 4), absolute pixels inside the picture, and scores float32 (N,), best first.
        """
        square = letterbox(image, self.size)
        xywh, scores = self.decode(self.network([self.prepare(square.image)])[0])
        best = np.argsort(-scores, kind="stable")[:MAX_CANDIDATES]
        best = best[scores[best] >= floor]
        boxes, scores = xyxy_from_center(xywh[best]), scores[best]
        winners = suppress(boxes, scores, self.iou)
        boxes = square.to_picture(boxes[winners], (image.shape[1], image.shape[0]))
        return boxes, scores[winners].astype(np.float32)


def rgb_unit(square: np.ndarray) -> np.ndarray:
    """RGB in [0, 1], channels first; float32 (1, 3, H, W)."""
    return np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32) / 255


def bgr_bytes(square: np.ndarray) -> np.ndarray:
    """BGR in 0..255, channels first; float32 (1, 3, H, W)."""
    return np.ascontiguousarray(square[:, :, ::-1].transpose(2, 0, 1)[None], np.float32)


def decode_own(output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read [1, 5, N]: center x, center y, width, height, score."""
    return output[0, :4].T, output[0, 4]


def decode_yolov5(output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read [1, N, 6]: center box, objectness, probability of person."""
    return output[0, :, :4], output[0, :, 4] * output[0, :, 5]


def decode_yolox(output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read [1, N, 85]: center box, score of person."""
    xywh, scores = decode_yolox_classes(output)
    return xywh, scores[:, 0]


def decode_yolox_classes(output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read [1, N, 85] whose boxes are still relative to their grid cell: center box, score of each of 80 classes."""
    grids, strides = [], []
    for stride in YOLOX_STRIDES:
        y, x = np.mgrid[: YOLOX_SIZE // stride, : YOLOX_SIZE // stride]
        grids.append(np.stack([x.ravel(), y.ravel()], 1))
        strides.append(np.full((x.size, 1), stride))
    grid, stride, raw = np.concatenate(grids), np.concatenate(strides), output[0]
    xywh = np.concatenate([(raw[:, :2] + grid) * stride, np.exp(raw[:, 2:4]) * stride], 1)
    return xywh, raw[:, 4:5] * raw[:, 5:]


def compile_network(model: openvino.Model | str, threads: int = 1) -> openvino.CompiledModel:
    """Compile a network for this processor with a fixed number of threads."""
    options = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "ENABLE_CPU_PINNING": False}
    return openvino.Core().compile_model(model, "CPU", options)


def open_own(path: str | Path, size: int, iou: float = 0.6) -> Detector:
    """Our own model (OpenVINO IR) as a detector."""
    return Detector(compile_network(str(path)), size, rgb_unit, decode_own, iou)


def open_yolox(weights: str | Path, threads: int = 1) -> Detector:
    """The public `yolox_nano.onnx` as a person detector: BGR 0..255, 416 px."""
    network = compile_network(str(Path(weights) / "yolox_nano.onnx"), threads)
    return Detector(network, YOLOX_SIZE, bgr_bytes, decode_yolox)


def open_yolov5(weights: str | Path, size: int = 640, threads: int = 1) -> Detector:
    """The public `yolov5n.pt` with its own anchor-based head as a person detector."""
    network = OriginalYolov5(Path(weights) / "yolov5n.pt").eval()
    example = torch.zeros(1, 3, size, size)
    with torch.no_grad():
        converted = openvino.convert_model(network, example_input=example, input=[1, 3, size, size])
    return Detector(compile_network(converted, threads), size, rgb_unit, decode_yolov5)


def yolov5_network(classes: int, reg_max: int = 16) -> torch.nn.Module:
    """ultralytics' YOLOv5 at scale n with untrained weights and its anchor-free head."""
    import_ultralytics()
    from ultralytics.nn.tasks import DetectionModel, yaml_model_load

    recipe = dict(yaml_model_load("yolov5n.yaml"), nc=classes, scale="n", reg_max=reg_max)
    return DetectionModel(recipe, ch=3, nc=classes, verbose=False)


class OriginalYolov5(torch.nn.Module):
    """The complete original network: backbone and neck in ultralytics' layers, and the anchor head of v6.0 [1]_.

    References
    ----------
    .. [1] ultralytics/yolov5, release v6.0, models/yolo.py, `Detect.forward`.
    """

    def __init__(self, path: str | Path) -> None:
        super().__init__()
        tensors = {name: value.float() for name, value in read_state_dict(path).items()}
        body = yolov5_network(classes=80)
        body.load_state_dict({k: v for k, v in tensors.items() if not k.startswith("model.24.")}, strict=False)
        self.body, self.save = body.model[:-1], body.save
        self.anchors = tensors["model.24.anchors"]
        self.heads = torch.nn.ModuleList()
        for level in range(3):
            weight, bias = tensors[f"model.24.m.{level}.weight"], tensors[f"model.24.m.{level}.bias"]
            head = torch.nn.Conv2d(weight.shape[1], weight.shape[0], 1)
            head.load_state_dict({"weight": weight, "bias": bias})
            self.heads.append(head)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Decode to [B, N, 6]: center box in pixels, objectness, probability of person."""
        outputs: list[torch.Tensor] = []
        for layer in self.body:
            if layer.f != -1:
                x = outputs[layer.f] if isinstance(layer.f, int) else [x if j == -1 else outputs[j] for j in layer.f]
            x = layer(x)
            outputs.append(x)
        levels = [self._decode(level, outputs[source]) for level, source in enumerate((17, 20, 23))]
        return torch.cat(levels, 1)

    def _decode(self, level: int, features: torch.Tensor) -> torch.Tensor:
        batch, _, height, width = features.shape
        stride = 8 * 2**level
        raw = self.heads[level](features).view(batch, 3, 85, height, width).permute(0, 1, 3, 4, 2).sigmoid()
        y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
        center = (raw[..., :2] * 2 - 0.5 + torch.stack([x, y], -1)) * stride
        size = (raw[..., 2:4] * 2) ** 2 * (self.anchors[level] * stride).view(1, 3, 1, 1, 2)
        return torch.cat([center, size, raw[..., 4:6]], -1).reshape(batch, -1, 6)


def open_checkpoint(path: str | Path) -> torch.nn.Module:
    """The network inside an ultralytics checkpoint of our own, in float32 and for inference."""
    return import_ultralytics().YOLO(str(path)).model.float().eval()


def latency_ms(detector: Detector, image: np.ndarray, repeats: int = 60) -> dict:
    """Wall time of one picture: the network alone, and with letterbox and suppression; minimum and median."""
    tensor = detector.prepare(np.zeros((detector.size, detector.size, 3), np.uint8))
    timings = {}
    for name, call in (("network", lambda: detector.network([tensor])), ("whole", lambda: detector(image, floor=0.05))):
        laps = []
        for _ in range(repeats):
            start = time.perf_counter()
            call()
            laps.append((time.perf_counter() - start) * 1000)
        timings[name] = {"min": round(min(laps), 1), "median": round(float(np.median(laps)), 1)}
    return timings
