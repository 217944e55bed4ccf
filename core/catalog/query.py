"""Rows of an audit as people see them: filtered, ordered, streamed, counted."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    false,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite

from core.catalog.item_texts import find
from core.catalog.stored_sets import SET_COLUMN, label_set_of
from core.catalog.tables import fact_tallies, item_facts, items, results, tallies
from core.errors import Misuse
from core.nouns.audit_row import AuditRow
from core.nouns.fact import Fact
from core.nouns.product import Product
from core.nouns.role import OFFERED, Role

PAGE = 500
BROKEN = "broken"  # the fact that a rule or a pack fails
_ORDERS = {"number": (items.c.number, False), "-number": (items.c.number, True),
           "score": (items.c.score, False), "-score": (items.c.score, True)}
_COLUMNS = (
    items.c.number, items.c.uri, items.c.candidate, items.c.picture_id, items.c.kind, items.c.top_label,
    items.c.shoppable, items.c.score, items.c.verdicts, items.c.error, items.c.message, items.c.hint,
    results.c.scores, results.c.sensitive_score, results.c.width, results.c.height, results.c.measures, results.c.facts,
    SET_COLUMN,
)


@dataclass(frozen=True)
class RowFilter:
    """Which rows; None or "" means any.

    Attributes
    ----------
    kind, top_label, category : str
    error : str or None
        The class of a failure; "any" for every failure, "none" for pictures with a verdict only.
    text : str
        Part of the address, SKU or title, in any case.
    shoppable : bool or None
    broken : str
        A rule pack ("amazon") or one of its rules ("amazon.no_text") that the picture fails.
    facts : tuple of (str, str)
        Names and values that the picture has all of, such as ("color", "red").
    numbers : tuple of int or None
        Only rows of these numbers.
    """

    kind: str | None = None
    top_label: str | None = None
    error: str | None = None
    category: str | None = None
    text: str | None = None
    shoppable: bool | None = None
    broken: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    numbers: tuple[int, ...] | None = None

    @property
    def all_facts(self) -> tuple[tuple[str, str], ...]:
        """`facts`, and the broken rule as one of them."""
        return (*self.facts, (BROKEN, self.broken)) if self.broken else self.facts


def by_number(connection: Connection, job_id: str, where: RowFilter) -> RowFilter:
    """A filter with the numbers of the rows that have its text in place of the text, where few have it."""
    numbers = find(connection, job_id, lowered(where.text)) if where.text else None
    return where if numbers is None else replace(where, text=None, numbers=tuple(numbers))


def page(job_id: str, where: RowFilter, order: str, *, after: RowMapping | None, offset: int, limit: int
         ) -> Select[Any]:
    """The select of a page of rows in an order, going on after a row.

    The inner select walks an index only; what rows hold is looked up for those that are shown, not for those passed
    over.

    Parameters
    ----------
    job_id : str
        The job.
    where : RowFilter
        Which rows.
    order : {"number", "-number", "score", "-score"}
        As in `Store.rows`.
    after : RowMapping or None
        The last row of the page before; None for the first page.
    offset, limit : int
        Rows to pass over, and rows of the page.

    Raises
    ------
    Misuse
        When the order is unknown.
    """
    if order not in _ORDERS:
        raise Misuse(f"Rows are ordered by {', '.join(_ORDERS)}, not by {order!r}.", "Choose one of these.")
    column, down = _ORDERS[order]
    inner, source = _matching_numbers(job_id, where)
    place = [source.c[name] for name in dict.fromkeys((column.name, "number"))]
    if after is not None:
        here, there = tuple_(*place), tuple_(*(after[part.name] for part in place))
        inner = inner.where(here < there if down else here > there)
    inner_order = [part.desc() if down else part.asc() for part in place]
    numbers = inner.order_by(*inner_order).offset(offset or None).limit(limit).subquery("chosen")
    outer_order = [part.desc() if down else part.asc() for part in dict.fromkeys((column, items.c.number))]
    return (select(*_COLUMNS)
            .select_from(numbers.join(items, and_(items.c.job_id == job_id, items.c.number == numbers.c.number))
                         .outerjoin(results, results.c.result_id == items.c.result_id))
            .order_by(*outer_order))


def reverse(order: str) -> str:
    """The same order from its end."""
    return order[1:] if order.startswith("-") else f"-{order}"


def rows_by_number(job_id: str, numbers: list[int]) -> Select[Any]:
    """The select of rows by their numbers."""
    return (select(*_COLUMNS).select_from(_items_with_results())
            .where(items.c.job_id == job_id, items.c.number.in_(numbers)))


def matching(job_id: str, where: RowFilter) -> ColumnElement[bool]:
    """The condition of a filter on `items`."""
    parts = [items.c.job_id == job_id, *(items.c[name] == value for name, value in _equal(where))]
    if where.text or not (where.kind or where.top_label or where.error or where.shoppable is not None):
        parts.append(items.c.shown == 1)  # the others are set for shown items only, and their indexes are enough
    if where.error in ("any", "none") and where.text:
        parts.append(items.c.error != "" if where.error == "any" else items.c.error == "")
    elif where.error in ("any", "none"):
        parts.append(items.c.state == ("failed" if where.error == "any" else "done"))
    if where.text:
        parts.append(items.c.words.contains(lowered(where.text), autoescape=True))
    return and_(*parts)


def count_select(job_id: str, where: RowFilter) -> Select[Any]:
    """The select that counts rows: from the tallies, unless the filter has a text or several facts.

    Parameters
    ----------
    job_id : str
        The job.
    where : RowFilter
        Which rows.
    """
    if not is_tallied(where):
        numbers, source = _matching_numbers(job_id, where)
        if source is item_facts:  # in the items' order: SQLite would take that of the scores and jump among the items
            numbers = numbers.where(item_facts.c.number >= 0)
        return select(func.count()).select_from(numbers.subquery("chosen"))
    for fact in where.all_facts:
        conditions = [fact_tallies.c.job_id == job_id, *_is(fact_tallies, fact)]
        conditions += [fact_tallies.c[name] == value for name, value in _equal(where) if name != "error"]
        conditions += [false()] if where.error not in (None, "", "none") else []  # a failure has no facts
        return select(func.coalesce(func.sum(fact_tallies.c.pictures), 0)).where(*conditions)
    parts = [tallies.c.job_id == job_id, *(tallies.c[name] == value for name, value in _equal(where))]
    if where.error in ("any", "none"):
        parts.append(tallies.c.error != "" if where.error == "any" else tallies.c.error == "")
    if where.shoppable is not None:
        parts.append(tallies.c.kind != "")  # a failure is neither
    return select(func.coalesce(func.sum(tallies.c.pictures), 0)).where(*parts)


def is_tallied(where: RowFilter) -> bool:
    """Whether the tallies alone say how many rows a filter leaves."""
    return not where.text and where.numbers is None and len(where.all_facts) < 2


def counts(connection: Connection, job_id: str) -> dict[str, dict[str, int]]:
    """What `Store.counts` gives."""
    of_job, number = tallies.c.job_id == job_id, func.sum(tallies.c.pictures)
    by_column: dict[str, dict[str, int]] = {}
    for name in ("kind", "top_label", "error", "category"):
        column = tallies.c[name]
        rows = connection.execute(select(column, number).where(of_job, column != "").group_by(column)
                                  .order_by(number.desc(), column))
        by_column[name] = {str(value): int(count) for value, count in rows}
    pairs, verdicts = Counter[str](), Counter[str]()
    three = (tallies.c.kind, tallies.c.top_label, tallies.c.shoppable)
    for kind, label, shoppable, count in connection.execute(
            select(*three, number).where(of_job, tallies.c.kind != "").group_by(*three)):
        pairs[f"{kind}.{label}"] += int(count)
        verdicts["true" if shoppable else "false"] += int(count)
    facts: dict[str, dict[str, int]] = {BROKEN: {}}
    columns, number = (fact_tallies.c.name, fact_tallies.c.value), func.sum(fact_tallies.c.pictures)
    for name, value, count in connection.execute(select(*columns, number).where(fact_tallies.c.job_id == job_id)
                                                 .group_by(*columns).order_by(number.desc(), *columns)):
        facts.setdefault(str(name), {})[str(value)] = int(count)
    return by_column | {"kind_label": dict(pairs.most_common()), "shoppable": dict(verdicts.most_common())} | facts


def audit_rows(rows: Sequence[Mapping[Any, Any]]) -> list[AuditRow]:
    """Rows, read; the JSON of a column for all of them at once, in a third of the time that one by one takes."""
    columns = (decoded(row[name] or empty for row in rows) for name, empty in (
        ("candidate", "{}"), ("scores", "[]"), ("measures", "{}"), ("verdicts", "{}"), ("facts", "[]")))
    return [_audit_row(row, values) for row, *values in zip(rows, *columns, strict=True)]


def decoded(texts: Iterable[str]) -> list[Any]:
    """Texts of JSON, read together."""
    values: list[Any] = json.loads(f"[{','.join(texts)}]")
    return values


def product_of(candidate: dict[str, Any]) -> tuple[Product, Role]:
    """What a source says of a picture, from the column `candidate`."""
    role = Role.from_dict(candidate["role"]) if "role" in candidate else OFFERED
    return Product(**candidate.get("product") or {}), role


def _audit_row(row: Mapping[Any, Any], values: list[Any]) -> AuditRow:
    candidate, scores, measures, verdicts, facts = values
    product, role = product_of(candidate)
    return AuditRow(
        number=row["number"], uri=row["uri"], origin=candidate.get("origin", ""), product=product,
        picture_id=row["picture_id"], kind=row["kind"],
        top_label=row["top_label"], label_set=label_set_of(row["label_set"]), scores=tuple(scores),
        shoppable=bool(row["shoppable"]), shoppable_score=row["score"], sensitive_score=row["sensitive_score"] or 0.0,
        width=row["width"] or 0, height=row["height"] or 0, measures=measures, verdicts=verdicts,
        facts=tuple(map(Fact.from_dict, facts)), error=row["error"],
        message=row["message"], hint=row["hint"], role=role.name, role_reason=role.reason,
    )


def row_select(job_id: str, number: int) -> Select[Any]:
    """The select of one shown row by its number."""
    return (select(*_COLUMNS).select_from(_items_with_results())
            .where(items.c.job_id == job_id, items.c.number == number, items.c.shown == 1))


def skipped_select(job_id: str, after: int) -> Select[Any]:
    """The select of candidates that were not analyzed, after a number."""
    return (select(*_COLUMNS).select_from(_items_with_results())
            .where(items.c.job_id == job_id, items.c.state == "skipped", items.c.number > after)
            .order_by(items.c.number).limit(PAGE))


def storable(text: str) -> str:
    """A text that every database takes: without NUL and lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def lowered(text: str) -> str:
    """A text as the words of items are kept."""
    return storable(text).lower()


