"""What tagging costs: in bulk beside the chain, and for one photo over REST.

    taskset -c 0 python -m benchmarks.tags [--photos FOLDER] [--pack PACK] [--count 60] [--side 900]

In bulk: processor time of the chain alone and of the chain with stages, photo by photo in turns, in one process, one
thread; what stages add is the difference of the medians of a photo. Over REST: the real server with one worker answers
`POST /api/tags` for one photo after the other, decoding and the preview included, after a few to warm up: time on the
clock, and processor time of server and worker, which other programs on the machine move less. Photos on a plain ground
and others stand apart, since the color of the latter takes a network of its own. `docs/tags.md` quotes it.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np
import psutil

from benchmarks.doors import first_answer
from benchmarks.photos import enlarged, of_folder, of_pack
from core.analyze import pipeline
from core.analyze.stages import STAGES, open_stage
from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, read_settings
from core.vision.mask.detector import mask_model

RESULT = ROOT / "benchmarks" / "results" / "tags.json"
ROUNDS, WARM = 5, 5


def in_bulk(photos: list[Path]) -> dict[str, object]:
    """Milliseconds of a photo: the chain, and what stages add to it."""
    settings = read_settings()
    models = pipeline.open_models(settings)
    opened = {name: (name, open_stage(name, store.entry(settings.models_dir, STAGES[name].role)))
              for name in ("tags", "scenes")}
    ways = {"chain": {}, "tags": {"tags": opened["tags"]}, "tags and scenes": opened}
    rows = []
    for path in photos:
        picture = read_picture(path, path.name, settings)
        took = {name: [] for name in ways}
        for number in range(ROUNDS + 1):
            for name, chosen in ways.items():
                start = time.process_time()
                pipeline.add_facts(pipeline.analyze(picture, models), picture.image, chosen)
                if number:
                    took[name].append(1000 * (time.process_time() - start))
        rows.append({name: float(np.median(values)) for name, values in took.items()})
    chain = np.array([row["chain"] for row in rows])
    return {"chain": spread(chain)} | {f"{name} add": spread(np.array([row[name] for row in rows]) - chain)
                                       for name in ways if name != "chain"}


def over_rest(photos: list[Path]) -> dict[str, object]:
    """Milliseconds from sending a photo to its tags."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"MERCHLENS_DATA_DIR": folder, "MERCHLENS_WORKERS": "1"}
        with Path(folder, "server.log").open("wb") as log:
            server = subprocess.Popen([sys.executable, "-m", "core", "serve", "--port", str(port)], env=environment,
                                      stdout=log, stderr=log)
        try:
            first_answer(f"http://127.0.0.1:{port}/api/jobs", server)
            took = np.array([_asked(port, path, server.pid) for path in photos])[WARM:]
        finally:
            server.terminate()
            server.wait()
    settings = read_settings()
    mask = mask_model(store.entry(settings.models_dir, "mask"))
    plain = np.array([mask.of(read_picture(path, path.name, settings).image).is_plain for path in photos])[WARM:]
    return {f"{ground}, {name}": spread(took[chosen, place])
            for ground, chosen in (("plain ground", plain), ("other ground", ~plain)) if chosen.any()
            for place, name in enumerate(("on the clock", "processor"))}


def spread(values: np.ndarray) -> dict[str, float]:
    """Of one value a photo."""
    return {"photos": len(values), "mean": round(float(values.mean()), 1)} | {
        f"p{share}": round(float(np.percentile(values, share)), 1) for share in (5, 50, 95)}


def main() -> None:
    """Measure, print and write the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tags", description=__doc__)
    parser.add_argument("--photos", type=Path, default=ROOT / "demo" / "photos")
    parser.add_argument("--pack", type=Path, help="the data pack, in place of the folder")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--side", type=int, default=900, help="pixels of the longer side")
    options = parser.parse_args()
    paths = of_pack(options.pack, options.count) if options.pack else of_folder(options.photos, options.count)
    with tempfile.TemporaryDirectory() as folder:
        photos = enlarged(paths, Path(folder), options.side)
        result = {"photos of": options.pack.name if options.pack else options.photos.name, "longest side px":
                  options.side, "cores": len(os.sched_getaffinity(0)), "load": os.getloadavg()[0],
                  "in bulk, processor ms": in_bulk(photos), "POST /api/tags, ms": over_rest(photos)}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


def _asked(port: int, path: Path, server: int) -> tuple[float, float]:
    """One photo sent as a form sends a file, on a connection of its own: time on the clock, and of the processor."""
    edge = b"photo-edge"
    body = b"".join((b"--", edge, b'\r\nContent-Disposition: form-data; name="file"; filename="', path.name.encode(),
                     b'"\r\nContent-Type: image/jpeg\r\n\r\n', path.read_bytes(), b"\r\n--", edge, b"--\r\n"))
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/tags", body,
                                     {"Content-Type": f"multipart/form-data; boundary={edge.decode()}"})
    start, used = time.perf_counter(), _used(server)
    with urllib.request.urlopen(request, timeout=120) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - start), 1000 * (_used(server) - used)


def _used(server: int) -> float:
    """Seconds of processor time of the server and its workers so far."""
    root = psutil.Process(server)
    times = [process.cpu_times() for process in (root, *root.children(recursive=True))]
    return sum(one.user + one.system for one in times)


if __name__ == "__main__":
    main()
