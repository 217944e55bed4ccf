"""Where the time of a photo goes, by stage and by cause, and how far each model is from what the machine can do.

    python -m benchmarks.profile FOLDER [--count 40]

One photo: processor time of one thread, the smaller of two rounds after one to warm up. The floor of a model is its
multiply-adds at the speed of a large matrix product in float32 on one thread of this machine. Bulk: wall time of the
same photos through the worker processes; what no stage accounts for is transport, the database and waiting.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openvino

from benchmarks.chain import machine
from benchmarks.ours import Merchlens
from benchmarks.photos import of_folder
from core.analyze import pipeline
from core.analyze.tasks import PREVIEW_SIDE, THUMBNAIL_SIDE
from core.errors import NotAPicture
from core.images import draw
from core.images.decode import read_picture
from core.images.scaling import quick_downscale, size_within
from core.models import store
from core.settings import ROOT, read_settings
from core.vision.faces.nets import build_nets, read_weights

RESULT = ROOT / "benchmarks" / "results" / "profile.json"
STAGES = ("decode", "persons", "faces", "intent", "preview")
CAUSES = ("inference", "resize", "JPEG", "glue")
FLOPS = {"Convolution": 2, "GroupConvolution": 2, "MatMul": 2}  # for each multiply-add


class Meter:
    """Adds up processor seconds by stage and cause; a cause inside another one counts for itself alone."""

    def __init__(self) -> None:
        self.seconds: Counter[tuple[str, str]] = Counter()
        self.work: Counter[str] = Counter()  # floating-point operations by stage
        self._stage, self._inner = "", 0.0

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._stage, self._inner, start = name, 0.0, time.process_time()
        yield
        self.seconds[name, "glue"] += time.process_time() - start - self._inner

    def wrap(self, cause: str, function: Callable[..., Any], work: Callable[..., float] | None = None
             ) -> Callable[..., Any]:
        def measured(*args: Any, **options: Any) -> Any:
            start = time.process_time()
            found = function(*args, **options)
            spent = time.process_time() - start
            self.seconds[self._stage, cause] += spent
            self._inner += spent
            if work:
                self.work[self._stage] += work(*args)
            return found

        return measured


class Request:
    """An OpenVINO request whose runs are measured."""

    def __init__(self, request: Any, meter: Meter, work: Callable[..., float]) -> None:
        self._request, self.infer = request, meter.wrap("inference", request.infer, work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


def operations(model: Any) -> float:
    """Floating-point operations of one run of an OpenVINO model with fixed shapes: of convolutions and products."""
    total = 0.0
    for op in model.get_ops():
        if op.get_type_name() in FLOPS:
            kernel, out = op.input(1).get_shape(), np.prod(op.output(0).get_shape())
            inner = {"Convolution": np.prod(kernel[1:]), "GroupConvolution": np.prod(kernel[2:]),
                     "MatMul": op.input(0).get_shape()[-1]}[op.get_type_name()]
            total += FLOPS[op.get_type_name()] * float(out) * float(inner)
    return total


def instrument(models: pipeline.Models, meter: Meter) -> None:
    """Measure what the chain's parts call: inference, resizing, reading and writing JPEG."""
    cv2.resize = meter.wrap("resize", cv2.resize)
    cv2.imdecode, cv2.imencode = meter.wrap("JPEG", cv2.imdecode), meter.wrap("JPEG", cv2.imencode)
    settings = read_settings()
    persons = operations(openvino.Core().read_model(store.entry(settings.models_dir, "persons").path))
    models.persons._request = Request(models.persons._request, meter, lambda inputs: persons)
    intent = operations(openvino.Core().read_model(store.entry(settings.models_dir, "intent").path))
    network = models.intent._network
    network._interpreter = Interpreter(network._interpreter, meter, intent)
    nets, known = build_nets(read_weights()), dict[tuple[Any, ...], float]()

    def work(name: str) -> Callable[..., float]:
        def of(inputs: list[np.ndarray]) -> float:
            key = name, inputs[0].shape
            if key not in known:
                nets[name].reshape(list(inputs[0].shape))
                known[key] = operations(nets[name])
            return known[key]

        return of

    requests = models.faces._cascade._requests
    for name, request in list(requests.items()):
        requests[name] = Request(request, meter, work(name))


class Interpreter:
    """A LiteRT interpreter whose runs are measured."""

    def __init__(self, interpreter: Any, meter: Meter, work: float) -> None:
        self._interpreter, self.invoke = interpreter, meter.wrap("inference", interpreter.invoke, lambda: work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._interpreter, name)


