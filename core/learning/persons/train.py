"""Train, export and measure the person model: ``python -m core.learning.persons.train``.

Steps: two public detectors label the pack's pictures of people (`persons_labels`), the network learns
(`persons_training`), is written as OpenVINO IR and ultralytics checkpoint (`persons_export`), and is measured beside
yolox_nano by the same code (`persons_evaluation`). Each step leaves its result in the work folder; a second run
goes on where the first stopped.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.learning.persons import labels
from core.learning.persons.torchvision_guard import import_ultralytics

import_ultralytics()  # sets threads before torch loads

from core.learning.persons import card, export  # noqa: E402
from core.learning.persons.balance import balance  # noqa: E402
from core.learning.persons.data import Batches  # noqa: E402
from core.learning.persons.detectors import open_own, open_yolov5, open_yolox  # noqa: E402
from core.learning.persons.evaluation import latency_ms, validate  # noqa: E402
from core.learning.persons.training import Plan, build, train  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SIZE = 352
IOU = 0.6
TEACHER_SIZE = 416
log = logging.getLogger(__name__)


def labeled(data: Path, weights: Path, work: Path) -> list[labels.Sample]:
    """Pictures with boxes, from the work folder or by asking the teachers."""
    path = work / "samples.json"
    if not path.exists():
        teachers = (open_yolox(weights, threads=2), open_yolov5(weights, TEACHER_SIZE, threads=2))
        labels.save(labels.collect(data, teachers, log.info), path)
    return labels.load(path)


def train_and_export(args: argparse.Namespace) -> None:
    """Label, learn, write the model's files."""
    samples = labeled(args.data, args.weights, args.work)
    plan = Plan()
    if args.steps:
        plan = replace(plan, steps=args.steps, head_steps=min(plan.head_steps, args.steps // 4))
    plan = replace(plan, minutes=args.minutes, threads=args.threads)
    batches = Batches(args.data, samples, plan.batch, plan.seed)
    model = train(build(args.weights), batches, plan, args.work, say=log.info)
    balance(model, args.data, args.size, log.info)
    export.write_models(model, args.out, args.size)


def evaluate(args: argparse.Namespace) -> dict:
    """Measure the model in ``args.out`` and yolox_nano; write metrics, card and manifest."""
    own = open_own(args.out / f"{export.NAME}.xml", args.size, IOU)
    report = {"size": args.size, "iou": IOU, export.NAME: validate(own, args.data)}
    report["yolox_nano"] = yolox_figures(args)
    example = labels.read_rgb(args.data / "coco" / "000000000036.jpg")
    report["latency_ms_one_thread"] = latency_ms(own, example)
    export.write_metrics(args.out, report)
    export.register_model(args.out, args.size, IOU, report[export.NAME])
    samples = labeled(args.data, args.weights, args.work) if (args.work / "samples.json").exists() else []
    card.write(args.out, report, samples, args.data)
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
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the data pack")
    parser.add_argument("--weights", type=Path, default=ROOT.parent / "shared" / "weights", help="public weights")
    parser.add_argument("--out", type=Path, default=ROOT / "models", help="folder of models")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "merchlens-persons",
                        help="labels and checkpoints; a second run goes on from here")  # fmt: skip
    parser.add_argument("--size", type=int, default=SIZE, help="side of the square input in pixels")
    parser.add_argument("--steps", type=int, default=0, help="fewer training steps, to try the walk")
    parser.add_argument("--minutes", type=float, default=Plan.minutes, help="end the training after this long")
    parser.add_argument("--threads", type=int, default=Plan.threads)
    parser.add_argument("--evaluate-only", action="store_true", help="measure the model that is there")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    for folder in (args.work, args.out):
        folder.mkdir(parents=True, exist_ok=True)
    if not args.evaluate_only:
        train_and_export(args)
    report = evaluate(args)
    log.info("AP50 %s", {name: round(entry["ap50"], 3) for name, entry in report[export.NAME]["ap50"].items()})


if __name__ == "__main__":
    main()
