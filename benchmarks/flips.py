"""How often one edit flips a borderline photo, and how long a search takes: `python -m benchmarks.flips --pack FOLDER`.

Photos of the pack's validation split, whose sources no model was trained on, with a score within 0.15 of the threshold.
Prints the share that flips with Wilson's 95 % interval, seconds a photo, and the kinds of the smallest edits.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from core.flip import BUDGET
from core.flip.tasks import flip
from core.images.decode import read_picture
from core.models import store
from core.nouns.flip import FlipSearch
from core.nouns.proportion import wilson
from core.settings import Settings
from core.vision.intent.classifier import IntentModel

RESULTS = Path(__file__).parent / "results" / "flips.json"
BORDERLINE, SEED = 0.15, 12


def borderline(pack: Path, settings: Settings, count: int) -> list[Path]:
    """Photos of the validation split, drawn at random, whose score is near the threshold."""
    with (pack / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row["path"] for row in csv.DictReader(file) if row["split"] == "val"]
    random.Random(SEED).shuffle(rows)
    model = IntentModel(store.entry(settings.models_dir, "intent", settings.intent_model))
    near: list[Path] = []
    for row in rows:
        places = [place for place in (pack / row, pack / "images" / row) if place.is_file()]
        if places and abs(model.gap(model.classify(read_picture(places[0], row, settings).image))) <= BORDERLINE:
            near.append(places[0])
        if len(near) == count:
            break
    return near


def main() -> None:
    """Run the benchmark and write `results/flips.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--budget", type=int, default=BUDGET)
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so many seconds")
    options = parser.parse_args()
    searches: list[FlipSearch] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        photos, start = borderline(options.pack, settings, options.count), time.perf_counter()
        flip(settings, str(photos[0]), "", ("", options.budget))  # opens the models
        for photo in photos:
            searches.append(flip(settings, str(photo), "", ("", options.budget)))
            if time.perf_counter() - start > options.seconds:
                break
    publishable = [[one for one in search.flips if not one.test_only] for search in searches]
    flipped = sum(map(bool, publishable))
    seconds = [search.seconds for search in searches]
    kinds = Counter("+".join(edit.kind for edit in flips[0].edits) for flips in publishable if flips)
    result = {
        "photos": len(searches), "flipped": flipped, "interval": wilson(flipped, len(searches)),
        "pairs": sum(len(flips[0].edits) > 1 for flips in publishable if flips), "kinds": dict(kinds.most_common()),
        "seconds": {"median": float(np.median(seconds)), "95 %": float(np.quantile(seconds, 0.95)),
                    "most": max(seconds)},
        "evaluations": float(np.median([search.evaluations for search in searches])), "budget": options.budget,
        "median_size": float(np.median([flips[0].size for flips in publishable if flips] or [0])),
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
