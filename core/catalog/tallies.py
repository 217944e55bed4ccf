"""Tallies: how many shown rows of a job have each combination of what they can be filtered by.

They change in the transaction that shows the rows, so a count under any filter is right without a look at the rows.
Every statement is sorted by its key: two processes that count the same combinations do not deadlock.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, Table

from core.catalog.query import inserting
from core.catalog.tables import fact_tallies, item_facts, tallies

_TALLIED = ("kind", "top_label", "shoppable", "error", "category")
_COUNTED = ("name", "value", "kind", "top_label", "shoppable", "category")


def tally(connection: Connection, job_id: str, rows: list[dict[str, Any]]) -> None:
    """Add rows to the tallies.

    Parameters
    ----------
    connection : Connection
        In the transaction that shows the rows, so that rows and tallies never differ.
    job_id : str
        The rows' job.
    rows : list of dict
        Columns of items.
    """
    plus = Counter((row.get("kind", ""), row.get("top_label", ""), bool(row.get("shoppable")), row.get("error", ""),
                    row["category"]) for row in rows)
    if plus:
        _add(connection, tallies, job_id, plus)


def tally_facts(connection: Connection, job_id: str, facts: list[tuple[str, str, int, dict[str, Any]]]) -> None:
    """Write down which facts shown items have, and count them.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    job_id : str
        The items' job.
    facts : list of (name, value, number, row)
        A fact, the number of its item and that item's columns.
    """
    if not facts:
        return
    connection.execute(item_facts.insert(), [
        {"job_id": job_id, "name": name, "value": value, "number": number, "score": row.get("score", 0.0),
         "kind": row.get("kind", ""), "top_label": row.get("top_label", ""), "shoppable": row.get("shoppable")}
        for name, value, number, row in facts])
    _add(connection, fact_tallies, job_id, Counter(
        (name, value, *(row.get(column, "") for column in _COUNTED[2:])) for name, value, _, row in facts))


def _add(connection: Connection, table: Table, job_id: str, plus: Counter[tuple[Any, ...]]) -> None:
    """Add pictures to a table of tallies, under the values of its key."""
    names = _COUNTED if table is fact_tallies else _TALLIED
    statement = inserting(connection, table)
    statement = statement.on_conflict_do_update(
        index_elements=["job_id", *names], set_={"pictures": table.c.pictures + statement.excluded.pictures})
    connection.execute(statement, [{"job_id": job_id, **dict(zip(names, key, strict=True)), "pictures": count}
                                   for key, count in sorted(plus.items())])
