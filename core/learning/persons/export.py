"""Write the trained person model: OpenVINO IR for the product, an ultralytics checkpoint, metrics; register them."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import openvino
import torch

from core.models import versions

STEM = "persons"
SUFFIXES = (".xml", ".bin", ".pt")
ORIGIN = (
    "own training; backbone and neck start from the public yolov5n.pt (pine-book/MyYolov5 at "
    "06671475079c10a7a5e49151800c06fe46b8a1b9, upstream ultralytics/yolov5)"
)
OUTPUT = "[1, 5, N]: center x, center y, width, height (pixels of the square), score; before suppression"


def write_models(model: torch.nn.Module, folder: Path, name: str, size: int) -> None:
    """Write the IR (`.xml`, `.bin`) and the checkpoint (`.pt`).

    Parameters
    ----------
    model : torch.nn.Module
        Trained ultralytics `DetectionModel`, float32.
    folder : Path
        Where to write.
    name : str
        Of the version.
    size : int
        Side of the fixed square input.
    """
    write_checkpoint(model, folder / f"{name}.pt", size)
    openvino.save_model(to_openvino(model, size), folder / f"{name}.xml", compress_to_fp16=True)


def write_checkpoint(model: torch.nn.Module, path: Path, size: int) -> None:
    """Write a half-precision checkpoint that `YOLO(path).predict` opens; no optimizer, no training state."""
    import ultralytics

    stripped = copy.deepcopy(model).eval().half()
    stripped.args = {"task": "detect", "imgsz": size, "model": "yolov5n.yaml", "single_cls": True}
    stripped.names, stripped.task = {0: "person"}, "detect"
    stripped.requires_grad_(False)
    content = {
        "epoch": -1, "best_fitness": None, "model": stripped, "ema": None, "updates": None, "optimizer": None,
        "train_args": stripped.args, "version": ultralytics.__version__, "license": "AGPL-3.0",
    }  # fmt: skip
    torch.save(content, path)


def to_openvino(model: torch.nn.Module, size: int) -> openvino.Model:
    """Fuse and trace to a graph: [1, 3, S, S] RGB in [0, 1] -> [1, 5, N] center x, center y, width, height, score."""
    fused = copy.deepcopy(model).eval().float().to(memory_format=torch.contiguous_format).fuse(verbose=False)
    head = fused.model[-1]
    head.export, head.format = True, "openvino"
    example = torch.zeros(1, 3, size, size)
    with torch.no_grad():
        fused(example)  # the head lays its grid for this size
        graph = openvino.convert_model(fused, example_input=example, input=[1, 3, size, size])
    graph.inputs[0].get_tensor().set_names({"images"})
    graph.outputs[0].get_tensor().set_names({"boxes_and_scores"})
    return graph


def register_model(out: Path, name: str, report: dict, work: Path) -> None:
    """Register the model with its metrics and card as a version that is not current yet.

    Parameters
    ----------
    out : Path
        The folder of models.
    name : str
        Of the version.
    report : dict
        From `train.evaluate`; its threshold was chosen on the dev pictures.
    work : Path
        Folder of the finished files.

    Raises
    ------
    SetupError
        As `versions.register`.
    """
    size, metrics = report["size"], report[name]
    facts = {
        "role": "persons", "origin": ORIGIN, "license": "AGPL-3.0", "labels": ["person"],
        "input": {"size_wh": [size, size], "letterbox": 114, "range": [0, 1], "channels": "RGB"},
        "output": OUTPUT,
        "thresholds": {"score": metrics["threshold"], "iou": report["iou"]}, "metrics": summary(metrics),
        "card": f"{name}.md",
    }  # fmt: skip
    versions.register(out, name, facts, [f"{name}{suffix}" for suffix in SUFFIXES], source=work,
                      documents=[f"{name}.json", f"{name}.md"])


def summary(metrics: dict) -> dict:
    """The few metrics that the manifest repeats."""
    ap, recall, alarms = metrics["ap50"], metrics["found"], metrics["false_alarms"]
    return {
        "ap50_pooled": round(ap["pooled"]["ap50"], 4),
        "ap50_coco": round(ap["coco"]["ap50"], 4),
        "legs_found": round(recall["legs"]["share"], 4),
        "false_alarms_footwear": round(alarms["footwear_product_only"]["share"], 4),
        "false_alarms_products": round(alarms["all_products"]["share"], 4),
    }


def write_metrics(path: Path, report: dict) -> None:
    """Write all metrics as JSON, rounded to 4 digits."""
    path.write_text(json.dumps(_rounded(report), indent=1) + "\n")


def _rounded(value):
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    return round(value, 4) if isinstance(value, float) else value
