"""What a question "more like this" costs in a large catalog: `python -m benchmarks.similar_speed --pictures 1000000`.

The vectors are made up: 2,000 centers with as much spread around each as between them. Questions are vectors of the
catalog, a little moved. The recall says how many of the 24 nearest pictures by exact comparison the index finds.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from core.similar import index
from core.vision.embedding.whitening import Whitening

WIDTH, CENTERS, MOVED = 256, 2000, 0.03
QUESTIONS, EXACT_QUESTIONS, MOST = 300, 100, 24
BLOCK = 50_000


def main() -> None:
    """Make the index, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.similar_speed", description=__doc__)
    parser.add_argument("--pictures", type=int, default=1_000_000)
    count = parser.parse_args().pictures
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as name:
        start = time.perf_counter()
        index.write_index(Path(name), index.Index(
            "made up", np.array([f"{number:064x}" for number in range(count)], "S64"), made_up(count, rng),
            Whitening(np.zeros(WIDTH, np.float32), np.eye(WIDTH, dtype=np.float32)), count))
        written, start = time.perf_counter() - start, time.perf_counter()
        folder = index.current(Path(name))
        assert folder is not None
        opened = index.open_index(folder)
        moved = np.asarray(opened.vectors[np.sort(rng.integers(0, count, QUESTIONS))], np.float32)
        moved = unit(moved + MOVED * rng.normal(size=moved.shape).astype(np.float32))
        opened.nearest(moved[:1], MOST)
        first = time.perf_counter() - start
        walls, works = [], []
        for question in moved:
            wall, work = time.perf_counter(), time.process_time()
            opened.nearest(question[None], MOST)
            walls.append(1000 * (time.perf_counter() - wall))
            works.append(1000 * (time.process_time() - work))
        print(json.dumps({
            "pictures": count, "made and written s": round(written, 1), "first question s": round(first, 2),
            "median ms": round(float(np.median(walls)), 1), "p95 ms": round(float(np.quantile(walls, 0.95)), 1),
            "p95 cpu ms": round(float(np.quantile(works, 0.95)), 1),
            "recall of 24": round(recall(opened, moved[:EXACT_QUESTIONS]), 4),
            "memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}, indent=1))


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors of length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def made_up(count: int, rng: np.random.Generator) -> np.ndarray:
    """Vectors around centers (float16, shape (count, WIDTH))."""
    centers = rng.normal(size=(CENTERS, WIDTH)).astype(np.float32)
    vectors = np.empty((count, WIDTH), np.float16)
    for start in range(0, count, BLOCK):
        many = min(BLOCK, count - start)
        around = rng.standard_normal((many, WIDTH), np.float32)
        vectors[start:start + many] = unit(centers[rng.integers(0, CENTERS, many)] + around)
    return vectors


def recall(opened: index.Index, questions: np.ndarray) -> float:
    """The share of the nearest pictures, by exact comparison, that the index finds."""
    best = np.full((len(questions), MOST), -2.0, np.float32)
    rows = np.zeros((len(questions), MOST), np.int64)
    for start in range(0, len(opened), BLOCK):
        scores = questions @ np.asarray(opened.vectors[start:start + BLOCK], np.float32).T
        both = np.concatenate([best, scores], axis=1)
        places = np.concatenate([rows, np.tile(np.arange(start, start + scores.shape[1]), (len(rows), 1))], axis=1)
        order = np.argsort(-both, axis=1)[:, :MOST]
        best, rows = np.take_along_axis(both, order, axis=1), np.take_along_axis(places, order, axis=1)
    found, _ = opened.nearest(questions, MOST)
    return float(np.mean([len(set(one) & set(other)) / MOST for one, other in zip(found, rows, strict=True)]))


if __name__ == "__main__":
    main()
