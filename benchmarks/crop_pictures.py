"""Crops of real photos: `python -m benchmarks.crop_pictures --pack FOLDER --count 500`.

Takes photos of the data pack's `val` split evenly over its sources, crops each in eight aspects and both modes, and
counts windows that break a promise: outside the photo, a detected face cut, or what `holds` says outside. It also says
how often a crop fits, what it holds, and how often the model of shopping intent keeps the photo's top label.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from core import analyze, crops
from core.crops.solve import main_faces
from core.doors.opening import open_site
from core.nouns.analysis import Analysis
from core.nouns.crop import MODES, Box, Crop, Subject
from core.nouns.proportion import share_of
from core.settings import ROOT, read_settings

ASPECTS = ("3:1", "2:1", "16:9", "1.91:1", "1:1", "4:5", "1801:2600", "9:16")
RESULT = ROOT / "benchmarks" / "results" / "crop_pictures.json"


def main() -> None:
    """Read the options, crop, count, print and write the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crop_pictures", description=__doc__)
    parser.add_argument("--pack", type=Path, required=True, help="folder with manifest.csv")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, \
            open_site(read_settings(data_dir=Path(folder), workers=options.workers)) as site:
        paths = [str(path) for path in chosen(options.pack, options.count)]
        job_id = analyze.start(site, analyze.sources_from_paths(site, paths))
        photos = [result for result in analyze.in_order(site, job_id) if isinstance(result, Analysis)]
        broken, holds, kept = Counter[str](), defaultdict[str, Counter[str]](Counter), Counter[tuple[str, bool]]()
        for photo in photos:
            subject = crops.subject(site, photo.picture_id)
            asked = [(aspect, mode) for aspect in ASPECTS for mode in MODES]
            found = [crops.crop(subject, crops.read_request(site, f"aspect={aspect},mode={mode}"))
                     for aspect, mode in asked]
            for crop in found:
                holds[crop.mode][crop.holds or "does not fit"] += 1
                broken.update(violations(subject, crop))
            for (_, mode), word in zip(asked, crops.rescored(site, photo.picture_id, found), strict=True):
                if word is not None:
                    kept[mode, word.kept] += 1
    result = {"photos": len(photos), "with_face": sum(len(photo.faces) > 0 for photo in photos), "aspects": ASPECTS,
              "violations": dict(broken), "holds": {mode: dict(counts) for mode, counts in holds.items()},
              "label_kept": {mode: vars(share_of(kept[mode, True], kept[mode, True] + kept[mode, False]))
                             for mode in MODES}}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


def chosen(pack: Path, count: int) -> list[Path]:
    """Photos of the `val` split, one of each source in turn."""
    by_source: dict[str, list[Path]] = defaultdict(list)
    with (pack / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["split"] == "val":
                by_source[row["source"]].append(pack / row["path"])
    turns = (place for rank in range(max(map(len, by_source.values()))) for places in by_source.values()
             for place in places[rank:rank + 1])
    return [path for path, _ in zip(turns, range(count), strict=False)]


def violations(subject: Subject, crop: Crop) -> list[str]:
    """What a window breaks of its promises."""
    if crop.window is None:
        return [] if crop.message else ["no reason"]
    left, top, right, bottom = crop.window

    def holds(box: Box) -> bool:
        return box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom

    def apart(box: Box) -> bool:
        return box[2] <= left or box[0] >= right or box[3] <= top or box[1] >= bottom

    is_inside = 0 <= left < right <= subject.size_wh[0] and 0 <= top < bottom <= subject.size_wh[1]
    found = [] if is_inside else ["outside the photo"]
    found += ["a face is cut" for face in subject.faces if not holds(face) and not apart(face)]
    must = [*(main_faces(subject) if "faces" in crop.holds else ()),
            *([subject.product] if "product" in crop.holds and subject.product else ())]
    return found + [f"{crop.holds} is outside" for box in must if not holds(box)]


if __name__ == "__main__":
    main()
