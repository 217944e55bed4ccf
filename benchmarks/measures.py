"""Measures and rules against cleanvision on the same folder: pictures a second, their ratio, threads stated.

`python -m benchmarks.measures --photos FOLDER --count 200`. Both sides read and decode each file themselves, in one
process with one thread. cleanvision looks for dark, light, blurry, plain, odd and duplicate pictures; ours measures
what `core.rules.measures.measure` lists, judges it by every rule pack and groups duplicates, once without and once with
the text reader. It does not compare quality: the two answer different questions on the same pixels.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import statistics
import tempfile
import time
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2

from benchmarks.photos import carried, enlarged, of_folder
from core.errors import PackageMissing
from core.images.decode import decode
from core.images.formats import sniff
from core.images.near_duplicates import near_duplicates
from core.models import store
from core.nouns.measures import FileFacts
from core.rules.check import check, overall
from core.rules.measures.measure import Reader, measure
from core.rules.rule_packs import packs
from core.settings import Settings
from core.vision.text.reader import TextReader

RESULTS = Path(__file__).parent / "results" / "measures.json"
MAX_PIXELS = 100_000_000


def ours(paths: list[Path], read: Reader | None = None) -> dict[str, Any]:
    """Decode, measure, judge by all packs, group duplicates."""
    pictures, hashes = [], []
    for path in paths:
        data = path.read_bytes()
        picture = decode(data, str(path), max_pixels=MAX_PIXELS)
        measures = measure(picture.image, FileFacts(sniff(data), len(data), picture.size_wh), read=read)
        pictures.append({name: overall(check(measures, pack, date.today())) for name, pack in packs().items()})
        hashes.append(measures.hash)
    return {"pictures": len(pictures), "groups": len(near_duplicates(hashes)),
            "failing": {name: sum(row[name] == "fail" for row in pictures) for name in packs()}}


def theirs(paths: list[Path]) -> dict[str, Any]:
    """cleanvision's default issues, one process."""
    try:
        from cleanvision import Imagelab
    except ImportError:
        raise PackageMissing("The benchmark compares with cleanvision, which is not installed.",
                             "Install it with: pip install cleanvision") from None
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        lab = Imagelab(filepaths=[str(path) for path in paths])
        lab.find_issues(n_jobs=1)
    return {"pictures": len(lab.issues), "issues": lab.issue_summary.set_index("issue_type")["num_images"].to_dict()}


def compare(paths: list[Path], repetitions: int) -> dict[str, Any]:
    """Both sides in turns; the first turn of each only warms it up and is not counted."""
    read = TextReader(store.entry(Settings().models_dir, "text")).read
    sides = {"ours": ours, "ours, reading": partial(ours, read=read), "cleanvision": theirs}
    times: dict[str, list[float]] = {name: [] for name in sides}
    cpu: dict[str, list[float]] = {name: [] for name in sides}
    answers: dict[str, Any] = {}
    for turn in range(repetitions + 1):
        for name, side in sides.items():
            start, start_cpu = time.perf_counter(), time.process_time()
            answers[name] = side(paths[:10] if turn == 0 else paths)
            if turn:
                times[name].append(time.perf_counter() - start)
                cpu[name].append(time.process_time() - start_cpu)
    ratios = [theirs / ours for ours, theirs in zip(times["ours"], times["cleanvision"], strict=True)]
    work = {name: 1000 * statistics.median(values) / len(paths) for name, values in cpu.items()}
    rates = {name: len(paths) / statistics.median(values) for name, values in times.items()}
    return {"pictures": len(paths), "megabytes": sum(path.stat().st_size for path in paths) / 1e6, "threads": 1,
            "processes": 1, "cleanvision": version("cleanvision"), "opencv": cv2.__version__, "rates": rates,
            "ratio": {"median": statistics.median(ratios), "least": min(ratios), "most": max(ratios)},
            "cpu_ms_a_picture": work, "cpu_ratio": work["cleanvision"] / work["ours"], "answers": answers}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="a folder of pictures; without it, photos of installed packages")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--side", type=int, default=0, help="enlarge to this long side first")
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    os.environ["OMP_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory(prefix="merchlens-bench-") as folder:
        paths = of_folder(options.photos, options.count) if options.photos else \
            carried(options.count, Path(folder))
        if options.side:
            paths = enlarged(paths, Path(folder), options.side)
        figures = compare(paths, options.repetitions) | {"side": options.side}
    RESULTS.parent.mkdir(exist_ok=True)
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    results[f"{options.side} px" if options.side else "as they are"] = figures
    RESULTS.write_text(json.dumps(results, indent=1, default=int) + "\n", encoding="utf-8")
    rates, ratio = figures["rates"], figures["ratio"]
    print(f"{figures['pictures']} pictures, one process and one thread each side")
    print(f"ours {rates['ours']:.1f} a second, "
          f"cleanvision {figures['cleanvision']} {rates['cleanvision']:.1f} a second")
    work = figures["cpu_ms_a_picture"]
    print(f"CPU time: ours {work['ours']:.1f} ms a picture, cleanvision {work['cleanvision']:.1f} ms, "
          f"ratio {figures['cpu_ratio']:.1f}; ours with the text reader {work['ours, reading']:.1f} ms")
    print(f"ratio of pictures a second: median {ratio['median']:.1f}, "
          f"least {ratio['least']:.1f}, most {ratio['most']:.1f}")


if __name__ == "__main__":
    main()
