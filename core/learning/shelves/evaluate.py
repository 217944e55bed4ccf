"""Measure a detector of products on shelves and photos that never taught or chose anything, beside two baselines.

    python -m core.learning.shelves.evaluate --data PACK --weights FOLDER [--name products_1]
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

from core.images.shelves.layouts import TESTING as TESTING_LAYOUTS
from core.learning.objects.detectors import open_own, open_yolox
from core.learning.shelves import card, evaluation, shelves
from core.learning.shelves.sources import CHOOSING, TEACHING, TESTING, boxed, packshots
from core.models.manifest import Manifest
from core.settings import ROOT

TESTING_SHELVES = 40
log = logging.getLogger(__name__)


def report_on(path: Path, thresholds: dict[str, float], args: argparse.Namespace) -> dict:
    """All figures of a model and of the baselines.

    Parameters
    ----------
    path : Path
        Of the network (.onnx).
    thresholds : dict
        "score", "tag_score", "iou".
    args : argparse.Namespace
        data, weights, work, out.
    """
    products = packshots(args.data, TESTING)
    tests = shelves.make(products, TESTING_LAYOUTS, args.work / TESTING, count=TESTING_SHELVES, seed=3, log=log.info)
    photos = boxed(args.data, TESTING)
    score, iou = thresholds["score"], thresholds["iou"]
    objects = Manifest.read(args.out).entries["objects_1"].path
    detectors = {
        "own": evaluation.product_detector(open_own(path), score, iou),
        "yolox_nano": evaluation.any_class_detector(open_yolox(args.weights), 0.2, iou),
        "objects_1": evaluation.any_class_detector(open_own(objects), 0.2, iou),
    }  # fmt: skip
    report = {"thresholds": thresholds, "detectors": {}, "taught": taught(args)}
    report["tested"] = {"packshots": len(products), "shelves": len(tests), "photos": len(photos)}
    for name, detector in detectors.items():
        on_shelves = evaluation.judge_shelves(detector, tests)
        on_photos = evaluation.judge_photos(detector, args.data, photos)
        report["detectors"][name] = {
            "shelves": evaluation.shelf_figures(on_shelves, score, thresholds["tag_score"]),
            "layouts": {layout: evaluation.precision([each for each in on_shelves if each.shelf.layout == layout])
                        for layout in TESTING_LAYOUTS},
            "photos": evaluation.precision(on_photos), "photos_strict": evaluation.precision(on_photos, strict=True),
            "photos_of_one": evaluation.precision([each for each in on_photos if len(each.truth) == 1]),
        }  # fmt: skip
        log.info("%s: shelves %.3f, photos %.3f", name, report["detectors"][name]["shelves"]["products"]["ap50"],
                 report["detectors"][name]["photos"]["ap50"])
    own = report["detectors"]["own"]
    report["summary"] = {
        "photos": _short(own["photos"]), "shelves": _short(own["shelves"]["products"]),
        "price_tags": _short(own["shelves"]["price_tags"]),
        "count_error": {key: round(float(own["shelves"]["count_error"][key]), 4) for key in ("mean", "low", "high")},
    }  # fmt: skip
    return report


def taught(args: argparse.Namespace) -> dict[str, int]:
    """How much taught and chose."""
    photos = boxed(args.data, TEACHING)
    return {"shelves": len(list((args.work / TEACHING).glob("*.json"))),
            "packshots": len(packshots(args.data, TEACHING)),
            "photos": len(photos), "boxes": sum(len(each.xyxy) for each in photos),
            "choosing_shelves": len(list((args.work / CHOOSING).glob("*.json"))),
            "choosing_packshots": len(packshots(args.data, CHOOSING)),
            "choosing_photos": len(boxed(args.data, CHOOSING))}  # fmt: skip


def write(report: dict, work: Path, name: str) -> None:
    """Write the figures and the card to the work folder."""
    report = card.rounded(report)
    (work / f"{name}.json").write_text(json.dumps(report, indent=1) + "\n")
    (work / f"{name}.md").write_text(card.text(report, name))


def _short(figures: dict) -> dict:
    return {key: round(float(figures[key]), 4) for key in ("ap50", "low", "high")}


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m core.learning.shelves.evaluate",
                                     description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the picture pack")
    parser.add_argument("--weights", type=Path, required=True, help="folder of public weights")
    parser.add_argument("--out", type=Path, default=ROOT / "models", help="folder of models")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "merchlens-shelves",
                        help="shelves; figures and card are written here")
    parser.add_argument("--name", help="a registered version (default: the current one)")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args.work.mkdir(parents=True, exist_ok=True)
    manifest = Manifest.read(args.out)
    entry = manifest.entries[args.name or manifest.current["products"]]
    write(report_on(entry.path, dict(entry.thresholds), args), args.work, entry.name)


if __name__ == "__main__":
    main()
