"""The alarms for pictures of another SKU and for lettering: they find planted swaps, and what else they alarm about.

    python -m benchmarks.wrong_skus --data PACK --cache FOLDER
    python -m benchmarks.wrong_skus --data PACK --cache FOLDER --fit     # chooses core/alarm/other_sku.json again

An audit is made of the pictures of one source, with several pictures of a product where the source has them. One in
twenty pictures changes places with another product's; each audit is drawn ten times. Coefficients and thresholds come
from one half of the groceries, of Magento's products, of Myntra and of IKEA; figures are of the other halves, of the
packshots and of other shops, which had no part in them. Barcodes are measured on photos of barcodes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from core.alarm.evidence import LEAST_READ
from core.alarm.lettering import Named, lettering_alarms
from core.alarm.offers import Offer
from core.alarm.other_sku import TABLE, Seen, features, joined, sku_alarms, table
from core.alarm.tasks import compared
from core.learning.data.pictures import read_rgb
from core.learning.skus.photos import read_photos
from core.models import store
from core.nouns.alarm import Alarm
from core.nouns.proportion import share_of
from core.settings import Settings
from core.skus import views
from core.skus.work import models_of
from core.vision.codes.reader import RETAIL, read_codes
from core.vision.skus.gtin import expand_upc_e, number_of
from core.vision.skus.index import IndexedSku, SkuIndex, View, index_of
from core.vision.skus.look import Look
from core.vision.skus.looking import Looking
from core.vision.text.reader import TextReader

DRAWS, PLANTED, WRONG = 10, 0.05, 0.02  # audits of a source; share of swaps; share of wrong pictures in use
EACH, PHOTOS = 300, 5  # pictures of a source without several pictures of a product; photos beside a packshot
FALSE = {"possible": 0.01, "likely": 0.003}
WEAK = 0.0002  # of the coefficients' squares in the fit
Row = tuple[str, str, str, str, str]  # path, product, family, title, GTIN


@dataclass(frozen=True, eq=False)
class Source:
    """The pictures of a source, looked at.

    Attributes
    ----------
    rows : list of Row
    index : SkuIndex
    lines : dict of str to list of str
        Path -> lines that were read.
    codes : dict of str to list of int
    """

    rows: list[Row]
    index: SkuIndex
    lines: dict[str, list[str]]
    codes: dict[str, list[int]]


def sources(data: Path) -> dict[str, tuple[list[Row], list[Row]]]:
    """Name -> rows to fit on, rows to measure on."""
    photos, rng = read_photos(data), np.random.default_rng(0)
    groceries: tuple[list[Row], list[Row]] = [], []
    for number, name in enumerate(photos.classes):
        own = np.flatnonzero(photos.truth == number)
        groups = {photos.groups[row]: row for row in rng.permutation(own)}
        paths = [photos.packshots[number], *(photos.photos[row] for row in list(groups.values())[:PHOTOS])]
        groceries[int(photos.measured[number])].extend(
            (str(path.relative_to(data)), name, name, name.replace("-", " "), "") for path in paths)
    titles = {row["path"]: row["title"] for row in _read(data / "tags_products.csv") if row["title"]}
    manifest = {row["path"]: row for row in _read(data / "manifest.csv")}
    magento: tuple[list[Row], list[Row]] = [], []
    for path in sorted(path for path, row in manifest.items() if row["block"] == "magento"):
        name = Path(path).stem.partition("_")[0]
        parent = name.partition("-")[0]
        magento[zlib.crc32(parent.encode()) % 2].append((path, name, parent, name, ""))
    packshots = [(row["path"], row["sku"], row["sku"], row["title"], "") for row in _read(data / "packshots/skus.csv")]
    singles = {name: _halves([(path, path, manifest[path]["group"], titles[path], "") for path in sorted(titles)
                              if manifest[path]["block"] in blocks], rng)
               for name, blocks in (("Myntra", ("fashion",)), ("IKEA", ("home",)),
                                    ("other shops", ("other2", "other3", "sensitive3", "apparel2")))}
    return {"groceries": groceries, "Magento": magento, "packshots": ([], packshots), **singles,
            "other shops": ([], singles["other shops"][1] + singles["other shops"][0])}


def _halves(rows: list[Row], rng: np.random.Generator) -> tuple[list[Row], list[Row]]:
    """At most `EACH` rows of each half; a family is in one half."""
    order = [rows[place] for place in rng.permutation(len(rows))]
    halves = [[row for row in order if zlib.crc32(row[2].encode()) % 2 == half][:EACH] for half in (0, 1)]
    return halves[0], halves[1]


class Looked:
    """What models see on pictures, kept in a folder."""

    def __init__(self, data: Path, cache: Path) -> None:
        self._data, self._cache = data, cache
        settings = Settings()
        self._looking = Looking(*models_of(settings))
        self._reader = TextReader(store.entry(settings.models_dir, "text"))

    def source(self, rows: list[Row]) -> Source:
        """The rows with what is seen on their pictures."""
        seen = {row[0]: self._seen(row[0]) for row in rows}
        skus = {row[1]: place for place, row in enumerate(rows)}
        index = index_of([IndexedSku(row[1], row[3], gtin=row[4]) for row in rows],
                         [View(skus[row[1]], row[0], seen[row[0]][0]) for row in rows], "benchmark")
        return Source(rows, index, {path: about["lines"] for path, (_, about) in seen.items()},
                      {path: about["codes"] for path, (_, about) in seen.items()})

    def _seen(self, path: str) -> tuple[Look, dict[str, Any]]:
        file = self._cache / f"{hashlib.sha256(path.encode()).hexdigest()[:24]}.npz"
        found: Any = views.read(file)
        if found is None:
            image = read_rgb(self._data / path)
            about: Any = {"lines": [line.text for line in self._reader.read(image)
                                    if line.text and line.score >= LEAST_READ], "codes": codes_in(image)}
            views.write(file, self._looking.look(image), about)
            found = views.read(file)
        return found[0], found[1]


def codes_in(image: np.ndarray) -> list[int]:
    """Trade item numbers on a picture, as `core.alarm.tasks.codes_of`."""
    read = [expand_upc_e(code.text) if code.format == "UPCE" and len(code.text) == 8 else code.text
            for code in read_codes(image) if code.format in RETAIL]
    return [number for number in map(number_of, read) if number is not None]


def audits(source: Source) -> Iterator[tuple[list[Offer], Seen, set[int], dict[int, int]]]:
    """Offers of drawn audits, what is seen, numbers of planted rows, and number -> the family that is shown there."""
    rows = source.rows
    families = {name: place for place, name in enumerate(dict.fromkeys(row[2] for row in rows))}
    for draw in range(DRAWS):
        rng = np.random.default_rng(draw)
        chosen = rng.choice(len(rows), max(2, round(PLANTED * len(rows))), replace=False)
        shown = list(range(len(rows)))
        for one, two in zip(chosen[::2], chosen[1::2], strict=False):
            if rows[one][2] != rows[two][2]:
                shown[one], shown[two] = int(two), int(one)
        offers = [Offer(place, rows[at][0], rows[at][0], row[1], row[3], family=families[row[2]], gtin=row[4],
                        is_first=True) for place, (row, at) in enumerate(zip(rows, shown, strict=True))]
        pairs = compared(source.index, [(offer.picture_id, offer.family) for offer in offers], range(len(offers)))
        yield (offers, Seen(source.codes, dict(enumerate(pairs))),
               {place for place, at in enumerate(shown) if place != at},
               {place: families[rows[at][2]] for place, at in enumerate(shown)})


def measured(source: Source) -> dict[str, Any]:
    """Alarms on drawn audits, against what was planted."""
    counted: dict[str, list[int]] = {}
    number, swaps, comparable = 0, 0, 0
    for offers, seen, planted, shown in audits(source):
        families = [offer.family for offer in offers]
        beside = {place for place in planted if min(families.count(families[place]), families.count(shown[place])) > 1}
        number, swaps, comparable = number + len(offers), swaps + len(planted), comparable + len(beside)
        alarms = sku_alarms(offers, seen, source.lines)
        for name, kept in (("possible or better", alarms), ("likely or better", _sure(alarms))):
            right = [one for one in kept if one.shown.number in planted]
            named = sum(bool(one.others) and offers[one.others[0].number].family == shown[one.shown.number]
                        for one in right)
            counts = counted.setdefault(name, [0, 0, 0, 0])
            for place, more in enumerate((len(right), len(kept) - len(right), named,
                                          sum(one.shown.number in beside for one in right))):
                counts[place] += more
    figures: dict[str, Any] = {"pictures": len(source.rows), "swaps": swaps, "untouched": number - swaps,
                               "swaps with other pictures on both sides": comparable}
    for name, (hits, false, said, of_comparable) in counted.items():
        figures[name] = {
            "recall": _share(hits, swaps), "recall with other pictures": _share(of_comparable, comparable),
            "false alarms": _share(false, number - swaps), "precision": _share(hits, hits + false),
            "names the product": _share(said, hits), **_in_use(hits / max(1, swaps), false / max(1, number - swaps))}
    return figures


def lettering(source: Source) -> dict[str, Any]:
    """Alarms for lettering on pictures with words, as they are and each with another product's row."""
    with_words = [row for row in source.rows if source.lines[row[0]]]
    if len(with_words) < 2:
        return {"pictures with words": len(with_words)}
    order = np.random.default_rng(0).permutation(len(source.rows))
    moved = {int(order[place]): int(order[place - 1]) for place in range(len(order))}
    families = {name: place for place, name in enumerate(dict.fromkeys(row[2] for row in source.rows))}

    def alarms(shown: Callable[[int], int]) -> list[Alarm]:
        return lettering_alarms([
            Offer(place, source.rows[shown(place)][0], source.rows[shown(place)][0], row[1], row[3],
                  family=families[row[2]]) for place, row in enumerate(source.rows)], source.lines)

    swaps = sum(bool(source.lines[source.rows[at][0]]) and source.rows[at][2] != source.rows[place][2]
                for place, at in moved.items())
    figures: dict[str, Any] = {"pictures": len(source.rows), "pictures with words": len(with_words), "swaps": swaps}
    true, planted = alarms(lambda place: place), alarms(moved.__getitem__)
    planted = [one for one in planted if source.rows[moved[one.shown.number]][2] != source.rows[one.shown.number][2]]
    for name, false, hits in (("possible or better", len(true), len(planted)),
                              ("likely or better", len(_sure(true)), len(_sure(planted)))):
        figures[name] = {
            "recall": _share(hits, swaps), "false alarms": _share(false, len(with_words)),
            "right if every second picture is wrong": _share(hits, hits + false),
            **_in_use(hits / max(1, swaps), false / len(with_words))}
    return figures


