"""Which SKU of the catalog a crop shows, for many crops at once; in worker processes only.

Nine pooled regions are compared with the whole catalog, all 49 parts with the nearest, and colors with those. Points
are compared for the candidates of crops that are not clear yet, the closest calls first, a bounded number of them.
One softmax over the candidates and "none of them" makes of it a probability; its coefficients stand in the model's file
(`core.learning.skus`). A barcode that belongs to one product decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.models.store import Entry
from core.nouns.read_code import ReadCode
from core.nouns.sku import SkuAnswer, SkuMatch
from core.vision.codes.reader import read_codes
from core.vision.skus.geometry import agreeing, points_of
from core.vision.skus.gtin import number_of
from core.vision.skus.index import SkuIndex, open_index
from core.vision.skus.look import SCALE, Look, likeness, pooled
from core.vision.skus.looking import Looking, read_settings, trimmed
from core.vision.skus.text import WordIndex

NEAREST, CANDIDATES, SHOWN = 32, 8, 5  # views compared by all parts; products compared by points; told
ROWS = 256  # views whose regions are compared at a time
COMPARED = 60  # crops of one call whose points are compared: no clock decides, so answers repeat
CLEAR = 0.98  # probability from which on points are not asked
READ = 0.99  # probability of a barcode that was read and belongs to one product


@dataclass(frozen=True, eq=False)
class Candidates:
    """The nearest products of one crop: rows of products, the best view of each, and what speaks for each.

    Attributes
    ----------
    rows, views : ndarray of int, shape (C,)
    look, color, text : ndarray of float32, shape (C,)
        In [0, 1], but for the look, which may be below 0.
    points : ndarray of int, shape (C,), or None
        Points that agree; None where they were not compared.
    """

    rows: np.ndarray
    views: np.ndarray
    look: np.ndarray
    color: np.ndarray
    text: np.ndarray
    points: np.ndarray | None = None

    def left_out(self, row: int) -> Candidates:
        """The others, without one product."""
        kept = self.rows != row
        points = None if self.points is None else self.points[kept]
        return Candidates(self.rows[kept], self.views[kept], self.look[kept], self.color[kept], self.text[kept], points)


class Matcher:
    """An index and the models that look at crops, open.

    Parameters
    ----------
    index : SkuIndex
    models : (matcher, network)
        Entries of the roles "skus" and "intent".
    threads : int
        Crops that are looked at at once.
    compared : int
        Crops of one call whose points are compared, at most.
    """

    def __init__(self, index: SkuIndex, models: tuple[Entry, Entry], *, threads: int = 2, compared: int = COMPARED
                 ) -> None:
        self.index, self._threads, self._compared = index, threads, compared
        self._models, self._looking = models, Looking(*models, threads=threads)
        self.settings, self._sure = read_settings(models[0]), models[0].threshold("sure")
        self._words = WordIndex([f"{sku.brand} {sku.title} {sku.size}" for sku in index.skus])
        self._by_code: dict[int, list[int]] = {}
        for row, sku in enumerate(index.skus):
            number = number_of(sku.gtin)
            if number is not None:
                self._by_code.setdefault(number, []).append(row)

    def of(self, index: SkuIndex) -> Matcher:
        """The same models over another index."""
        return Matcher(index, self._models, threads=self._threads, compared=self._compared)

    @property
    def has_words(self) -> bool:
        """Whether a product has a brand, title or size that lettering could name."""
        return any(sku.brand or sku.title or sku.size for sku in self.index.skus)

    def __call__(self, crops: Sequence[np.ndarray], words: Sequence[Sequence[str]] = (),
                 codes: Sequence[Sequence[ReadCode]] = ()) -> list[SkuAnswer]:
        """What some crops show.

        Parameters
        ----------
        crops : sequence of ndarray of uint8, shape (H, W, 3)
            RGB, upright, one product each.
        words : sequence of sequence of str
            Lines of text that were read in each crop, such as in one pass over the whole photo; none by default.
        codes : sequence of sequence of ReadCode
            Barcodes that were read on the whole photo and lie in each crop; those of the crops are read here.

        Returns
        -------
        list of SkuAnswer
            One for each crop.
        """
        if not len(crops) or not len(self.index):
            return [SkuAnswer() for _ in crops]
        read = self._each(lambda crop: read_codes(crop, again=False), crops)
        known = [{code.text: code for code in (*own, *(codes[number] if codes else ()))}.values()
                 for number, own in enumerate(read)]
        return [self._answer(one, tuple(code.text for code in own), [code.gtin for code in own])
                for one, own in zip(self.candidates(crops, words), known, strict=True)]

    def candidates(self, crops: Sequence[np.ndarray], words: Sequence[Sequence[str]] = (), *, points: bool = True
                   ) -> list[Candidates]:
        """The nearest products of crops, as for `__call__`; points are compared where `points` says so."""
        looks = self._looking.looks(crops)
        lines = [tuple(line) for line in words] if words else [()] * len(crops)
        found = self._each(self._nearest, looks, self._near_views(looks), lines)
        return self._with_points(crops, found) if points else found

    def _near_views(self, looks: Sequence[Look]) -> np.ndarray:
        """The views whose regions are nearest to each crop's, int64 (N, NEAREST)."""
        index, most = self.index, min(NEAREST, len(self.index))
        regions, shares = pooled(np.stack([look.cells for look in looks]) / np.float32(SCALE),
                                 np.stack([look.weights for look in looks]))
        scores = np.empty((len(looks), len(index)), np.float32)

        def compare(start: int) -> None:
            part = slice(start, start + ROWS)
            scores[:, part] = regions_alike((np.asarray(index.regions[part], np.float32), index.shares[part]),
                                            (regions, shares))

        self._each(compare, range(0, len(index), ROWS))
        return np.argpartition(-scores, most - 1, axis=1)[:, :most]

    def _nearest(self, look: Look, views: np.ndarray, lines: tuple[str, ...]) -> Candidates:
        """The products of some views, the likeliest first, at most `CANDIDATES`; those whose words were read too."""
        index = self.index
        by_words, views = self._words.scores(lines), np.sort(views)
        if by_words:
            best = sorted(by_words, key=lambda row: -by_words[row])[:CANDIDATES]
            views = np.union1d(views, np.flatnonzero(np.isin(index.rows, best)))
        cells = np.asarray(index.cells[views], np.float32)
        cells /= np.float32(SCALE)
        alike = likeness((cells, np.asarray(index.weights[views], np.float32)),
                         (look.cells / np.float32(SCALE), look.weights))
        colors = np.asarray(index.colors[views], np.float32) @ look.color
        order = np.argsort(-alike, kind="stable")
        rows, firsts = np.unique(index.rows[views][order], return_index=True)
        kept = order[firsts]
        text = np.array([by_words.get(row, 0.0) for row in rows.tolist()], np.float32)
        made = Candidates(rows, views[kept], alike[kept], colors[kept], text)
        best_first = np.argsort(-self._logits(made), kind="stable")[:CANDIDATES]
        return Candidates(*(getattr(made, name)[best_first] for name in ("rows", "views", "look", "color", "text")))

    def _with_points(self, crops: Sequence[np.ndarray], found: list[Candidates]) -> list[Candidates]:
        """The same with points that agree, for the closest calls."""
        best = np.array([float(self.shares(one).max()) for one in found])
        close = [int(number) for number in np.argsort(best, kind="stable") if best[number] < CLEAR]

        def compare(number: int) -> tuple[int, np.ndarray]:
            own = points_of(trimmed(crops[number]))
            return number, np.array([agreeing(self.index.points_of(view), own) for view in found[number].views])

        for number, points in self._each(compare, close[:self._compared]):
            one = found[number]
            found[number] = Candidates(one.rows, one.views, one.look, one.color, one.text, points)
        return found

    def _each(self, work: Callable[..., Any], *values: Iterable[Any]) -> list[Any]:
        """What some work gives for each value, several at once."""
        with ThreadPoolExecutor(self._threads) as threads:
            return list(threads.map(work, *values))

    def _logits(self, found: Candidates) -> np.ndarray:
        weights = self.settings["plain" if found.points is None else "points"]
        logits = weights["look"] * found.look + weights["color"] * found.color + self.settings["text"] * found.text
        return logits if found.points is None else logits + weights["points"] * np.log1p(found.points)

    def shares(self, found: Candidates) -> np.ndarray:
        """Probability of each candidate; what is missing to 1 is that of none of them."""
        logits = self._logits(found)
        none = self.settings["plain" if found.points is None else "points"]["none"]
        top = max(float(logits.max()), none)
        powers = np.exp(logits - top)
        return np.asarray(powers / (powers.sum() + math.exp(none - top)))

    def _answer(self, found: Candidates, codes: tuple[str, ...], gtins: list[int | None]) -> SkuAnswer:
        shares = self.shares(found)
        order = np.argsort(-shares, kind="stable")[:SHOWN]
        matches = [self._match(found, place, float(shares[place])) for place in order.tolist()]
        of_code = {row for gtin in gtins if gtin is not None for row in self._by_code.get(gtin, ())}
        if len(of_code) == 1:
            sku = self.index.skus[of_code.pop()]
            known = next((match.parts for match in matches if match.sku == sku.sku), {})
            rest = [SkuMatch(match.sku, match.title, match.score * (1 - READ), match.parts) for match in matches
                    if match.sku != sku.sku]
            matches = [SkuMatch(sku.sku, sku.title, READ, {**known, "barcode": 1.0}), *rest][:SHOWN]
        sure = matches[0].score >= self._sure
        return SkuAnswer(tuple(matches), matches[0].sku if sure else "", codes)

    def _match(self, found: Candidates, place: int, score: float) -> SkuMatch:
        sku = self.index.skus[int(found.rows[place])]
        parts = {"look": float(np.clip(found.look[place], 0, 1)), "color": float(np.clip(found.color[place], 0, 1))}
        if found.points is not None:
            parts["geometry"] = float(min(1.0, found.points[place] / 30))
        if found.text[place] > 0:
            parts["text"] = float(found.text[place])
        return SkuMatch(sku.sku, sku.title, score, parts)


