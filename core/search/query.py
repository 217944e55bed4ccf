"""The query language: `person:yes color:red -text:any score>0.8 "summer sale"`, read into terms or refused with a mark.

    query  = term, term, ...                  all of them must hold
    term   = [-] (field, operator, value | text)
    field  = letters, digits, _               any name of a fact, or one of `NUMBERS` and `DATE`
    operator = :  >  >=  <  <=
    value  = value, value                     after a colon: one of them; "in quotes" where it has blanks or commas
    text   = word | "several words"           looked up in titles, lettering, file names and labels

After a value may stand how sure it must be: `color:red>0.3`. `any` stands for every value: `-text:any`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Literal

from core.errors import Misuse

ANY = "any"
MOST_TERMS, MOST_LETTERS = 60, 2000
Operator = Literal[":", ">", ">=", "<", "<="]
_FIELD = re.compile(r"([A-Za-z_][\w.]*)(:|>=|<=|>|<)")
_BARE = re.compile(r"[^\s,<>\"]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Term:
    """One condition of a query.

    Attributes
    ----------
    field : str
        Lower case; "" for a text.
    operator : {":", ">", ">=", "<", "<="}
    values : tuple of str
        One of which must hold; of a comparison exactly one; of a text the text.
    negated : bool
    score : (operator, float) or None
        How sure a fact must be.
    start, end : int
        Where it stands in the query.
    """

    field: str
    operator: Operator
    values: tuple[str, ...]
    negated: bool = False
    score: tuple[Operator, float] | None = None
    start: int = 0
    end: int = 0


class QueryError(Misuse):
    """A query that cannot be read.

    Parameters
    ----------
    message, hint : str
    start, end : int
        Which letters of the query are wrong; equal at its end.
    """

    def __init__(self, message: str, hint: str = "", *, start: int = 0, end: int = 0) -> None:
        super().__init__(message, hint)
        self.start, self.end = start, end


def parse(query: str) -> tuple[Term, ...]:
    """Read a query.

    Parameters
    ----------
    query : str
        Empty for everything.

    Raises
    ------
    QueryError
        It cannot be read; says at which letter, and what was expected there.

    Examples
    --------
    >>> [(term.field, term.operator, term.values, term.negated) for term in parse('color:red,blue -text:any "my sale"')]
    [('color', ':', ('red', 'blue'), False), ('text', ':', ('any',), True), ('', ':', ('my sale',), False)]
    >>> parse("score>high")
    Traceback (most recent call last):
    ...
    core.search.query.QueryError: At letter 7, "high": a number was expected. Write for example score>0.8.
    """
    if len(query) > MOST_LETTERS:
        raise QueryError(f"A query has at most {MOST_LETTERS:,} letters, not {len(query):,}.", "Shorten it.",
                         start=MOST_LETTERS, end=len(query))
    terms, place = list[Term](), _after_blanks(query, 0)
    while place < len(query):
        term = _term(query, place)
        terms.append(term)
        place = _after_blanks(query, term.end)
        if len(terms) > MOST_TERMS:
            raise QueryError(f"A query has at most {MOST_TERMS} conditions.", "Remove some.", start=term.start,
                             end=len(query))
    return tuple(terms)


def to_text(terms: tuple[Term, ...] | list[Term]) -> str:
    """Terms as a query that reads back as the same terms.

    Examples
    --------
    >>> to_text(parse('  -color:red,"dark blue">0.3   sale '))
    '-color:red,"dark blue">0.3 sale'
    """
    return " ".join(map(_written, terms))


def quoted(value: str) -> str:
    """A value as it stands in a query: in quotes where it needs them.

    Examples
    --------
    >>> quoted("red"), quoted("dark blue"), quoted("-5")
    ('red', '"dark blue"', '"-5"')
    """
    is_plain = _BARE.fullmatch(value) and not value.startswith("-") and not _FIELD.match(value)
    return value if is_plain else '"' + value.replace('"', " ").strip() + '"'


def nearest(name: str, names: list[str] | tuple[str, ...]) -> str:
    """The name that was probably meant; "" where none is near.

    Examples
    --------
    >>> nearest("colour", ["color", "label"]), nearest("xyz", ["color"])
    ('color', '')
    """
    return next(iter(get_close_matches(name.lower(), names, 1, 0.6)), "")


def day(text: str) -> date | None:
    """A day written as 2026-01-31, or the first of 2026-01 or 2026; None for anything else."""
    parts = text.split("-")
    try:
        numbers = [int(part) for part in parts if part.isdecimal() and part.isascii()]
        return date(*(*numbers, 1, 1)[:3]) if len(numbers) == len(parts) <= 3 and len(parts[0]) == 4 else None
    except ValueError:
        return None


def marked(query: str, error: QueryError) -> str:
    """A query with what is wrong underlined, as two lines.

    Examples
    --------
    >>> try:
    ...     parse("person:yes score>high")
    ... except QueryError as error:
    ...     print(marked("person:yes score>high", error))
    person:yes score>high
                     ^^^^
    """
    line = re.sub(r"\s", " ", query)
    return f"{line}\n{' ' * error.start}{'^' * max(1, min(error.end, len(line)) - error.start)}"


def _term(query: str, start: int) -> Term:
    negated = query[start] == "-"
    place = start + negated
    if place >= len(query) or query[place].isspace():
        raise _expected(query, start, "a field or a word after the minus", "Write for example -text:any.")
    match = _FIELD.match(query, place)
    if match is None:
        text, end = _value(query, place, "a word or a text in quotes", 'Write for example "summer sale".')
        return Term("", ":", (text,), negated, None, start, end)
    field, operator, place = match[1].lower(), match[2], match.end()
    if operator != ":":
        example = f"Write for example {field}{operator}{'2026-01-01' if field == 'date' else '0.8'}."
        value, end = _value(query, place, "a date such as 2026-01-01" if field == "date" else "a number", example)
        if field == "date" and day(value) is None or field != "date" and not _NUMBER.fullmatch(value):
            raise _expected(query, place, "a date such as 2026-01-01" if field == "date" else "a number", example,
                            end=end)
        return Term(field, operator, (value,), negated, None, start, end)  # type: ignore[arg-type]
    values, end = _values(query, place, field)
    score, end = _score(query, end)
    return Term(field, ":", values, negated, score, start, end)


def _values(query: str, place: int, field: str) -> tuple[tuple[str, ...], int]:
    values = list[str]()
    while True:
        example = f"Write for example {field}:{'2026-01-01' if field == 'date' else 'yes'}, or {field}:{ANY}."
        value, place = _value(query, place, f"a value of {field}", example)
        values.append(value)
        if place >= len(query) or query[place] != ",":
            return tuple(values), place
        place += 1


def _value(query: str, place: int, what: str, example: str) -> tuple[str, int]:
    """A value in quotes or without, and where it ends."""
    if query[place:place + 1] == '"':
        end = query.find('"', place + 1)
        if end < 0:
            raise _expected(query, place, "a second quote that closes the text", "Add one at its end.", end=len(query))
        text = query[place + 1:end].strip()
        if not text:
            raise _expected(query, place, "a text between the quotes", example, end=end + 1)
        return text, end + 1
    match = _BARE.match(query, place)
    if match is None:
        raise _expected(query, place, what, example)
    return match[0], match.end()


def _score(query: str, place: int) -> tuple[tuple[Operator, float] | None, int]:
    match = re.compile(r"(>=|<=|>|<)").match(query, place)
    if match is None:
        if place < len(query) and not query[place].isspace():
            raise _expected(query, place, "a blank between two conditions", 'Put a value with blanks into "quotes".')
        return None, place
    value, end = _value(query, match.end(), "a number", "Write for example color:red>0.3.")
    if not _NUMBER.fullmatch(value):
        raise _expected(query, match.end(), "a number", "Write for example color:red>0.3.", end=end)
    return (match[1], float(value)), end  # type: ignore[return-value]


def _expected(query: str, start: int, what: str, hint: str, *, end: int = 0) -> QueryError:
    end = max(end, min(start + 1, len(query)))
    where = f'At letter {start + 1}, "{query[start:end][:40]}"' if start < len(query) else "At its end"
    return QueryError(f"{where}: {what} was expected.", hint, start=start, end=end)


def _after_blanks(query: str, place: int) -> int:
    while place < len(query) and query[place].isspace():
        place += 1
    return place


def _written(term: Term) -> str:
    values = ",".join(quoted(value) for value in term.values)
    score = f"{term.score[0]}{term.score[1]:g}" if term.score else ""
    return f"{'-' * term.negated}{term.field}{term.operator if term.field else ''}{values}{score}"