def _in_use(recall: float, rate: float) -> dict[str, float]:
    """The share of right alarms where few pictures are wrong."""
    return {"precision at 2 percent wrong": round(WRONG * recall / max(1e-9, WRONG * recall + (1 - WRONG) * rate), 3)}


def barcodes(data: Path, cache: Looked) -> dict[str, Any]:
    """Photos of barcodes as pictures of the products that their barcodes name."""
    rows = [(row["path"], row["text"], row["text"], f"Product {row['text']}", row["text"])
            for row in _read(data / "barcodes/expected.csv") if number_of(row["text"]) is not None]
    return measured(cache.source(rows))


def fit(sets: list[Source]) -> dict[str, Any]:
    """Coefficients by maximum likelihood, each source with the same weight, and thresholds by false alarms."""
    cases: list[tuple[np.ndarray, bool, float]] = []
    for source in sets:
        own = [(features(one.own, one.alike, one.letters, one.has_own), offer.number in planted)
               for offers, seen, planted, shown in audits(source) for offer, one in _joined(offers, seen, source.lines)
               if offer.number not in planted or one.other.family == shown[offer.number]]
        cases += [(values, is_planted, 1000 / len(own)) for values, is_planted in own]
    x, y, w = (np.array(column, float) for column in zip(*cases, strict=True))
    coefficients = _logistic(x, y, w).round(3)
    scores = 1 / (1 + np.exp(-x @ coefficients))
    return {"coefficients": coefficients.tolist(),
            **{name: _least(scores[y == 0], w[y == 0], share) for name, share in FALSE.items()}}


