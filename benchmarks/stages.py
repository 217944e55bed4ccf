"""What each stage costs a photo, in processor time: `python -m benchmarks.stages [--photos FOLDER] [--pack PACK]`.

Processor time of all threads, in one process, after one photo to warm up: what a photo costs one core, also on a
machine that does other things meanwhile. The chain is faces, persons, photo type and intent. `docs/recognition.md`
quotes it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import time
from pathlib import Path

import numpy as np

from benchmarks.photos import of_folder, of_pack
from core.analyze import pipeline
from core.analyze.stages import OPTIONAL, STAGES, open_stage
from core.errors import NotAPicture
from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, read_settings

RESULT = ROOT / "benchmarks" / "results" / "stages.json"


def main() -> None:
    """Measure, print and write the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=__doc__)
    parser.add_argument("--photos", type=Path, default=ROOT / "demo" / "shop" / "pictures")
    parser.add_argument("--pack", type=Path, help="the data pack, in place of the folder")
    parser.add_argument("--count", type=int, default=60)
    options = parser.parse_args()
    settings = read_settings()
    paths = of_pack(options.pack, options.count) if options.pack else of_folder(options.photos, options.count)
    photos = []
    for path in paths:
        with contextlib.suppress(NotAPicture):  # the demo shop has broken files, planted
            photos.append(read_picture(path, path.name, settings))
    models = pipeline.open_models(settings)
    analyses = [pipeline.analyze(photo, models) for photo in photos]
    costs = {"chain": _costs(lambda place: pipeline.analyze(photos[place], models), len(photos))}
    for name in (name for name in OPTIONAL if not STAGES[name].own):
        run = open_stage(name, store.entry(settings.models_dir, STAGES[name].role))
        costs[name] = _costs(lambda place, run=run: run(photos[place].image, analyses[place]), len(photos))
    sides = [max(photo.size_wh) for photo in photos]
    result = {"photos": len(photos), "longest side, median px": int(np.median(sides)), "cpu ms": {
        name: {"mean": round(float(np.mean(values)), 1), "median": round(float(np.median(values)), 1),
               "p90": round(float(np.quantile(values, 0.9)), 1)} for name, values in costs.items()}}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


def _costs(run, count: int) -> list[float]:
    """Milliseconds of processor time of each photo, the smaller of two rounds after one to warm up."""
    run(0)
    rounds = []
    for _ in range(2):
        values = []
        for place in range(count):
            start = time.process_time()
            run(place)
            values.append(1000 * (time.process_time() - start))
        rounds.append(values)
    return [min(pair) for pair in zip(*rounds, strict=True)]


if __name__ == "__main__":
    main()
