"""The fields of a query: which there are, what else they are called, and which pictures a term leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import numpy as np

from core.search.query import ANY, QueryError, Term, day, nearest
from core.search.snapshot import COLUMNS, Snapshot
from core.words.facts import value_word
from core.words.search import VALUE_NAMES

FIELDS = ("type", "label", "verdict", "color", "object", "person", "people", "face", "tag", "state", "category",
          "lettering", "background", "sensitive", "score", "text", "source", "job", "broken", "corrected",
          "faces", "persons", "sku", *COLUMNS)  # in the order of suggestions and facets; known also without pictures
ALIASES = {"kind": "type", "photo_type": "type", "intent": "label", "colour": "color", "colors": "color",
           "objects": "object", "words": "text", "tags": "tag", "rule": "broken", "added": "date",
           "seen": "date"}
PARTS = ("job", "source", "sku", "category", "text", "broken")  # fields of which a part of the value is enough
SCORE = "score"  # the shoppable score: that of the verdict
UNSET_STATE = "judged"  # the state of a picture whose state nobody has set
_COMPARE = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}
Texts = Callable[[tuple[str, ...]], np.ndarray]  # phrases -> ndarray of bool, shape (N,)


def known_fields(snapshot: Snapshot) -> list[str]:
    """All fields that a query may name now."""
    return list(dict.fromkeys((*FIELDS, *sorted(snapshot.names))))


def check_fields(snapshot: Snapshot, terms: Iterable[Term]) -> None:
    """Raise QueryError for a field that no picture has and that no stage would write."""
    known = known_fields(snapshot)
    for term in terms:
        if term.field and named(term.field) not in known:
            near = nearest(term.field, [*known, *ALIASES])
            meant = f"Did you mean {near}? " if near else ""
            raise QueryError(
                f"At letter {term.start + 1 + term.negated}: there is no field {term.field[:40]!r}.",
                f"{meant}Fields are {', '.join(known)}; put a text with a colon into quotes.",
                start=term.start + term.negated, end=term.start + term.negated + len(term.field))


def named(field: str) -> str:
    """The name of a field that may be called otherwise.

    Examples
    --------
    >>> named("kind"), named("color")
    ('type', 'color')
    """
    return ALIASES.get(field, field)


def matching(snapshot: Snapshot, terms: Iterable[Term], texts: Texts) -> np.ndarray:
    """Which pictures meet all terms.

    Parameters
    ----------
    snapshot : Snapshot
    terms : iterable of Term
        Their fields are known.
    texts : callable
        Looks up phrases in the full text.

    Returns
    -------
    ndarray of bool, shape (N,)
    """
    mask = np.ones(len(snapshot), bool)
    phrases = list[str]()
    for term in terms:
        if not term.field and not term.negated:
            phrases.append(term.values[0])
            continue
        here = _of_term(snapshot, term, texts)
        mask &= ~here if term.negated else here
    return mask & texts(tuple(phrases)) if phrases else mask


def stored_values(snapshot: Snapshot, field: str, value: str) -> list[str]:
    """The stored values that a value of a query stands for; empty where no picture has one.

    Of `PARTS` every value that contains it; else the one that is equal, however it is written: Home and decor,
    home-decor or home_decor.
    """
    known = snapshot.values_of(field)
    folded = _folded(value)
    if folded in known:
        return [folded]
    if field in PARTS:
        return [name for name in known if value.casefold() in name.casefold()]
    return [name for name in known if folded in (_folded(name), _folded(value_word(field, name)),
                                                 _folded(VALUE_NAMES.get(field, {}).get(name, "")))]


def unknown_values(snapshot: Snapshot, terms: Iterable[Term]) -> list[tuple[str, str, str]]:
    """Field, value and the nearest value (or "") of each value that no picture has."""
    found = []
    for term in terms:
        field = named(term.field)
        if not field or term.operator != ":" or field in (SCORE, *COLUMNS, "state"):
            continue
        found += [(field, value, nearest(_folded(value), snapshot.values_of(field))) for value in term.values
                  if value != ANY and not stored_values(snapshot, field, value)]
    return found


def _of_term(snapshot: Snapshot, term: Term, texts: Texts) -> np.ndarray:
    field = named(term.field)
    if not field:
        return texts(term.values)
    if field == "date":
        return np.logical_or.reduce([_in_time(snapshot, term, value) for value in term.values])
    if term.operator != ":":
        numbers = snapshot.numeric("verdict" if field == SCORE else field)
        return _COMPARE[term.operator](numbers, float(term.values[0]))
    if field in (SCORE, *COLUMNS):
        return _equal(snapshot, term)
    keep = partial(_compared, *term.score) if term.score else None
    if ANY in term.values:
        return snapshot.having(field, snapshot.values_of(field), keep)
    mask = snapshot.having(field, [one for value in term.values for one in stored_values(snapshot, field, value)], keep)
    if field == "state" and UNSET_STATE in map(_folded, term.values):
        mask |= ~snapshot.having("state", snapshot.values_of("state"))
    return mask


def _compared(operator: str, limit: float, scores: np.ndarray) -> np.ndarray:
    return _COMPARE[operator](scores, limit)


def _equal(snapshot: Snapshot, term: Term) -> np.ndarray:
    field = "verdict" if named(term.field) == SCORE else named(term.field)
    try:
        wanted = [float(value) for value in term.values if value != ANY]
    except ValueError:
        raise QueryError(f"At letter {term.start + 1}: {term.field} takes a number, not {term.values[0][:40]!r}.",
                         f"Write for example {term.field}>0.8.", start=term.start, end=term.end) from None
    numbers = snapshot.numeric(field)
    return np.isin(numbers.round(2), np.round(wanted, 2)) if wanted else ~np.isnan(numbers)


def _in_time(snapshot: Snapshot, term: Term, value: str) -> np.ndarray:
    seen = snapshot.columns["date"]
    if value == ANY:
        return np.ones(len(snapshot), bool)
    first = day(value)
    if first is None:
        raise QueryError(f"At letter {term.start + 1}: a date is a day such as 2026-01-31, not {value[:40]!r}.",
                         "A month (2026-01) or a year is taken too.", start=term.start, end=term.end)
    start, end = _seconds(first), _seconds(_end(first, value.count("-")))
    return {":": (seen >= start) & (seen < end), ">": seen >= end, ">=": seen >= start, "<": seen < start,
            "<=": seen < end}[term.operator]


def _end(first: date, dashes: int) -> date:
    """The first day after a day, month or year."""
    if dashes == 2:
        return first + timedelta(days=1)
    months = first.month if dashes == 1 else 12
    return date(first.year + months // 12, months % 12 + 1, 1)


def _seconds(at: date) -> float:
    return datetime(at.year, at.month, at.day, tzinfo=UTC).timestamp()


def _folded(value: str) -> str:
    return value.strip().casefold().replace(" ", "_").replace("-", "_")