def _joined(offers: list[Offer], seen: Seen, lines: dict[str, list[str]]) -> Iterable[tuple[Offer, Any]]:
    named, by_number = Named(offers, lines), {offer.number: offer for offer in offers}
    found = ((offer, joined(offer, seen, by_number, named)) for offer in offers)
    return [(offer, one) for offer, one in found if one is not None]


def _logistic(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    def loss(values: np.ndarray) -> float:
        logits = x @ values
        fits = float((w * (np.logaddexp(0, logits) - y * logits)).sum() / w.sum())
        return fits + WEAK * float((values[1:] ** 2).mean())

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), method="L-BFGS-B").x)


def _least(scores: np.ndarray, weights: np.ndarray, share: float) -> float:
    """The score that this share of right pictures reaches."""
    order = np.argsort(-scores)
    above = np.cumsum(weights[order]) / weights.sum()
    return round(float(scores[order][min(len(order) - 1, int(np.searchsorted(above, share)))]) + 5e-5, 4)


def _sure(alarms: list[Alarm]) -> list[Alarm]:
    return [one for one in alarms if one.confidence != "possible"]


def _share(hits: int, count: int) -> dict[str, Any]:
    found = share_of(hits, count)
    return {"count": hits, "of": count, "share": None if found.share is None else round(found.share, 4),
            "interval": [round(found.low, 4), round(found.high, 4)]}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Print the figures as JSON; with --fit write the table first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, required=True, help="folder that keeps what is seen on pictures")
    parser.add_argument("--fit", action="store_true", help="choose coefficients and thresholds again")
    options = parser.parse_args()
    looked, of_source = Looked(options.data, options.cache), sources(options.data)
    if options.fit:
        TABLE.write_text(json.dumps(fit([looked.source(rows) for rows, _ in of_source.values() if rows]), indent=1)
                         + "\n", "utf-8")
        table.cache_clear()
    show: Callable[..., None] = lambda name, found: print(json.dumps({name: found}), flush=True)  # noqa: E731
    show("barcodes", barcodes(options.data, looked))
    for name, (fitted, rows) in of_source.items():
        show(f"{name}, another SKU", measured(looked.source(rows)))
        show(f"{name}, lettering", lettering(looked.source(fitted + rows)))


if __name__ == "__main__":
    main()
