"""Explanation methods on photos that training never saw: does Grad-CAM beat a center blob and a random map?

`python -m benchmarks.explanations --pack PACK --count 240 --methods grad-cam --out DIR`. The photos are drawn with a
fixed seed from the pack's validation split, from sources of which no photo is in the training split, the same number of
each intent. DIR gets rows.csv and chart.html; benchmarks/results/explanations.json the summary.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
from datetime import date
from pathlib import Path

from core import explain
from core.doors.opening import open_site
from core.nouns.intent import INTENT_LABELS
from core.nouns.source import Source
from core.settings import read_settings
from core.words.explanation_benchmark import differences, finding, table, text_table
from core.words.progress import how_far

RESULTS = Path(__file__).parent / "results" / "explanations.json"
SEED = 12


def unseen_photos(pack: Path, count: int) -> list[Path]:
    """Photos of sources that are validation alone, the same number of each intent."""
    with (pack / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    trained = {row["source"] for row in rows if row["split"] == "train"}
    draw, chosen = random.Random(SEED), []
    for label in INTENT_LABELS:
        paths = sorted(row["path"] for row in rows if row["split"] == "val" and row["intent"] == label
                       and row["source"] not in trained)
        chosen += draw.sample(paths, min(count // len(INTENT_LABELS), len(paths)))
    return [pack / path for path in chosen]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, required=True, help="folder of the data pack")
    parser.add_argument("--count", type=int, default=240)
    parser.add_argument("--methods", default="grad-cam")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    methods = tuple(options.methods.split(","))
    photos = unseen_photos(options.pack, options.count)
    with tempfile.TemporaryDirectory(prefix="merchlens-bench-") as folder, open_site(read_settings(
            data_dir=Path(folder), workers=options.workers, picture_seconds=600)) as site:
        job_id = explain.start_benchmark(site, [Source(str(path), path=path) for path in photos],
                                         explain.BenchmarkRequest(methods))
        options.out.mkdir(parents=True, exist_ok=True)
        while (job := explain.benchmark_job(site, job_id)).running:
            print(how_far(job), flush=True)
            explain.wait_for_benchmark(site, job_id, 30)
        result = explain.benchmark(site, job_id).result
        (options.out / "rows.csv").write_bytes(explain.benchmark_csv(site, job_id))
        (options.out / "chart.html").write_bytes(explain.benchmark_html(site, job_id))
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    results[f"{options.methods} on {len(photos)}"] = {"date": date.today().isoformat(), "seed": SEED} | result.to_dict()
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(*text_table(table(result)), "", *text_table(differences(result)), "", finding(result), sep="\n")


if __name__ == "__main__":
    main()
