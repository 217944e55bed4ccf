"""Crops on the fly, against thumbor: `python -m benchmarks.crops --thumbor /path/of/its/venv/bin/thumbor`.

JPEGs of 2000 x 1333 pixels become 500 x 500, over HTTP, without any cache of results, by as many worker processes on
both sides, in turns. thumbor runs twice: with its face detector and without. It is not a dependency of Merchlens:
install it into an environment of its own (`pip install thumbor "opencv-python-headless<5"`; its face detector needs
OpenCV 4).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2

from core import analyze, crops
from core.doors.opening import open_site
from core.settings import ROOT, read_settings

SIZE_WH, SIDE = (2000, 1333), 500
PHOTOS = 8  # who asks for one crop twice at once waits for the first: several photos keep all workers busy
RESULT = ROOT / "benchmarks" / "results" / "crops.json"
DETECTORS = {"thumbor": [], "thumbor, face detector": ["thumbor.detectors.face_detector"]}


def main() -> None:
    """Read the options, measure both sides in turns, print and write the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crops", description=__doc__)
    parser.add_argument("--thumbor", default="", help="path of the command thumbor")
    parser.add_argument("--photo", type=Path, default=ROOT / "demo" / "photos" / "por-01_1.jpg", help="with a face")
    parser.add_argument("--count", type=int, default=200, help="requests of each side and repetition")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    if not options.thumbor:
        print("thumbor is missing: only Merchlens is measured. Name its command by --thumbor.")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        photos = _photos(options.photo, folder)
        sides = {"merchlens": stack.enter_context(_merchlens(folder / "data", photos, options.workers))}
        for side, detectors in DETECTORS.items() if options.thumbor else ():
            sides[side] = stack.enter_context(_thumbor(options.thumbor, photos, detectors, options.workers))
        rates: dict[str, list[float]] = {side: [] for side in sides}
        for _ in range(options.repetitions):
            for side, addresses in sides.items():
                rates[side].append(_rate(addresses, options.count, 2 * options.workers))
    result = {"count": options.count, "workers": options.workers, "rates": rates,
              "median": {side: round(statistics.median(values), 1) for side, values in rates.items()}}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    for side, values in rates.items():
        times = result["median"]["merchlens"] / statistics.median(values)
        print(f"{side:24} {statistics.median(values):7.1f} a second (Merchlens: {times:.1f} times)")


def _photos(source: Path, folder: Path) -> list[Path]:
    """The photo in the size of the question, each time a little brighter: files of their own."""
    image = cv2.imread(str(source))
    assert image is not None, f"{source} is no photo"
    large = cv2.resize(image, SIZE_WH, interpolation=cv2.INTER_CUBIC)
    paths = [folder / f"photo_{number}.jpg" for number in range(PHOTOS)]
    for number, path in enumerate(paths):
        cv2.imwrite(str(path), cv2.add(large, number), [cv2.IMWRITE_JPEG_QUALITY, 90])
    return paths


def _rate(addresses: Sequence[str], count: int, threads: int) -> float:
    """Requests a second; each has to give a JPEG."""
    def ask(number: int) -> None:
        with urllib.request.urlopen(addresses[number % len(addresses)], timeout=120) as answer:
            assert answer.read(2) == b"\xff\xd8", addresses[0]

    for number in range(len(addresses)):
        ask(number)
    with ThreadPoolExecutor(threads) as pool:
        start = time.perf_counter()
        list(pool.map(ask, range(count)))
        return count / (time.perf_counter() - start)


@contextlib.contextmanager
def _merchlens(folder: Path, photos: Sequence[Path], workers: int) -> Iterator[list[str]]:
    """The addresses of the crops, from the real server, without its cache."""
    with open_site(read_settings(data_dir=folder, workers=1)) as site:
        sources = analyze.sources_from_paths(site, [str(photo) for photo in photos])
        request = crops.read_request(site, f"aspect=1:1,width={SIDE},format=jpeg")
        paths = [crops.signed(site, analyze.analyze_now(site, source).picture_id, request) for source in sources]
    port = _free_port()
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(folder), "MERCHLENS_WORKERS": str(workers),
                   "MERCHLENS_CROP_CACHE_MB": "0"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address",
               "127.0.0.1", "--server.headless", "true"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield [f"http://127.0.0.1:{port}{path}" for path in paths]
    finally:
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def _thumbor(command: str, photos: Sequence[Path], detectors: list[str], workers: int) -> Iterator[list[str]]:
    """The addresses of the crops, from thumbor with a loader of local files and no storage of results."""
    folder = photos[0].parent
    config = folder / f"thumbor-{len(detectors)}.conf"
    config.write_text(f"LOADER = 'thumbor.loaders.file_loader'\nFILE_LOADER_ROOT_PATH = {str(folder)!r}\n"
                      "STORAGE = 'thumbor.storages.no_storage'\nALLOW_UNSAFE_URL = True\nQUALITY = 82\n"
                      f"AUTO_WEBP = False\nDETECTORS = {detectors!r}\n", "utf-8")
    port = _free_port()
    process = subprocess.Popen([command, "-c", str(config), "-p", str(port), "-i", "127.0.0.1", "-l", "error",
                                "--processes", str(workers)], start_new_session=True)
    try:
        _wait(port)
        smart = "smart/" if detectors else ""
        yield [f"http://127.0.0.1:{port}/unsafe/{SIDE}x{SIDE}/{smart}{photo.name}" for photo in photos]
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # its workers do not end with it
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("A server did not start.")


if __name__ == "__main__":
    main()
