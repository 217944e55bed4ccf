"""How many of the first twenty pictures of a search are right: `python -m benchmarks.search_quality --data PACK`.

A catalog of the pack's `val` pictures (one of each source in turn, and the everyday scenes of `coco/`) is analyzed with
all stages. Each query asks for one value, the surest first; or for two values in plain words. A picture counts where
the pack's labels say whether it is right; others are passed over. Queries with fewer than `LEAST` right pictures in the
catalog are left out. Nothing of this was used to choose a model or a threshold, but most sources of `val` pictures also
have pictures that taught the models.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.colors import NAMES
from benchmarks.crop_pictures import chosen
from core import analyze, search
from core.doors.opening import open_site
from core.learning.data.pack import read_pack
from core.learning.scenes.pictures import SCENES, scene_pictures
from core.nouns.analysis import Analysis
from core.settings import ROOT, read_settings

FIRST, LEAST = 20, 5
RESULT = ROOT / "benchmarks" / "results" / "search_quality.json"


@dataclass(frozen=True)
class Planted:
    """A query whose answer is known.

    Attributes
    ----------
    kind : str
        What is asked for.
    query : str
        In the query language, or plain words.
    sort : str
    right : dict of str to bool
        Path of a picture -> whether it is right; pictures that are not in it are not judged.
    """

    kind: str
    query: str
    sort: str
    right: dict[str, bool]


def main() -> None:
    """Fill a catalog, ask, print and write the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_quality", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--count", type=int, default=1500, help="pictures beside those of coco/")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="the site's folder, to go on where it stopped")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, \
            open_site(read_settings(data_dir=options.keep or Path(name), workers=options.workers)) as site:
        paths = [*chosen(options.data, options.count), *sorted((options.data / "coco").glob("*.jpg"))]
        sources = analyze.sources_from_paths(site, [str(path) for path in dict.fromkeys(paths)])
        job_id = analyze.start(site, sources, analyze.AnalysisOptions(stages=analyze.offered_stages(site)))
        path_of = {result.picture_id: Path(result.uri).relative_to(options.data).as_posix()
                   for result in analyze.in_order(site, job_id) if isinstance(result, Analysis)}
        rows = [(planted, *shown(site, planted, path_of))
                for planted in queries(options.data, set(path_of.values()))]
    result = {"pictures": len(path_of), "kinds": by_kind(rows), "queries": [
        {"kind": planted.kind, "query": planted.query, "right": hits, "shown": judged, "right in catalog":
         sum(planted.right.values())} for planted, hits, judged in rows]}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result["kinds"], indent=1))


def queries(data: Path, paths: set[str]) -> Iterator[Planted]:
    """The planted queries over these pictures."""
    every = read_pack(data)
    pack = every[every["path"].isin(paths)]
    tags = pd.read_csv(data / "tags_products.csv", keep_default_na=False, dtype=str)
    tags = tags[tags["path"].isin(paths)].set_index("path")
    boxes = pd.read_csv(data / "coco_objects.csv")
    scenes = scene_pictures(every).set_index("path")["scene"]
    truths = {
        "label": {path: {value} for path, value in zip(pack["path"], pack["intent"], strict=True) if value},
        "sensitive": {path: {"yes" if int(value) else "no"}
                      for path, value in zip(pack["path"], pack["s"], strict=True) if value >= 0},
        "scene": {path: {value} for path, value in scenes.items() if path in paths},
        "color": {path: set(NAMES[color]) for path, color in tags["colours"].items() if color in NAMES},
        "object": {path: {name.replace(" ", "_") for name in group}
                   for path, group in boxes.groupby("path")["class"] if path in paths},
        "tag": {path: set(value.replace(" ", "_").split(";")) for path, value in tags["type"].items() if value}}
    skipped = {"person", "no", "studio", ""}
    for kind, truth in truths.items():
        values = sorted(set().union(*truth.values()) - skipped) if kind != "scene" else sorted(set(SCENES) - skipped)
        for value in values:
            yield from planted(kind, f"{kind}:{value}", f"-{kind}:{value}", {
                path: value in right for path, right in truth.items()})
    for color in sorted({names[0] for names in NAMES.values()}):
        for word, kinds in (("shoes", ("shoes",)), ("bag", ("bags",)), ("shirt", ("topwear",))):
            both = {path: color in truths["color"][path] and tags["category"][path] in kinds
                    for path in truths["color"]}
            yield from planted("plain words", f"{color} {word}", f"-color:{color}", both)


def planted(kind: str, query: str, sort: str, right: dict[str, bool]) -> Iterator[Planted]:
    """The query, if enough pictures are right."""
    if sum(right.values()) >= LEAST:
        yield Planted(kind, query, sort, right)


def shown(site, asked: Planted, path_of: dict[str, str]) -> tuple[int, int]:
    """How many of the first judged pictures are right, and how many there are."""
    query = search.read_phrase(site, asked.query).query if asked.kind == "plain words" else asked.query
    try:
        found = search.picture_ids(site, query, sort=asked.sort) if query else []
    except search.QueryError:
        return 0, 0  # no picture has such a fact
    judged = [asked.right[path_of[one]] for one in found if path_of.get(one) in asked.right][:FIRST]
    return sum(judged), len(judged)


def by_kind(rows: list[tuple[Planted, int, int]]) -> dict[str, dict[str, object]]:
    """Mean precision of the answered queries of each kind, with a 95 % interval over queries."""
    found: dict[str, dict[str, object]] = {}
    rng = np.random.default_rng(0)
    for kind in dict.fromkeys(planted.kind for planted, _, _ in rows):
        of = [(hits, judged) for planted, hits, judged in rows if planted.kind == kind]
        shares = np.array([hits / judged for hits, judged in of if judged])
        means = rng.choice(shares, (2000, len(shares))).mean(axis=1) if len(shares) else np.zeros(1)
        found[kind] = {"queries": len(of), "answered": len(shares),
                       "precision": round(float(shares.mean()), 3) if len(shares) else None,
                       "interval": [round(float(edge), 3) for edge in np.quantile(means, (0.025, 0.975))],
                       "shown": sum(judged for _, judged in of)}
    return found


if __name__ == "__main__":
    main()
