"""What a user can ask of the catalog: find pictures, count them by facets, suggest how a query goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from random import Random
from urllib.parse import unquote

import numpy as np
from sqlalchemy import select

from core.catalog import picture_texts
from core.catalog.searchable import BATCH, STATE
from core.catalog.tables import corrections, facts, pictures
from core.errors import Misuse
from core.nouns.fact import Fact
from core.search import fields
from core.search.engine import Engine
from core.search.found import Facet, Found, Hit
from core.search.query import Term, nearest, parse, quoted, to_text
from core.search.snapshot import Snapshot
from core.site import Site
from core.words.search import note_words

PAGE = 48
MOST_VALUES = 12  # of a facet
NO_FACETS = ("faces", "persons", "text", "sku")  # counts and words are no list to choose from
NOT_SORTED = ("job", "source", "sku", "text")


def search(site: Site, query: str = "", *, sort: str = "-date", offset: int = 0, limit: int = PAGE,
           facets: bool = True) -> Found:
    """Find pictures.

    Parameters
    ----------
    site : Site
    query : str
        In the query language (`core.search.query`); empty for everything.
    sort : str
        Any field whose facts have scores or numbers: "-date" (newest first), "score", "-width", "-color:red". Pictures
        without it come last.
    offset, limit : int
        Which of them.
    facets : bool
        Whether the facets are counted too.

    Raises
    ------
    QueryError
        The query cannot be read, or names a field that is not there.
    Misuse
        The sort is unknown.
    """
    terms, snapshot, mask = _matched(site, query)
    rows = _sorted_rows(snapshot, mask, sort)
    page = [snapshot.ids[row].decode() for row in rows[offset:offset + limit]]
    notes = tuple(note_words(*values) for values in fields.unknown_values(snapshot, terms))
    counted_facets = _facets(site, snapshot, terms, mask) if facets else ()
    return Found(to_text(terms), len(rows), len(snapshot), tuple(hits(site, page)), counted_facets, notes)


def check(site: Site, query: str) -> None:
    """Raise QueryError where a query cannot be read or names a field that is not there."""
    fields.check_fields(site.part(Engine).now(), parse(query))


def asked_values(query: str) -> dict[str, tuple[str, ...]]:
    """Field -> the values that a query asks for, without those that it excludes.

    Examples
    --------
    >>> asked_values("color:red,blue -text:any kind:product_only score>0.5 sale")
    {'color': ('red', 'blue'), 'type': ('product_only',)}
    """
    return {fields.named(term.field): term.values for term in parse(query)
            if term.field and term.operator == ":" and not term.negated and fields.named(term.field) != fields.SCORE}


def picture_ids(site: Site, query: str = "", *, sort: str = "-date") -> list[str]:
    """The ids of all pictures that meet a query, in an order; raises as `search` does."""
    _, snapshot, mask = _matched(site, query)
    return [name.decode() for name in snapshot.ids[_sorted_rows(snapshot, mask, sort)].tolist()]


def sample(site: Site, most: int) -> tuple[list[str], int]:
    """Pictures drawn at random from the catalog, the same ones while it is the same.

    Returns
    -------
    list of str, int
        At most `most` ids, and how many pictures there are.
    """
    ids = sorted(picture_ids(site))
    return sorted(Random(len(ids)).sample(ids, min(most, len(ids)))), len(ids)


def hits(site: Site, ids: Sequence[str]) -> Iterator[Hit]:
    """Pictures of the catalog by their ids, in this order; those that are not there are left out."""
    for start in range(0, len(ids), BATCH):
        yield from _hits(site, list(ids[start:start + BATCH]))


def sortable(site: Site) -> list[str]:
    """Fields that pictures can be sorted by."""
    return [name for name in fields.known_fields(site.part(Engine).now()) if name not in NOT_SORTED]


def suggestions(site: Site, query: str, most: int = 8) -> list[str]:
    """How the last word of a query can go on, as whole queries: fields, or the values of the field before the colon.

    Parameters
    ----------
    site : Site
    query : str
        As far as it is typed.
    most : int
        How many.
    """
    snapshot = site.part(Engine).now()
    head, _, last = query.rpartition(" ")
    minus, word = ("-", last[1:]) if last.startswith("-") else ("", last)
    field, colon, value = word.partition(":")
    name = fields.named(field.lower())
    if not colon:
        ends = [f"{one}:" for one in fields.known_fields(snapshot) if one.startswith(word.lower())]
        near = nearest(word, fields.known_fields(snapshot))
        ends += [f"{near}:"] if word and near and not ends else []
    else:
        done, _, begun = value.rpartition(",")
        values = [one for one in snapshot.values_of(name) if begun.casefold() in one.casefold()]
        ends = [f"{field}:{f'{done},' if done else ''}{quoted(one)}" for one in values[:most]]
    return [f"{head} {minus}{end}".strip() for end in ends[:most]]


def with_value(query: str, field: str, value: str) -> str:
    """A query in which a value of a field is asked for too or, where it was, is not any more.

    Examples
    --------
    >>> with_value("sale", "color", "red"), with_value("sale color:red", "color", "blue")
    ('sale color:red', 'sale color:red,blue')
    >>> with_value("sale color:red", "color", "red"), with_value("color:red,blue", "color", "red")
    ('sale', 'color:blue')
    """
    terms = list(parse(query))
    for place, term in enumerate(terms):
        if fields.named(term.field) == field and term.operator == ":" and not term.negated and term.score is None:
            values = tuple(one for one in term.values if one != value) if value in term.values else \
                (*term.values, value)
            terms[place:place + 1] = [Term(term.field, ":", values)] if values else []
            return to_text(terms)
    return to_text([*terms, Term(field, ":", (value,))])


def _matched(site: Site, query: str) -> tuple[tuple[Term, ...], Snapshot, np.ndarray]:
    terms, snapshot = parse(query), site.part(Engine).now()
    fields.check_fields(snapshot, terms)
    return terms, snapshot, fields.matching(snapshot, terms, partial(_texts, site, snapshot))


def _texts(site: Site, snapshot: Snapshot, phrases: tuple[str, ...]) -> np.ndarray:
    with site.store.reading() as connection:
        return snapshot.rows_of_numbers(picture_texts.find(connection, phrases))


def _sorted_rows(snapshot: Snapshot, mask: np.ndarray, sort: str) -> np.ndarray:
    down, field = sort.startswith("-"), fields.named(sort.removeprefix("-"))
    if field.partition(":")[0] not in fields.known_fields(snapshot):
        raise Misuse(f"Pictures cannot be sorted by {sort[:40]!r}.",
                     f"Sort by one of {', '.join(fields.known_fields(snapshot))}, with a minus for the reverse.")
    name = "verdict" if field == fields.SCORE else field
    order = snapshot.order(name)
    if down:
        blank = int(np.isnan(snapshot.numeric(name)).sum())
        order = np.concatenate([order[:len(order) - blank][::-1], order[len(order) - blank:]])
    return order[mask[order]]


def _facets(site: Site, snapshot: Snapshot, terms: tuple[Term, ...], mask: np.ndarray) -> tuple[Facet, ...]:
    """Counts under the query; of a field that it asks for, counts under the rest of the query."""
    asked = {fields.named(term.field) for term in terms if term.field and term.operator == ":" and not term.negated}
    found = dict[str, tuple[dict[str, int], int]]()
    for name in snapshot.names:
        under = mask
        if name in asked:
            rest = [term for term in terms if fields.named(term.field) != name or term.negated]
            under = fields.matching(snapshot, rest, partial(_texts, site, snapshot))
        if name not in NO_FACETS:
            found[name] = snapshot.counts(name, under, MOST_VALUES)
    unset = int(np.count_nonzero(mask)) - int(np.count_nonzero(mask & snapshot.having(
        STATE, snapshot.values_of(STATE))))
    if unset and STATE not in asked:
        counts, values = found.get(STATE, ({}, 0))
        found[STATE] = {fields.UNSET_STATE: unset, **counts}, values + 1
    order = [name for name in fields.known_fields(snapshot) if found.get(name, ({}, 0))[0]]
    return tuple(Facet(name, *found[name]) for name in order)


def _hits(site: Site, ids: list[str]) -> Iterable[Hit]:
    with site.store.reading() as connection:
        rows = {row.picture_id: row for row in connection.execute(
            select(pictures).where(pictures.c.picture_id.in_(ids)))}
        said: dict[str, list[Fact]] = {}
        for row in connection.execute(select(facts).where(facts.c.picture_id.in_(ids))
                                      .order_by(facts.c.name, facts.c.score.desc(), facts.c.value)):
            said.setdefault(row.picture_id, []).append(Fact(row.name, row.value, row.score, row.model))
        states = dict(connection.execute(
            select(corrections.c.picture_id, corrections.c.value)
            .where(corrections.c.picture_id.in_(ids), corrections.c.name == STATE)
            .order_by(corrections.c.created, corrections.c.correction_id)).tuples().all())
    for name in ids:
        if name in rows:
            row = rows[name]
            yield Hit(name, file_name(row.uri), shown_uri(row.uri), row.width, row.height,
                      datetime.fromtimestamp(row.seen, UTC), states.get(name, fields.UNSET_STATE),
                      tuple(said.get(name, ())))


def shown_uri(uri: str) -> str:
    """An address as it is; of a file of this machine only its name."""
    return uri if "://" in uri else file_name(uri)


def file_name(uri: str) -> str:
    """What stands behind the last slash of an address or path.

    Examples
    --------
    >>> file_name("https://shop.example/a/red%20shoe.jpg?w=3"), file_name("/data/b.png")
    ('red shoe.jpg', 'b.png')
    """
    return unquote(re.split(r"[?#]", uri)[0].rstrip("/").replace("\\", "/").rpartition("/")[2] or uri)
