"""The catalog as columns in memory: which pictures have which fact, and how sure; counted and sorted in milliseconds.

Databases count combinations of facts by visiting each picture; a million of them take seconds. Here every fact is a row
number in one array, sorted by its value, so that the counts of all facets under any query are one pass over it. A
million pictures with twelve facts each take about 250 MB.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.catalog.searchable import PictureRow, SearchRow

COLUMNS = ("date", "width", "height")  # numbers of a picture that are no facts
DIGITS = 4  # of a score, as facts are stored


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One state of the catalog. Frozen: a search sees one state, whatever is read meanwhile.

    Attributes
    ----------
    ids : ndarray of bytes (S64), shape (N,)
        Picture ids; the place of a picture is its row.
    values : list of (name, value)
        Each combination once; its place is its code.
    codes : ndarray of int32, shape (F,)
        Of each fact of each picture, ascending.
    rows : ndarray of int32, shape (F,)
        The picture of each fact.
    scores : ndarray of float32, shape (F,)
    columns : dict of str to ndarray of float64, shape (N,)
        `COLUMNS`; the date is seconds since 1970.
    numbers : ndarray of int64, shape (N,)
        Of each picture's words, see `core.catalog.picture_texts`.
    """

    ids: np.ndarray
    values: list[tuple[str, str]]
    codes: np.ndarray
    rows: np.ndarray
    scores: np.ndarray
    columns: dict[str, np.ndarray]
    numbers: np.ndarray
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _made: dict[str, np.ndarray] = field(default_factory=dict, repr=False)
    _starts: np.ndarray = field(init=False, repr=False)
    _by_name: dict[str, dict[str, int]] = field(init=False, repr=False)
    _codes_of: dict[str, np.ndarray] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name: dict[str, dict[str, int]] = {}
        for code, (name, value) in enumerate(self.values):
            by_name.setdefault(name, {})[value] = code
        object.__setattr__(self, "_by_name", by_name)
        object.__setattr__(self, "_codes_of", {name: np.fromiter(codes.values(), np.int64, len(codes))
                                               for name, codes in by_name.items()})
        object.__setattr__(self, "_starts", np.searchsorted(
            self.codes, np.arange(len(self.values) + 1, dtype=self.codes.dtype)))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def names(self) -> list[str]:
        """Names of facts that some picture has."""
        return list(self._by_name)

    def values_of(self, name: str) -> list[str]:
        """The values of a name; empty where no picture has it."""
        return list(self._by_name.get(name, ()))

    def having(self, name: str, values: Iterable[str], keep: Callable[[np.ndarray], np.ndarray] | None = None
               ) -> np.ndarray:
        """Which pictures have one of some values, with a score that `keep` accepts (ndarray of bool, shape (N,))."""
        mask = np.zeros(len(self), bool)
        for value in values:
            code = self._by_name.get(name, {}).get(value)
            if code is not None:
                span = slice(self._starts[code], self._starts[code + 1])
                mask[self.rows[span] if keep is None else self.rows[span][keep(
                    self.scores[span].astype(np.float64).round(DIGITS))]] = True
        return mask

    def counts(self, name: str, mask: np.ndarray, most: int) -> tuple[dict[str, int], int]:
        """How many pictures of a mask have each value of a name.

        Parameters
        ----------
        name : str
        mask : ndarray of bool, shape (N,)
        most : int
            Values, those that most pictures have.

        Returns
        -------
        dict of str to int, int
            Counts by value, the most frequent first, and the number of values that some picture has.
        """
        codes = self._codes_of.get(name, np.zeros(0, np.int64))
        numbers = [np.count_nonzero(mask[self.rows[self._starts[code]:self._starts[code + 1]]]) for code in codes]
        return self._most(codes, np.array(numbers, np.int64), most)

    def _most(self, codes: np.ndarray, numbers: np.ndarray, most: int) -> tuple[dict[str, int], int]:
        first = np.argsort(-numbers, kind="stable")[:most]
        return ({self.values[codes[place]][1]: int(numbers[place]) for place in first.tolist() if numbers[place]},
                int(np.count_nonzero(numbers)))

    def numeric(self, name: str) -> np.ndarray:
        """A number for each picture: of a column, of values that are numbers, else the highest score of that name.

        `name:value` gives the score of that one value. NaN where a picture has none (ndarray of float64, shape (N,)).
        """
        return self._once(f"numeric {name}", lambda: self._numeric(name))

    def order(self, name: str) -> np.ndarray:
        """Rows by ascending number of a name, pictures without one last (ndarray of int64, shape (N,))."""
        return self._once(f"order {name}", lambda: np.argsort(self.numeric(name), kind="stable"))

    def rows_of_numbers(self, numbers: np.ndarray) -> np.ndarray:
        """Which pictures have these numbers of words (ndarray of bool, shape (N,))."""
        places = self._once("places", self._places)
        known = numbers[numbers < len(places)]
        mask = np.zeros(len(self) + 1, bool)  # the last for numbers that no picture has
        mask[places[known]] = True
        return mask[:-1]

    def _places(self) -> np.ndarray:
        places = np.full(int(self.numbers.max(initial=0)) + 1, len(self), np.int64)
        places[self.numbers] = np.arange(len(self))
        places[0] = len(self)
        return places

    def _numeric(self, name: str) -> np.ndarray:
        if name in self.columns:
            return self.columns[name]
        name, _, one = name.partition(":")
        found = np.full(len(self), np.nan)
        for value, code in self._by_name.get(name, {}).items():
            if one in ("", value):
                span = slice(self._starts[code], self._starts[code + 1])
                rows, number = self.rows[span], _number(value)
                found[rows] = np.fmax(found[rows], self.scores[span].astype(np.float64).round(DIGITS)
                                      if number is None else number)
        return found

    def _once(self, name: str, make: Callable[[], np.ndarray]) -> np.ndarray:
        if name not in self._made:
            made = make()
            with self._lock:
                self._made[name] = made
        return self._made[name]