def regions_alike(shown: tuple[np.ndarray, np.ndarray], crops: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """How well nine regions of pictures and of crops find each other.

    Parameters
    ----------
    shown : (regions, shares)
        float32 (V, 9, D) of length 1, float32 (V, 9).
    crops : (regions, shares)
        float32 (N, 9, D), float32 (N, 9).

    Returns
    -------
    ndarray of float32, shape (N, V)
    """
    (regions, shares), (own, own_shares) = shown, crops
    count, parts, width = own.shape
    # Regions come before pictures, so that each maximum is one of whole rows: three times as fast.
    rows, columns = (values.transpose(1, 0, 2).reshape(-1, width) for values in (own, regions))
    cosines = (rows @ columns.T).reshape(parts, count, parts, len(regions))
    weights, own_weights = (one / np.maximum(one.sum(axis=1, keepdims=True), 1e-6) for one in (shares, own_shares))
    there = np.einsum("nrv,vr->nv", cosines.max(axis=0), weights)
    return np.asarray(there + np.einsum("qnv,nq->nv", cosines.max(axis=2), own_weights), np.float32) / 2


def open_matcher(folder: Path, models: tuple[Entry, Entry], *, threads: int = 2, compared: int = COMPARED) -> Matcher:
    """Open an index for matching.

    Parameters
    ----------
    folder : Path
        Of the index; see `core.skus.index_folder`.
    models : (matcher, network)
        See `core.skus.models`.
    threads : int
        Crops that are looked at at once.
    compared : int
        Crops of one call whose points are compared, at most.

    Returns
    -------
    Matcher
        Call it with crops.

    Raises
    ------
    NotFound, SetupError
        As `core.vision.skus.index.open_index`; or a model's file is not what it should be.
    """
    return Matcher(open_index(folder), models, threads=threads, compared=compared)
