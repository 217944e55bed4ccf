"""The whole chain against the plain script that a user would write today: speed, agreement, memory, where time goes.

    python -m benchmarks.chain                          # data pack where it is, else the packages' sample photos
    python -m benchmarks.chain --photos FOLDER --count 100 --threads 2

Both sides run warm in processes of their own, have the same weights, thresholds and number of threads, and judge the
same photos chunk by chunk in turns, the first turn alternating, so that whatever else the machine does hits both.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import photos
from benchmarks.side import Side
from core.models import store
from core.models.tflite.metadata import read_metadata
from core.nouns.proportion import wilson
from core.settings import ROOT, read_settings

WARM_UP, CHUNK = 8, 15
PACKS = (ROOT / "shared" / "data", ROOT.parent / "shared" / "data")
Row = dict[str, Any]


def main() -> None:
    """Run the comparison and write its results."""
    options = _options()
    settings = read_settings()
    facts = _facts(settings.models_dir, options)
    report: Row = {"machine": machine(), "facts": facts | {"persons": Path(facts["persons"]).name,
                                                            "intent": Path(facts["intent"]).name}, "sets": {}}
    with tempfile.TemporaryDirectory() as folder:
        sets = _photo_sets(options, Path(folder))
        sides = [Side("plain", facts), Side("ours", facts)]
        for name, paths in sets.items():
            report["sets"][name] = compare(sides, [str(path) for path in paths], options.repetitions)
            print(text_of(name, report["sets"][name]), flush=True)
        for side in sides:
            report[side.name] = {"start_seconds": round(side.start_seconds, 1), "peak_mb": round(side.peak_mb)}
            side.close()
    print("\n| side | start to warm, s | peak memory, MB |\n|---|---|---|")
    for name in ("plain", "ours"):
        print(f"| {name} | {report[name]['start_seconds']} | {report[name]['peak_mb']:,} |")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(f"\nAll numbers and every disagreement: {options.out}")


def compare(sides: list[Side], paths: list[str], repetitions: int) -> Row:
    """Judge the photos on both sides by turns.

    Parameters
    ----------
    sides : list of Side
        Plain, ours.
    paths : list of str
    repetitions : int

    Returns
    -------
    dict
        Ratios of throughput, agreement, seconds by stage and disagreements.
    """
    for side in sides:
        _, rows_of_warm_up = side.judge(paths[:WARM_UP])
        if failed := [row["note"] for row in rows_of_warm_up if "note" in row]:
            raise SystemExit(f"The side {side.name} could not judge {len(failed)} of the first photos: {failed[0]}")
    chunks = [paths[start:start + CHUNK] for start in range(0, len(paths), CHUNK)]
    totals: list[dict[str, float]] = []
    rows: dict[str, list[Row]] = {}
    for repetition in range(repetitions):
        total = {side.name: 0.0 for side in sides}
        rows = {side.name: [] for side in sides}
        for number, chunk in enumerate(chunks):
            for side in sides if (number + repetition) % 2 == 0 else sides[::-1]:
                seconds, found = side.judge(chunk)
                total[side.name] += seconds
                rows[side.name] += found
        totals.append(total)
    failures = sum("note" in row for row in rows["ours"])
    ratios = sorted(total["plain"] / total["ours"] for total in totals)
    return {
        "photos": len(paths),
        "repetitions": repetitions,
        "failures": failures,
        "photos_a_second": {side.name: round(len(paths) / statistics.median(total[side.name] for total in totals), 2)
                            for side in sides},
        "ratio": {"median": round(statistics.median(ratios), 2), "least": round(ratios[0], 2),
                  "most": round(ratios[-1], 2)},
        "agreement": agreement(rows["plain"], rows["ours"]),
        "stage_ms": {side.name: _stages(rows[side.name]) for side in sides},
    }


def agreement(plain: list[Row], ours: list[Row]) -> Row:
    """Shares of photos with the same kind, top label and both, with 95 % intervals, and what differs."""
    pairs = list(zip(plain, ours, strict=True))
    same = {"kind": [one["kind"] == two["kind"] for one, two in pairs],
            "top": [one["top"] == two["top"] for one, two in pairs]}
    same["kind_where_the_script_takes_every_face_of_mtcnn"] = [
        ("model_face" if one["face"] > 0 else one["kind"]) == two["kind"] for one, two in pairs]
    same["both"] = [kind and top for kind, top in zip(same["kind"], same["top"], strict=True)]
    agreement: Row = {name: share(sum(values), len(values)) for name, values in same.items()}
    # A candidate that our second look refused is a difference on purpose: FACTS of the project, false faces.
    meant = [one["kind"] != two["kind"] and one["kind"] == "model_face" and bool(two.get("refused"))
             for one, two in pairs]
    agreement["kind_but_for_faces_refused_at_the_second_look"] = share(
        sum(kind or on_purpose for kind, on_purpose in zip(same["kind"], meant, strict=True)), len(pairs))
    agreement["differences"] = [{"photo": Path(one["uri"]).name, "plain": _said(one), "ours": _said(two)}
                            for (one, two), both in zip(pairs, same["both"], strict=True) if not both]
    return agreement


def _said(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in ("uri", "seconds")}


def share(hits: int, count: int) -> Row:
    """Hits of count with Wilson's 95 % interval."""
    low, high = wilson(hits, count)
    return {"hits": hits, "of": count, "share": round(hits / count, 4), "interval": [round(low, 4), round(high, 4)]}


