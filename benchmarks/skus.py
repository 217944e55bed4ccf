"""Time to match 150 crops with 10,000 SKUs: photos of the demo shop against its packshots and made-up products.

    python -m benchmarks.skus

Two threads, in a process with the environment of a worker process: where BLAS has threads of its own for each sum, they
get in each other's way, and the same work costs a multiple. `seconds` is all of it, `without_points` the part before
points are compared, for 60 crops at most; `plain` is the same crops one by one. Minimum of three runs; `cpu_seconds`
is what the processor worked for `seconds`, which other programs on the machine change less, and `load` how many
processes wanted a core when it was measured.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

import cv2
import numpy as np

from core.processes.launch import ENVIRONMENT
from core.settings import ROOT, Settings
from core.skus.work import models_of
from core.vision.skus.index import IndexedSku, View, index_of
from core.vision.skus.look import CELLS, Look, quantized
from core.vision.skus.looking import Looking
from core.vision.skus.matching import Matcher

CROPS, SKUS, POINTS, RUNS, SIDE = 150, 10_000, 100, 3, 200


def made_up(seed: int, width: int) -> Look:
    """A look of random numbers."""
    rng = np.random.default_rng(seed)
    cells = rng.normal(size=(CELLS, width)).astype(np.float32)
    color = rng.random(720).astype(np.float32)
    return Look(quantized(cells / np.linalg.norm(cells, axis=1, keepdims=True)), np.ones(CELLS, np.float32),
                color / np.linalg.norm(color), rng.uniform(0, 280, (POINTS, 2)).astype(np.float32),
                rng.integers(0, 60, (POINTS, 128)).astype(np.uint8))


def least(run: Callable[[], object]) -> tuple[float, float]:
    """The shortest of some runs, and the least work of the processor, in seconds."""
    times, works = [], []
    for _ in range(RUNS):
        begun, work = time.perf_counter(), time.process_time()
        run()
        times.append(time.perf_counter() - begun)
        works.append(time.process_time() - work)
    return round(min(times), 2), round(min(works), 2)


def main() -> None:
    """Measure and write benchmarks/results/sku_speed.json."""
    if not ENVIRONMENT.items() <= os.environ.items():  # numpy has read it already
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.skus"], {**os.environ, **ENVIRONMENT})
    cv2.setNumThreads(1)
    models = models_of(Settings(models_dir=ROOT / "models"))
    photos = [cv2.imread(str(path))[:, :, ::-1] for path in sorted((ROOT / "demo" / "photos").glob("*_1.jpg"))]
    looking = Looking(*models)
    looks = [looking.look(np.ascontiguousarray(photo)) for photo in photos]
    width = looks[0].cells.shape[1]
    looks += [made_up(seed, width) for seed in range(SKUS - len(looks))]
    index = index_of([IndexedSku(f"S{row}", f"Product {row}") for row in range(SKUS)],
                     [View(row, str(row), look) for row, look in enumerate(looks)], "benchmark")
    rng, crops = np.random.default_rng(0), []
    for number in range(CROPS):
        photo = photos[number % len(photos)]
        top, left = (int(rng.integers(0, max(1, side // 8))) for side in photo.shape[:2])
        crops.append(np.ascontiguousarray(cv2.resize(photo[top:, left:], (SIDE, SIDE), interpolation=cv2.INTER_AREA)))
    matcher = Matcher(index, models, threads=2)
    seconds, work = least(lambda: matcher(crops))
    found = {"crops": CROPS, "skus": SKUS, "seconds": seconds, "cpu_seconds": work,
             "without_points": least(lambda: matcher.candidates(crops, points=False))[0],
             "plain": least(lambda: [matcher.candidates([crop], points=False) for crop in crops])[0],
             "load": round(os.getloadavg()[0], 1)}
    answers = matcher(crops)
    right = sum(answer.matches[0].sku == f"S{number % len(photos)}" for number, answer in enumerate(answers))
    found |= {"right": right, "points_compared": sum("geometry" in answer.matches[0].parts for answer in answers)}
    (ROOT / "benchmarks" / "results" / "sku_speed.json").write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