def empty() -> Snapshot:
    """The snapshot of a catalog without pictures."""
    return Snapshot(np.zeros(0, "S64"), [], np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32),
                    {name: np.zeros(0) for name in COLUMNS}, np.zeros(0, np.int64))


def with_changes(old: Snapshot, pictures: Iterable[list[PictureRow]], facts: Iterable[list[SearchRow]],
                 row_of: dict[str, int]) -> Snapshot:
    """A snapshot in which some pictures are new or have changed.

    Parameters
    ----------
    old : Snapshot
    pictures : iterable of list of PictureRow
        The new and the changed ones.
    facts : iterable of list of SearchRow
        All facts of these, and of no others.
    row_of : dict of str to int
        Picture id -> row; new pictures are added to it.
    """
    lists = [row for page in pictures for row in page]
    new = [row for row in lists if row[0] not in row_of]
    row_of.update((row[0], len(old) + place) for place, row in enumerate(new))
    places = np.fromiter((row_of[row[0]] for row in lists), np.int64, len(lists))
    size = len(old) + len(new)
    ids = np.concatenate([old.ids, np.array([row[0] for row in new], "S64")])
    columns = {name: _patched(old.columns[name], size, places, [float(row[3 + at]) for row in lists])
               for at, name in enumerate(COLUMNS)}
    numbers = _patched(old.numbers, size, places, [row[1] for row in lists])
    values = list(old.values)
    code_of = {pair: code for code, pair in enumerate(values)}
    parts = [_coded(page, row_of, values, code_of) for page in facts]
    changed = np.zeros(size, bool)
    changed[places] = True
    stay = ~changed[old.rows]
    codes = np.concatenate([old.codes[stay], *(part[0] for part in parts)])
    rows = np.concatenate([old.rows[stay], *(part[1] for part in parts)])
    scores = np.concatenate([old.scores[stay], *(part[2] for part in parts)])
    by_code = np.argsort(codes, kind="stable")
    return Snapshot(ids, values, codes[by_code], rows[by_code], scores[by_code], columns, numbers)


def _patched(old: np.ndarray, size: int, places: np.ndarray, new: Sequence[float]) -> np.ndarray:
    patched = np.zeros(size, old.dtype)
    patched[:len(old)] = old
    patched[places] = new
    return patched


def _coded(page: list[SearchRow], row_of: dict[str, int], values: list[tuple[str, str]],
           code_of: dict[tuple[str, str], int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    known = [row for row in page if row[0] in row_of]
    codes = []
    for _, name, value, _ in known:
        code = code_of.get((name, value))
        if code is None:
            code = code_of[name, value] = len(values)
            values.append((name, value))
        codes.append(code)
    return (np.array(codes, np.int32), np.array([row_of[row[0]] for row in known], np.int32),
            np.array([row[3] for row in known], np.float32))


def _number(value: str) -> float | None:
    try:
        return float(value) if value[:1].isdecimal() and value.isascii() else None
    except ValueError:
        return None