def text_of(name: str, result: Row) -> str:
    """The result of one set of photos for people, as Markdown."""
    speed, ratio, agreed = result["photos_a_second"], result["ratio"], result["agreement"]
    lines = [f"\n## {name}: {result['photos']} photos, {result['repetitions']} repetitions", "",
             "| photos a second: plain | ours | ratio: median (least - most) |", "|---|---|---|",
             f"| {speed['plain']} | {speed['ours']} | {ratio['median']} ({ratio['least']} - {ratio['most']}) |", "",
             "| same verdict | share | 95 % interval |", "|---|---|---|"]
    for key, value in agreed.items():
        if key != "differences":
            low, high = value["interval"]
            lines.append(f"| {key.replace('_', ' ')} | {value['share']:.1%} ({value['hits']}/{value['of']}) "
                         f"| {low:.1%} - {high:.1%} |")
    stages = list(dict.fromkeys([*result["stage_ms"]["plain"], *result["stage_ms"]["ours"]]))
    lines += ["", f"| ms a photo | {' | '.join(stages)} |", "|---|" + "---|" * len(stages)]
    for side in ("plain", "ours"):
        values = (str(result["stage_ms"][side].get(stage, "")) for stage in stages)
        lines.append(f"| {side} | {' | '.join(values)} |")
    return "\n".join(lines)


def _stages(rows: list[Row]) -> dict[str, float]:
    names = dict.fromkeys(name for row in rows for name in row["seconds"])
    return {name: round(1000 * statistics.mean(row["seconds"].get(name, 0.0) for row in rows), 1) for name in names}


def _facts(models_dir: Path, options: argparse.Namespace) -> Row:
    persons, intent = (store.entry(models_dir, role) for role in ("persons", "intent"))
    metadata = read_metadata(intent.path)
    torch_weights = sorted(models_dir.glob("persons_*.pt"))[-1:]  # those of the network that ours has in 8 bits
    if options.persons is None and not torch_weights:
        raise SystemExit(f"There are no weights (.pt) beside {persons.name}: name them with --persons FILE.pt")
    return {
        "persons": str(options.persons or torch_weights[0]), "intent": str(intent.path),
        "face_score": options.face_score, "person_score": persons.threshold("score"),
        "person_iou": persons.threshold("iou"), "person_side": options.person_side or _side(persons.input),
        "mean": list(metadata.mean), "std": list(metadata.std), "threads": options.threads,
    }


def _side(inputs: Any) -> int:
    """Side of the square that the persons' model sees."""
    return max(int(value) for value in inputs.get("size_wh", [640]))


def _photo_sets(options: argparse.Namespace, folder: Path) -> dict[str, list[Path]]:
    pack = next((place for place in PACKS if (place / "manifest.csv").is_file()), None)
    if options.photos:
        return {options.photos.name: photos.of_folder(options.photos, options.count)}
    if pack is None:
        return {"sample photos of installed packages, varied": photos.carried(options.count, folder)}
    small = photos.of_pack(pack, options.count)
    return {"data pack, validation photos as they are (150-450 px)": small,
            f"the same photos enlarged to {options.long_side} px": photos.enlarged(small, folder, options.long_side)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chain", description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help="your own photos instead of the data pack's")
    parser.add_argument("--count", type=int, default=150, help="photos of each set (150)")
    parser.add_argument("--repetitions", type=int, default=3, help="how often all are judged (3)")
    parser.add_argument("--threads", type=int, default=2, help="of the plain script; ours has as many workers (2)")
    parser.add_argument("--long-side", type=int, default=1000, help="pixels of the enlarged photos (1000)")
    parser.add_argument("--persons", type=Path, metavar="FILE.pt", help="torch weights of the persons' model")
    parser.add_argument("--face-score", type=float, default=0.9,
                        help="from which score of MTCNN on the plain script believes a face (0.9, as most scripts do)")
    parser.add_argument("--person-side", type=int, help="input side of the persons' model on torch")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "chain.json")
    return parser.parse_args()


def machine() -> Row:
    """Processor, cores, Python and load of this machine, to stand beside figures."""
    cpuinfo = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in (cpuinfo.read_text().splitlines() if cpuinfo.is_file() else [])
             if line.startswith("model name")]
    return {"processor": names[0] if names else platform.processor(), "cores": os.cpu_count(),
            "python": platform.python_version(), "load_at_start": round(os.getloadavg()[0], 1)}


if __name__ == "__main__":
    main()
