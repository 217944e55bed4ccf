"""The alarms for a type or a gender that contradicts title or feed, on validation pictures: they find planted swaps.

    python -m benchmarks.wrong_tags --data PACK --cache tags.json
    python -m benchmarks.wrong_tags --data PACK --cache tags.json --fit     # chooses tag_alarms.json again

No picture here taught the tags. Half of the groups of look-alikes chooses how sure a tag must be, so that few right
pictures raise an alarm; the other half is measured, by source. A swap gives a picture the title, type and gender of
another product of the same source, drawn at random; a swap to the same category or gender cannot be found.
"""

from __future__ import annotations

import argparse
import json
import zlib
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.wrong_pictures import caught
from core.alarm.tag_words import Claim, gender_claim, type_claim
from core.alarm.tags import TABLE, gender_judged, type_judged
from core.learning.data.pictures import read_rgb
from core.models import store
from core.settings import Settings
from core.vision.persons.detector import Persons
from core.vision.tags.detector import open_tags

EACH = 500  # pictures of a source at most, drawn at random
FALSE = {"possible": 0.01, "likely": 0.003}  # false alarms that each confidence may have on the half that chooses
KINDS = {"fashion": "Myntra", "home": "IKEA and furniture", "magento": "Magento", "clothing": "clothes at home",
         "nike": "Nike"}
FLOOR = 0.5


def main() -> None:
    """Print the figures as JSON; with --fit write the thresholds first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, help="file that keeps the tags found, to measure again in seconds")
    parser.add_argument("--fit", action="store_true", help="choose the thresholds again")
    options = parser.parse_args()
    rows = _judged(_with_tags(_rows(options.data), options.data, options.cache))
    chooses = np.array([zlib.crc32(group.encode()) % 2 == 0 for group in rows["group"]])
    if options.fit:
        table = {kind: {name: _threshold(rows[chooses & (rows["kind"] == kind)], share)
                        for name, share in FALSE.items()} for kind in ("type", "gender")}
        TABLE.write_text(json.dumps(table) + "\n", "utf-8")
    table = json.loads(TABLE.read_text("utf-8"))
    report = rows[~chooses]
    print(json.dumps({"thresholds": table} | {
        f"{kind}, {source}, {by}": _figures(part, table[kind])
        for (kind, source, by), part in [*report.groupby(["kind", "source", "by"]), *(
            ((kind, "all", by), part) for (kind, by), part in report.groupby(["kind", "by"]))]}, indent=1))


def _rows(data: Path) -> pd.DataFrame:
    """Validation pictures with words: path, source, group, title, types (of the feed), gender."""
    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(data / name, keep_default_na=False, dtype=str).set_index("path")

    rows = read("tags_products.csv").join(read("manifest.csv")[["split", "block", "group"]])
    rows = rows[(rows["split"] == "val") & (rows["block"] != "streetwear")]
    rows["source"] = rows["block"].map(KINDS).fillna("other shops")
    rows["types"] = rows["type"].str.replace(";", ", ")
    fashion, home = read("tags_fashion.csv"), read("tags_home.csv")
    for table, title, kind in ((fashion, "productDisplayName", "articleType"), (home, "type", "type")):
        said = rows.index.isin(table.index)
        rows.loc[said, "title"] = table.loc[rows.index[said], title]
        rows.loc[said, "types"] = table.loc[rows.index[said], kind]
    sampled = [part.sample(min(EACH, len(part)), random_state=0) for _, part in rows.groupby("source")]
    return pd.concat(sampled)[["source", "group", "title", "types", "gender"]]


def _with_tags(rows: pd.DataFrame, data: Path, cache: Path | None) -> pd.DataFrame:
    """The same with what the stage tags shows, and whether a person is in the picture."""
    known: dict[str, Any] = json.loads(cache.read_text("utf-8")) if cache and cache.exists() else {}
    entry, folder = store.entry(Settings().models_dir, "tags"), Settings().models_dir
    if known.get("model") != entry.name:
        known = {"model": entry.name}
    tags_of, persons = open_tags(entry), Persons(store.entry(folder, "persons"))
    for path in rows.index:
        if path not in known:
            image = read_rgb(data / path)
            known[path] = {"worn": len(persons.search(image).findings.persons) > 0,
                           "facts": [(fact.name, fact.value, round(fact.score, 4)) for fact in tags_of(image, None)]}
    if cache:
        cache.write_text(json.dumps(known), "utf-8")
    return rows.assign(worn=[known[path]["worn"] for path in rows.index],
                       facts=[known[path]["facts"] for path in rows.index])


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each picture that claims something: how sure its tags are against its own claim, and a swapped one."""
    frames = []
    for source, by in product(rows["source"].unique(), ("feed and title", "title alone")):
        part, fields = rows[rows["source"] == source], by == "feed and title"
        types = [type_claim(row.title, [row.types] if fields else ()) for row in part.itertuples()]
        genders = [gender_claim(row.title, row.gender if fields else "") for row in part.itertuples()]
        frames += [_frame(part, types, kind="type", by=by), _frame(part, genders, kind="gender", by=by)]
    return pd.concat(frames)


def _frame(part: pd.DataFrame, claims: list[Claim | None], *, kind: str, by: str) -> pd.DataFrame:
    part = part.assign(claim=claims, kind=kind, by=by).dropna(subset="claim")
    order = np.random.default_rng(0).permutation(len(part))
    swapped = [part["claim"].iloc[order[(at + 1) % len(order)]] for at in np.argsort(order)]  # a ring

    def against(claims: list[Claim]) -> list[float]:
        if kind == "gender":
            return [gender_judged(claim, [(value, score) for name, value, score in row.facts if name == "gender"])[0]
                    for claim, row in zip(claims, part.itertuples(), strict=True)]
        return [type_judged(claim, [(value, score) for name, value, score in row.facts if name == "tag"],
                            worn=row.worn)[0] for claim, row in zip(claims, part.itertuples(), strict=True)]

    return part.assign(true=against(part["claim"].tolist()), planted=against(swapped), visible=[
        not own.values & other.values for own, other in zip(part["claim"], swapped, strict=True)])


def _threshold(rows: pd.DataFrame, share: float) -> float:
    """The least score that at most this share of right pictures reaches."""
    scores = np.sort(rows["true"].to_numpy())[::-1]
    return round(max(FLOOR, float(scores[int(share * len(scores))]) + 1e-3), 3)


def _figures(rows: pd.DataFrame, thresholds: dict[str, float]) -> dict[str, Any]:
    figures: dict[str, Any] = {"pictures": len(rows), "to_another": int(rows["visible"].sum()),
                               "worn": int(rows["worn"].sum())}
    visible = rows["visible"].to_numpy(bool)
    for name, threshold in thresholds.items():
        false, right = (rows[column].to_numpy() >= threshold for column in ("true", "planted"))
        figures[name] = caught(false, right, ("recall_of_visible", visible))
    return figures


if __name__ == "__main__":
    main()