def digest(text: str) -> str:
    """The sha256 of any text, also of one that no database takes; what addresses and sources are looked up by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def inserting(connection: Connection, table: Table) -> Any:
    """An insert that can say what to do on a conflict, in the database's own dialect."""
    return (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(table)


def _matching_numbers(job_id: str, where: RowFilter) -> tuple[Select[Any], Table]:
    """The select of the numbers that a filter leaves, and the table whose number and score order them."""
    if not where.all_facts:
        return select(items.c.number).where(matching(job_id, where), *_numbered(items, where)), items
    first, *others = where.all_facts
    inner = select(item_facts.c.number).where(item_facts.c.job_id == job_id, *_is(item_facts, first),
                                              *_numbered(item_facts, where))
    for fact in others:
        other = item_facts.alias()
        inner = inner.where(exists().where(other.c.job_id == job_id, other.c.number == item_facts.c.number,
                                           *_is(other, fact)))
    if replace(where, broken=None, facts=(), kind=None, top_label=None, shoppable=None, numbers=None) == RowFilter():
        verdict = (item_facts.c[name] == value for name, value in _equal(where))
        return inner.where(*verdict), item_facts  # of the items nothing else is asked for
    same = and_(items.c.job_id == item_facts.c.job_id, items.c.number == item_facts.c.number)
    return inner.join(items, same).where(matching(job_id, where)), item_facts


def _numbered(table: Table, where: RowFilter) -> Iterator[ColumnElement[bool]]:
    if where.numbers is not None:  # written out: a database takes only so many parameters
        yield table.c.number.in_(bindparam("numbers", where.numbers, expanding=True, literal_execute=True))


def _is(table: Any, fact: tuple[str, str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions that a table's row is about a fact."""
    return table.c.name == storable(fact[0])[:40], table.c.value == storable(fact[1])[:120]


def _equal(where: RowFilter) -> Iterator[tuple[str, Any]]:
    for name in ("kind", "top_label", "category", "error"):
        value = getattr(where, name)
        if value and not (name == "error" and value in ("any", "none")):
            yield name, storable(value)[:300]
    if where.shoppable is not None:
        yield "shoppable", where.shoppable


def _items_with_results() -> Any:
    return items.outerjoin(results, results.c.result_id == items.c.result_id)
