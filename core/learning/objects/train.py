"""Train the detector of 80 classes of things: labels by two public teachers, fine-tuning, export, figures, card.

    python -m core.learning.objects.train --data PACK --weights FOLDER [--promote]
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openvino

from core.learning.objects import card, evaluation, labels
from core.learning.objects.detectors import CLASSES, IOU, SIZE, open_own, open_yolo11, open_yolox
from core.learning.objects.network import YoloxNano, public_network, to_openvino
from core.learning.objects.squares import Squares
from core.learning.objects.training import Plan, soften, train
from core.learning.persons.labels import read_manifest
from core.models import versions
from core.models.manifest import Manifest
from core.settings import ROOT

STEM, PRECISION = "objects", 0.95
ORIGIN = ("own training; starts from the public yolox_nano.onnx (Bigisland1729/object-detection-models at "
          "7f3f2fa34b351e3d2af150893458106ad3f3a84f, upstream Megvii-BaseDetection/YOLOX), soft labels by it and by "
          "yolo11n (eronariodito/NXP-IMX8MPlus-Object-Detection at 292e5755fd8f63823e50141e72c34aece51cb67d, upstream "
          "ultralytics)")
log = logging.getLogger(__name__)


def train_and_export(args: argparse.Namespace, held_out: Sequence[labels.Labeled],
                     taught: Sequence[labels.Labeled]) -> None:
    """Fine-tune and write the model's files to the work folder."""
    plan = replace(Plan(), minutes=args.minutes, threads=args.threads, steps=args.steps or Plan.steps)

    def measure(model: YoloxNano) -> float:
        return evaluation.quick_ap50(evaluation.judge_held_out(open_own(to_openvino(model)), args.data, held_out))

    squares = Squares(args.data, taught, plan.batch, plan.seed)
    model = train(public_network(args.weights), squares, plan, args.work, measure=measure, log=log.info)
    model = soften(model, public_network(args.weights), measure, log.info)
    openvino.save_model(to_openvino(model), args.work / f"{args.name}.xml", compress_to_fp16=True)


def evaluate(args: argparse.Namespace, held_out: Sequence[labels.Labeled], taught: Sequence[labels.Labeled]) -> dict:
    """Measure the model and both teachers."""
    own = open_own((args.out if args.evaluate_only else args.work) / f"{args.name}.xml")
    judged = evaluation.judge_held_out(own, args.data, held_out)
    threshold, recall = evaluation.thresholds(judged, PRECISION)
    return {
        "threshold": threshold, "iou": IOU, "precision_held_out": PRECISION, "recall_held_out": recall,
        "taught": len(taught), "held_out": len(held_out),
        "held_out_ap50": {"own": evaluation.quick_ap50(judged), "yolox_nano": evaluation.quick_ap50(
            evaluation.judge_held_out(open_yolox(args.weights), args.data, held_out))},
        "false_alarms": evaluation.false_alarms(own, args.data, threshold, evaluation.things_alone(args.data)),
        "detectors": {name: {"coco": evaluation.figures(evaluation.judge_coco(detector, args.data))}
                      for name, detector in
                      ((args.name, own), ("yolox_nano", open_yolox(args.weights)),
                       ("yolo11n", open_yolo11(args.weights)))},
    }  # fmt: skip


def register(args: argparse.Namespace, report: dict) -> None:
    """Register the model with metrics and card as a version that is not current yet."""
    coco = report["detectors"][args.name]["coco"]
    facts = {
        "role": "objects", "origin": ORIGIN, "license": "AGPL-3.0", "labels": list(CLASSES),
        "input": {"size_wh": [SIZE, SIZE], "letterbox": 114, "range": [0, 1], "channels": "RGB"},
        "output": "[1, 84, N]: center x, center y, width, height (pixels of the square), score of each class; before "
                  "suppression",
        "thresholds": {"score": report["threshold"], "iou": IOU},
        "metrics": {name: {key: round(coco[name][key], 4) for key in ("ap50", "low", "high")}
                    for name in ("all", "things")},
        "card": f"{args.name}.md",
    }  # fmt: skip
    versions.register(args.out, args.name, facts, [f"{args.name}.xml", f"{args.name}.bin"], source=args.work,
                      documents=[f"{args.name}.json", f"{args.name}.md"])


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m core.learning.objects.train", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the picture pack")
    parser.add_argument("--weights", type=Path, required=True, help="folder of public weights")
    parser.add_argument("--out", type=Path, default=ROOT / "models", help="folder of models")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "merchlens-objects",
                        help="labels and checkpoints; a second run continues from here")  # fmt: skip
    parser.add_argument("--name", help="name of the new version (default: the next free one; with --evaluate-only the "
                        "current one)")  # fmt: skip
    parser.add_argument("--promote", action="store_true", help="make the new version the current one")
    parser.add_argument("--pictures", type=int, help="label at most so many pictures, for a trial run")
    parser.add_argument("--steps", type=int, default=0, help="fewer training steps, for a trial run")
    parser.add_argument("--minutes", type=float, default=Plan.minutes, help="end the training after this long")
    parser.add_argument("--threads", type=int, default=Plan.threads)
    parser.add_argument("--evaluate-only", action="store_true", help="measure a registered model again")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args.work.mkdir(parents=True, exist_ok=True)
    if not args.name:
        args.name = (Manifest.read(args.out).current["objects"] if args.evaluate_only
                     else versions.next_name(args.out, STEM))
    file = args.work / "labels.jsonl"
    if not args.evaluate_only:
        versions.require_free(args.out, args.name)
        teachers = open_yolox(args.weights), open_yolo11(args.weights)
        labels.label_pack(args.data, read_manifest(args.data), teachers,
                          file=file, log=log.info, most=args.pictures)
    everything = list(labels.read_labels(file))
    held_out, taught = ([entry for entry in everything if entry.is_dev is kept] for kept in (True, False))
    if not args.evaluate_only:
        train_and_export(args, held_out, taught)
    report = evaluate(args, held_out, taught)
    (args.work / f"{args.name}.json").write_text(json.dumps(card.rounded(report), indent=1) + "\n")
    (args.work / f"{args.name}.md").write_text(card.text(report, args.name, everything, args.data))
    if not args.evaluate_only:
        register(args, report)
        if args.promote:
            versions.promote(args.out, args.name)


if __name__ == "__main__":
    main()
