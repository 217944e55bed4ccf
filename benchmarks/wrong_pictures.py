"""The alarm for a color that contradicts title or feed, on pictures whose colors shops name: it finds planted swaps.

    python -m benchmarks.wrong_pictures --data PACK --cache colors.json
    python -m benchmarks.wrong_pictures --data PACK --cache colors.json --fit     # counts color_seen.json again

The table and its thresholds come from training pictures of Myntra and IKEA. It is measured on pictures of products that
are not among them, by source; Magento and the other shops had no part in it at all. A swap gives a picture the title
and color of another product of the same source, drawn at random; one in six or so gets its own color again, and no
alarm by color can find that.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core import alarm
from core.alarm.color_words import Claim
from core.alarm.colors import TABLE
from core.learning.data.pictures import read_rgb
from core.models import store
from core.nouns.proportion import share_of
from core.settings import Settings
from core.vision.colors.detector import open_colors

FIT_EACH, FIT_SHARE = 4000, 0.7  # pictures of a source; the rest of them chooses the thresholds
FALSE = {"possible": 0.01, "likely": 0.003}  # false alarms that each confidence may have on those
PRIOR, LEAST, RARE = 4.0, 0.002, 0.02  # pictures that SEEN_AS counts for; least share; share of what it leaves out
KINDS = {"fashion": "Myntra", "home": "IKEA", "magento": "Magento"}
WRONG = 0.02  # share of wrong pictures for which the precision in use is told
# What goods of a color are expected to look like before any was counted.
SEEN_AS = {
    "black": "black gray brown blue purple",
    "gray": "gray black white blue beige brown purple green",
    "white": "white beige gray",
    "red": "red pink brown orange purple",
    "orange": "orange red brown yellow pink",
    "yellow": "yellow orange beige green brown white",
    "green": "green gray yellow black beige brown blue",
    "blue": "blue purple gray black",
    "purple": "purple pink blue red gray black brown",
    "pink": "pink red purple orange beige white",
    "brown": "brown beige red black orange gray",
    "beige": "beige brown white gray orange yellow pink",
    "navy": "blue black purple gray",
    "light blue": "blue gray white purple green",
    "turquoise": "blue green gray",
    "burgundy": "red brown purple black pink",
    "olive": "green brown gray beige yellow black",
    "khaki": "green brown beige gray yellow orange",
    "cream": "white beige yellow gray pink brown orange",
    "silver": "gray white black beige blue",
    "gold": "yellow beige brown orange white gray",
    "copper": "brown orange red beige pink gray black",
    "coral": "orange red pink",
    "mustard": "yellow orange brown green beige",
    "tan": "brown beige orange yellow red gray",
    "rust": "red orange brown",
    "lavender": "purple pink gray blue white",
    "peach": "orange pink beige red yellow",
    "charcoal": "black gray blue brown purple",
    "mint": "green blue gray white beige",
    "rose": "pink red purple beige brown orange",
    "wood": "brown beige orange yellow red gray black",
}


def main() -> None:
    """Print the figures as JSON; with --fit write the table first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, help="file that keeps the colors found, to measure again in seconds")
    parser.add_argument("--fit", action="store_true", help="count the table of colors and choose the thresholds again")
    options = parser.parse_args()
    rows = _rows(options.data)
    if options.fit:
        _fit(_with_colors(_training(rows), options.data, options.cache))
    test = _with_colors(rows[~rows["source"].isin(["Myntra", "IKEA"]) | (rows["split"] == "val")], options.data,
                        options.cache)
    thresholds = {name: json.loads(TABLE.read_text("utf-8"))[name] for name in FALSE}
    parts = {f"{source}, {by}": part.assign(claim=_claims(part, by)) for source, part in test.groupby("source")
             for by in ("feed and title", "title alone")}
    claiming = {name: part.dropna(subset="claim") for name, part in parts.items()}
    print(json.dumps({"thresholds": thresholds, **{name: _measured(part, thresholds)
                                                   for name, part in claiming.items() if len(part)}}, indent=1))


def _rows(data: Path) -> pd.DataFrame:
    """Pictures with a color in the shop's words: path, source, split, title, color."""
    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(data / name, keep_default_na=False, dtype=str).set_index("path")

    rows = read("tags_products.csv").join(read("manifest.csv")[["split", "block"]])
    rows = rows[rows["colours"] != ""]
    rows["source"] = rows["block"].map(KINDS).fillna("other shops")
    rows["color"] = rows["colours"].str.replace(";", " ")
    fashion, home = read("tags_fashion.csv"), read("tags_home.csv")
    for table, title, color in ((fashion, "productDisplayName", "baseColour"), (home, "type", "color_material")):
        said = rows.index.isin(table.index)
        rows.loc[said, "title"] = table.loc[rows.index[said], title]
        rows.loc[said, "color"] = table.loc[rows.index[said], color]
    return rows


def _training(rows: pd.DataFrame) -> pd.DataFrame:
    of_source = [rows[(rows["source"] == name) & (rows["split"] == "train")] for name in ("Myntra", "IKEA")]
    return pd.concat([part.sample(min(FIT_EACH, len(part)), random_state=0) for part in of_source])


