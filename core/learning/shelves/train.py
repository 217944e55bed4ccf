"""Train the detector of products and price tags: shelves are made, a public network is fine-tuned, measured, exported.

    python -m core.learning.shelves.train --data PACK --weights FOLDER [--minutes N] [--promote]
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import torch

from core.images.shelves.layouts import TEACHING as TEACHING_LAYOUTS
from core.learning.objects.detectors import CLASSES as THINGS
from core.learning.objects.detectors import SIZE, open_own
from core.learning.objects.network import YoloxNano, public_network, to_onnx, to_openvino, with_classes
from core.learning.objects.training import Plan, train
from core.learning.shelves import evaluation, shelves
from core.learning.shelves.evaluate import report_on, write
from core.learning.shelves.sources import CHOOSING, TEACHING, boxed, empty, packshots
from core.learning.shelves.squares import ShelfSquares, Teachers
from core.models import versions
from core.settings import ROOT

STEM = "products"
SIMILAR = ("bottle", "cup", "bowl", "book", "vase", "remote", "cell_phone", "sports_ball", "toothbrush", "teddy_bear")
LIKE_TAGS = ("book", "cell_phone", "clock")  # what the network knows that a price tag resembles
ORIGIN = ("own training on synthetic shelves and boxed photos; starts from the public yolox_nano.onnx "
          "(Bigisland1729/object-detection-models at 7f3f2fa34b351e3d2af150893458106ad3f3a84f, upstream "
          "Megvii-BaseDetection/YOLOX)")
PLAN = replace(Plan(), steps=20_000, batch=8, sizes=(320, 352, 416), body_rate=4e-4, head_rate=1.5e-3, seed=16)
CHOOSING_SHELVES, QUICK_SHELVES = 24, 6
OVERLAPS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65)  # of suppression, tried on the shelves that choose
FIRST_SCORE, FIRST_OVERLAP = 0.3, 0.55
log = logging.getLogger(__name__)


def start(weights: Path) -> YoloxNano:
    """The public network with two classes, product and price tag."""
    return with_classes(public_network(weights), [[THINGS.index(name) for name in names]
                                                  for names in (SIMILAR, LIKE_TAGS)])


def choosing_shelves(data: Path, work: Path) -> list[shelves.Kept]:
    """Shelves of products that teach nothing, in the layouts that teach."""
    return shelves.make(packshots(data, CHOOSING), TEACHING_LAYOUTS, work / CHOOSING, count=CHOOSING_SHELVES, seed=2,
                        log=log.info)


def fit(args: argparse.Namespace, chosen_by: Sequence[shelves.Kept]) -> YoloxNano:
    """Fine-tune; the average that is best on a few shelves and photos that teach nothing is kept."""
    products = packshots(args.data, TEACHING)
    made = shelves.make(products, TEACHING_LAYOUTS, args.work / TEACHING, count=args.shelves, seed=1, log=log.info)
    teachers = Teachers(made, boxed(args.data, TEACHING), products, empty(args.data, TEACHING))
    log.info("%d shelves, %d photos, %d packshots, %d pictures of no product teach", len(made), len(teachers.photos),
             len(products), len(teachers.empty))
    photos = boxed(args.data, CHOOSING)

    def measure(model: YoloxNano) -> float:
        detector = evaluation.product_detector(open_own(to_openvino(model)), FIRST_SCORE, FIRST_OVERLAP)
        parts = (evaluation.quick(evaluation.judge_shelves(detector, chosen_by[:QUICK_SHELVES])),
                 evaluation.quick(evaluation.judge_photos(detector, args.data, photos)))
        log.info("AP50 of shelves %.3f, of photos %.3f", *parts)
        return sum(parts) / 2

    plan = replace(PLAN, minutes=args.minutes, threads=args.threads, steps=args.steps or PLAN.steps,
                   check_minutes=args.check_minutes)
    return train(start(args.weights), ShelfSquares(args.data, teachers, plan.batch, plan.seed), plan, args.work,
                 measure=measure, log=log.info)


def choose(path: Path, chosen_by: Sequence[shelves.Kept]) -> dict[str, float]:
    """Overlap of suppression and scores, on shelves that teach nothing: best AP50, then best harmonic mean."""
    network, tried = open_own(path), {}
    for iou in OVERLAPS:
        judged = evaluation.judge_shelves(evaluation.product_detector(network, FIRST_SCORE, iou), chosen_by)
        tried[iou] = evaluation.quick(judged), judged
        log.info("suppression at %.2f: AP50 %.4f on the shelves that choose", iou, tried[iou][0])
    iou = max(tried, key=lambda each: tried[each][0])
    judged = tried[iou][1]
    return {"score": evaluation.best_score(judged), "tag_score": evaluation.best_score(judged, tags=True), "iou": iou}


def register(args: argparse.Namespace, report: dict) -> None:
    """Register the model with metrics and card as a version that is not current yet."""
    facts = {
        "role": "products", "origin": ORIGIN, "license": "AGPL-3.0", "labels": ["product", "price_tag"],
        "input": {"size_wh": [SIZE, SIZE], "letterbox": 114, "range": [0, 1], "channels": "RGB"},
        "output": "[1, 6, N]: center x, center y, width, height (pixels of the square), scores of a product and of a "
                  "price tag; before suppression",
        "thresholds": report["thresholds"], "metrics": report["summary"], "card": f"{args.name}.md",
    }  # fmt: skip
    versions.register(args.out, args.name, facts, [f"{args.name}.onnx"], source=args.work,
                      documents=[f"{args.name}.json", f"{args.name}.md"])


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.learning.shelves.train", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the picture pack")
    parser.add_argument("--weights", type=Path, required=True, help="folder of public weights")
    parser.add_argument("--out", type=Path, default=ROOT / "models", help="folder of models")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "merchlens-shelves",
                        help="shelves and checkpoints; a second run continues from here")  # fmt: skip
    parser.add_argument("--name", help="name of the new version (default: the next free one)")
    parser.add_argument("--promote", action="store_true", help="make the new version the current one")
    parser.add_argument("--shelves", type=int, default=300, help="how many shelves teach")
    parser.add_argument("--steps", type=int, default=0, help="fewer training steps, for a trial run")
    parser.add_argument("--minutes", type=float, default=60.0, help="end the training after this long")
    parser.add_argument("--check-minutes", type=float, default=8.0, help="between two looks at what chooses")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only-shelves", action="store_true", help="make the shelves and stop")
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line."""
    args = options().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args.work.mkdir(parents=True, exist_ok=True)
    args.name = args.name or versions.next_name(args.out, STEM)
    chosen_by = choosing_shelves(args.data, args.work)
    if args.only_shelves:
        shelves.make(packshots(args.data, TEACHING), TEACHING_LAYOUTS, args.work / TEACHING, count=args.shelves, seed=1,
                     log=log.info)
        return
    versions.require_free(args.out, args.name)
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(args.threads)
    model = fit(args, chosen_by)
    path = args.work / f"{args.name}.onnx"
    to_onnx(model, path)
    report = report_on(path, choose(path, chosen_by), args)
    write(report, args.work, args.name)
    register(args, report)
    if args.promote:
        versions.promote(args.out, args.name)


if __name__ == "__main__":
    main()
