"""Trains, exports and measures the person model: `python -m core.learning.persons.train`.

Steps: two public detectors label the pack's pictures of people (`labels`), the network learns
(`training`), is written as OpenVINO IR and ultralytics checkpoint (`export`), and is measured beside
yolox_nano by the same code (`evaluation`). Each step leaves its result in the work folder, where a second run
continues. The finished model is registered as a new version; `--promote` makes it current.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.learning.data.pictures import read_rgb
from core.learning.persons import labels
from core.learning.persons.torchvision_guard import import_ultralytics

import_ultralytics()  # sets threads before torch loads

from core.learning.persons import card, export  # noqa: E402
from core.learning.persons.balance import quiet_finest_level  # noqa: E402
from core.learning.persons.batches import Batches  # noqa: E402
from core.learning.persons.detectors import latency_ms, open_own, open_yolov5, open_yolox  # noqa: E402
from core.learning.persons.evaluation import validate  # noqa: E402
from core.learning.persons.training import Plan, build, train  # noqa: E402
from core.models import versions  # noqa: E402
from core.models.manifest import Manifest  # noqa: E402
from core.settings import ROOT  # noqa: E402

SIZE = 352
IOU = 0.6
TEACHER_SIZE = 416
log = logging.getLogger(__name__)


def labeled_samples(data: Path, weights: Path, work: Path) -> list[labels.Sample]:
    """Pictures with boxes, from the work folder or labeled by the teachers."""
    path = work / "samples.json"
    if not path.exists():
        teachers = (open_yolox(weights, threads=2), open_yolov5(weights, TEACHER_SIZE, threads=2))
        labels.write_samples(labels.label_pack(data, teachers, log.info), path)
    return labels.read_samples(path)


def train_and_export(args: argparse.Namespace) -> None:
    """Label, train, and write the model's files to the work folder."""
    samples = labeled_samples(args.data, args.weights, args.work)
    plan = Plan()
    if args.steps:
        plan = replace(plan, steps=args.steps, head_steps=min(plan.head_steps, args.steps // 4))
    plan = replace(plan, minutes=args.minutes, threads=args.threads)
    batches = Batches(args.data, samples, plan.batch, plan.seed)
    model = train(build(args.weights), batches, plan, args.work, log=log.info)
    quiet_finest_level(model, args.data, args.size, log.info)
    export.write_models(model, args.work, args.name, args.size)


def evaluate(args: argparse.Namespace) -> dict:
    """Measure the model and yolox_nano; register the model with metrics and card."""
    own = open_own((args.out if args.evaluate_only else args.work) / f"{args.name}.xml", args.size, IOU)
    report = {"size": args.size, "iou": IOU, args.name: validate(own, args.data)}
    report["yolox_nano"] = yolox_figures(args)
    example = read_rgb(args.data / "coco" / "000000000036.jpg")
    report["latency_ms_one_thread"] = latency_ms(own, example)
    export.write_metrics(args.work / f"{args.name}.json", report)
    samples = labeled_samples(args.data, args.weights, args.work) if (args.work / "samples.json").exists() else []
    card.write_card(args.work / f"{args.name}.md", report, samples, args.data)
    export.register_model(args.out, args.name, report, args.work)
    if args.promote:
        versions.promote(args.out, args.name)
    return report


def yolox_figures(args: argparse.Namespace) -> dict:
    """The public detector's figures; they do not change, so the work folder keeps them."""
    path = args.work / "yolox_nano.json"
    if not path.exists():
        path.write_text(json.dumps(validate(open_yolox(args.weights), args.data)))
    return json.loads(path.read_text())


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m core.learning.persons.train", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the picture pack")
    parser.add_argument("--weights", type=Path, required=True, help="folder of public weights")
    parser.add_argument("--out", type=Path, default=ROOT / "models", help="folder of models")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "merchlens-persons",
                        help="labels and checkpoints; a second run continues from here")  # fmt: skip
    parser.add_argument("--name", help="name of the new version (default: the next free one; with --evaluate-only the "
                        "current one)")  # fmt: skip
    parser.add_argument("--promote", action="store_true", help="make the new version the current one")
    parser.add_argument("--size", type=int, default=SIZE, help="side of the square input in pixels")
    parser.add_argument("--steps", type=int, default=0, help="fewer training steps, for a trial run")
    parser.add_argument("--minutes", type=float, default=Plan.minutes, help="end the training after this long")
    parser.add_argument("--threads", type=int, default=Plan.threads)
    parser.add_argument("--evaluate-only", action="store_true", help="measure a registered model again")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    for folder in (args.work, args.out):
        folder.mkdir(parents=True, exist_ok=True)
    if not args.name:
        args.name = (Manifest.read(args.out).current["persons"] if args.evaluate_only
                     else versions.next_name(args.out, export.STEM))
    if not args.evaluate_only:
        versions.require_free(args.out, args.name)
        train_and_export(args)
    report = evaluate(args)
    log.info("AP50 %s", {name: round(entry["ap50"], 3) for name, entry in report[args.name]["ap50"].items()})


if __name__ == "__main__":
    main()