def _with_colors(rows: pd.DataFrame, data: Path, cache: Path | None) -> pd.DataFrame:
    """The same with what the stage colors finds, and what title and feed claim."""
    known: dict[str, Any] = json.loads(cache.read_text("utf-8")) if cache and cache.exists() else {}
    entry = store.entry(Settings().models_dir, "colors")
    if known.get("model") != entry.name:
        known = {"model": entry.name}
    colors_of = open_colors(entry)
    for path in rows.index:
        if path not in known:
            known[path] = [(fact.value, round(fact.score, 4)) for fact in colors_of(read_rgb(data / path), None)
                           if fact.name == "color"]
    if cache:
        cache.write_text(json.dumps(known), "utf-8")
    return rows.assign(found=[known[path] for path in rows.index])


def _claims(rows: pd.DataFrame, by: str = "feed and title") -> list[Claim | None]:
    fields = rows["color"] if by == "feed and title" else [""] * len(rows)
    return [alarm.claim_of(title, color) for title, color in zip(rows["title"], fields, strict=True)]


def _fit(rows: pd.DataFrame) -> None:
    """Write the table: the mean share of each color of the palette in pictures of each claimed color."""
    rows = rows.assign(claim=_claims(rows)).dropna(subset="claim")
    counted = np.random.default_rng(0).random(len(rows)) < FIT_SHARE
    names = sorted({name for seen in SEEN_AS.values() for name in seen.split()})
    place = {name: at for at, name in enumerate(names)}

    def shares(found: list[tuple[str, float]]) -> np.ndarray:
        values = np.zeros(len(names))
        for name, share in found:
            values[place[name]] = share
        return values

    overall = np.mean([shares(found) for found in rows["found"][counted]], axis=0) + LEAST
    seen = {}
    for color, expected in SEEN_AS.items():
        prior = np.array([1.0 if name in expected.split() else RARE for name in names])
        of_color = [shares(found) for found, claim in zip(rows["found"][counted], rows["claim"][counted], strict=True)
                    if claim.colors == (color,)]
        total = PRIOR * prior / prior.sum() + np.sum(of_color, axis=0)
        seen[color] = total / total.sum()

    def plain(values: np.ndarray) -> dict[str, float]:
        return {name: max(LEAST / 2, round(float(value), 4))
                for name, value in zip(names, values / values.sum(), strict=True)}

    table = {"overall": plain(overall), "seen": {color: plain(values) for color, values in seen.items()}}
    table |= dict.fromkeys(FALSE, 0.0)
    TABLE.write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    true = [alarm.judged(claim, found) for claim, found in zip(rows["claim"][~counted], rows["found"][~counted],
                                                               strict=True)]
    table |= {name: round(float(np.quantile(true, 1 - false)), 2) for name, false in FALSE.items()}
    TABLE.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


def _measured(rows: pd.DataFrame, thresholds: dict[str, float]) -> dict[str, Any]:
    """False alarms on true pictures, and alarms on the same pictures with another product's title and color."""
    claims, found = rows["claim"].tolist(), rows["found"].tolist()
    order = np.random.default_rng(0).permutation(len(rows))
    swapped = [claims[order[(at + 1) % len(order)]] for at in np.argsort(order)]  # a ring: nobody keeps its own
    true = np.array([alarm.judged(*pair) for pair in zip(claims, found, strict=True)])
    planted = np.array([alarm.judged(*pair) for pair in zip(swapped, found, strict=True)])
    visible = np.array([not set(own.colors) & set(other.colors) for own, other in zip(claims, swapped, strict=True)],
                       bool)
    figures: dict[str, Any] = {"pictures": len(rows), "swaps": len(rows), "to_another_color": int(visible.sum())}
    for name, threshold in thresholds.items():
        figures[name] = caught(true >= threshold, planted >= threshold, ("recall_of_other_colors", visible))
    return figures


def caught(false: np.ndarray, right: np.ndarray, seen: tuple[str, np.ndarray]) -> dict[str, Any]:
    """Figures of an alarm.

    Parameters
    ----------
    false, right : ndarray of bool, shape (N,)
        Whether it is raised about N pictures as they are, and after their swaps.
    seen : (str, ndarray of bool, shape (N,))
        What the recall of swaps that can be seen is called, and which these are.
    """
    name, visible = seen
    return {"false_alarms": share(false), "recall": share(right), name: share(right[visible]),
            "precision_one_in_two": share(np.repeat([True, False], [right.sum(), false.sum()])),
            "precision_at_2_percent_wrong": round(float(
                WRONG * right.mean() / max(1e-9, WRONG * right.mean() + (1 - WRONG) * false.mean())), 3)}


def share(values: np.ndarray) -> dict[str, Any]:
    """How many are true, as count, share and Wilson's 95 % interval; `values` ndarray of bool, shape (N,)."""
    found = share_of(int(values.sum()), len(values))
    return {"count": int(values.sum()), "of": len(values),
            "share": round(float(values.mean()), 4) if len(values) else None,
            "interval": [round(found.low, 4), round(found.high, 4)] if len(values) else None}


if __name__ == "__main__":
    main()
