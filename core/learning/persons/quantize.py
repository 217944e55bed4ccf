"""The person model in 8 bits: the same network, about a third less time, calibrated on training pictures.

    pip install nncf
    python -m core.learning.persons.quantize --data PACK --promote

Weights and activations of convolutions become 8-bit integers by NNCF [1]_; the step that turns the head's output into
boxes stays in float32. All figures are measured again, the threshold is chosen again by the same rule.

References
----------
.. [1] Kozlov et al., "Neural network compression framework for fast model inference", 2020.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openvino

from core.errors import PackageMissing
from core.learning.data.pictures import read_rgb
from core.learning.persons import card, export
from core.learning.persons.boxes import letterbox
from core.learning.persons.detectors import latency_ms, open_own
from core.learning.persons.evaluation import validate
from core.learning.persons.labels import read_manifest
from core.models import store, versions
from core.settings import ROOT

log = logging.getLogger(__name__)
PICTURES = 300  # that calibrate: a random choice of those that teach
FLOAT = (".*dfl.*", ".*detect.*")  # names of operations behind the head, which stay in float32
CARD = Path(__file__).with_name("quantized.md")


def calibrating(data: Path, side: int, count: int = PICTURES) -> Iterator[np.ndarray]:
    """Inputs of training pictures: ndarray of float32, shape (1, 3, side, side)."""
    rows = [row for row in read_manifest(data) if row["split"] == "train"]
    for place in np.random.default_rng(0).choice(len(rows), min(count, len(rows)), replace=False):
        square = letterbox(read_rgb(data / rows[place]["path"]), side).image
        yield np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32) / 255


def quantize(model: openvino.Model, inputs: list[np.ndarray]) -> openvino.Model:
    """The model with 8-bit convolutions; raises PackageMissing without NNCF."""
    try:
        nncf: Any = importlib.import_module("nncf")  # for those who make 8-bit models; not among the requirements
    except ImportError:
        raise PackageMissing("The nncf package, which makes 8-bit models, is not installed.",
                             "Run `pip install nncf`.") from None
    quantized: openvino.Model = nncf.quantize(
        model, nncf.Dataset(inputs), preset=nncf.QuantizationPreset.MIXED, subset_size=len(inputs),
        ignored_scope=nncf.IgnoredScope(patterns=list(FLOAT), validate=False))
    return quantized


def main() -> None:
    """Quantize the current model, measure it, register it."""
    parser = argparse.ArgumentParser(prog="python -m core.learning.persons.quantize", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the picture pack")
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="folder of models")
    parser.add_argument("--of", help="which model (the current one)")
    parser.add_argument("--promote", action="store_true", help="make the new version the current one")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    former = store.entry(options.models, "persons", options.of or "")
    side = int(former.input["size_wh"][0])
    core = openvino.Core()
    core.set_property({"ENABLE_MMAP": False})
    model = quantize(core.read_model(former.path), list(calibrating(options.data, side)))
    name = versions.next_name(options.models, export.STEM)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        openvino.save_model(model, work / f"{name}.xml", compress_to_fp16=True)
        _measure(work, name, former, options)
        facts = _facts(former, json.loads((work / f"{name}.json").read_text()), name)
        versions.register(options.models, name, facts, [f"{name}.xml", f"{name}.bin"], source=work,
                          documents=[f"{name}.json", f"{name}.md"])
    if options.promote:
        versions.promote(options.models, name)


def _measure(work: Path, name: str, former: Any, options: argparse.Namespace) -> None:
    iou, side = former.threshold("iou"), int(former.input["size_wh"][0])
    own = open_own(work / f"{name}.xml", side, iou)
    before = json.loads((options.models / f"{former.name}.json").read_text())
    report = {"size": side, "iou": iou, name: validate(own, options.data), former.name: before[former.name],
              "yolox_nano": before["yolox_nano"],
              "latency_ms_one_thread": latency_ms(own, read_rgb(options.data / "coco" / "000000000036.jpg"))}
    export.write_metrics(work / f"{name}.json", report)
    text = CARD.read_text("utf-8").format(name=name, former=former.name, threshold=report[name]["threshold"], side=side,
                                          pictures=PICTURES)
    (work / f"{name}.md").write_text(text + card.metrics_section(report, name), "utf-8")


def _facts(former: Any, report: dict[str, Any], name: str) -> dict[str, Any]:
    return {"role": "persons", "origin": f"{former.name} in 8 bits by core.learning.persons.quantize", "license":
            former.license, "labels": ["person"], "input": dict(former.input), "output": export.OUTPUT,
            "thresholds": {"score": report[name]["threshold"], "iou": report["iou"]},
            "metrics": export.summary(report[name]), "card": f"{name}.md"}


if __name__ == "__main__":
    main()