def one_by_one(paths: list[Path], models: pipeline.Models) -> tuple[Meter, int]:
    """The photos one after the other on one thread: what each stage and cause costs, and how many photos were read."""
    settings, meter = read_settings(), Meter()
    instrument(models, meter)
    rounds = []
    for _ in range(3):
        meter.seconds, meter.work, count = Counter(), Counter(), 0
        for path in paths:
            with contextlib.suppress(NotAPicture):  # the demo shop has broken files, planted
                _photo(path, models, meter, settings)
                count += 1
        rounds.append((sum(meter.seconds.values()), meter.seconds, meter.work))
    _, meter.seconds, meter.work = min(rounds[1:], key=lambda one: one[0])
    return meter, count


def _photo(path: Path, models: pipeline.Models, meter: Meter, settings: Any) -> None:
    with meter.stage("decode"):
        image = read_picture(path, path.name, settings).image
    with meter.stage("persons"):
        persons = models.persons.search(image)
    with meter.stage("faces"):
        pipeline.faces_of(image, models, persons)
    with meter.stage("intent"):
        models.intent.classify(image)
    with meter.stage("preview"):
        small = quick_downscale(image, size_within(image.shape[1], image.shape[0], PREVIEW_SIDE))
        draw.preview_jpeg(small, side=PREVIEW_SIDE)
        draw.preview_jpeg(small, side=THUMBNAIL_SIDE)


def peak() -> float:
    """Floating-point operations a second of one thread: the best of 20 products of 1024 x 1024 float32 matrices."""
    import torch

    torch.set_num_threads(1)
    left, right, best = torch.rand(1024, 1024), torch.rand(1024, 1024), 0.0
    for _ in range(20):
        start = time.process_time()
        left @ right
        best = max(best, 2 * 1024**3 / (time.process_time() - start))
    return best


def bulk(paths: list[Path], workers: int) -> dict[str, float]:
    """The photos through the worker processes: wall ms a photo times workers, and what stages account for.

    The first ones warm the networks up and do not count: the catalog keeps what it first read of a photo, times too.
    """
    side, warm = Merchlens({"threads": workers}), min(8, len(paths) // 2)
    side.judge([str(path) for path in paths[:warm]])
    start = time.perf_counter()
    rows = side.judge([str(path) for path in paths[warm:]])
    wall = 1000 * (time.perf_counter() - start) * workers / len(rows)
    staged = 1000 * sum(sum(row["seconds"].values()) for row in rows) / len(rows)
    return {"ms of a worker": round(wall, 1), "in stages": round(staged, 1), "transport and waiting":
            round(wall - staged, 1), "photos a second": round(1000 * workers / wall, 1)}


def main() -> None:
    """Measure, print and write the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path, metavar="FOLDER")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    paths = of_folder(options.photos, options.count)
    in_bulk = bulk(paths, options.workers)
    meter, count = one_by_one(paths, pipeline.open_models(read_settings()))
    speed = peak()
    table = {stage: {cause: round(1000 * meter.seconds[stage, cause] / count, 1) for cause in CAUSES}
             for stage in STAGES}
    floors = {stage: {"GFLOP": round(meter.work[stage] / count / 1e9, 2),
                      "floor ms": round(1000 * meter.work[stage] / count / speed, 1),
                      "share of the limit": round(meter.work[stage] / speed / meter.seconds[stage, "inference"], 2)}
              for stage in STAGES if meter.work[stage]}
    work, inference = sum(meter.work.values()), sum(meter.seconds[stage, "inference"] for stage in STAGES)
    result = {"machine": machine(), "photos": count, "GFLOP a second of one thread": round(speed / 1e9, 1),
              "cpu ms a photo": table, "models": floors,
              "together": {"cpu ms": round(1000 * sum(meter.seconds.values()) / count, 1),
                           "inference ms": round(1000 * inference / count, 1),
                           "floor ms": round(1000 * work / speed / count, 1),
                           "share of the limit": round(work / speed / inference, 2)}, "bulk": in_bulk}
    print(text_of(result))
    options.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


def text_of(result: dict[str, Any]) -> str:
    """The result as tables for people (Markdown)."""
    lines = [f"{result['photos']} photos, {result['machine']['processor']}, one thread "
             f"({result['GFLOP a second of one thread']} GFLOP a second at most)", "",
             f"| cpu ms a photo | {' | '.join(CAUSES)} | together |", "|---|" + "---|" * (len(CAUSES) + 1)]
    for stage, parts in result["cpu ms a photo"].items():
        lines.append(f"| {stage} | {' | '.join(str(parts[cause]) for cause in CAUSES)} | {sum(parts.values()):.1f} |")
    lines += ["", "| model | GFLOP a photo | floor ms | share of the limit |", "|---|---|---|---|"]
    lines += [f"| {stage} | {one['GFLOP']} | {one['floor ms']} | {one['share of the limit']:.0%} |"
              for stage, one in result["models"].items()]
    whole = result["together"]
    share = f"{whole['share of the limit']:.0%}"
    lines += [f"| together | | {whole['floor ms']} of {whole['inference ms']} | {share} |", "",
              "In bulk: " + ", ".join(f"{name} {value}" for name, value in result["bulk"].items()) + "."]
    return "\n".join(lines)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
