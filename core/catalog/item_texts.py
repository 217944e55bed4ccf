"""The words of a job's items, some items in one row, so that a part of a text is found among a million of them.

An index of every three letters leads to the few rows that have a text: SQLite's FTS5, PostgreSQL's pg_trgm where the
server has it. A row holds the lines of `ITEMS` items, since such an index costs by what it must tell apart: a third of
the time and half of the room that a row for each item takes. The words of an item never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text

from core.catalog.tables import item_texts, items

ITEMS = 16  # of one row
SHORTEST = 3  # letters that the index knows
MOST = 1000  # rows that are looked through; what more of them have is met soon on a walk over all items
# Two look-ups: of both in one SELECT SQLite would read all rows.
_PLACES = select(*(select(end(item_texts.c.number)).where(item_texts.c.job_id == bindparam("its_job")).scalar_subquery()
                   for end in (func.min, func.max)))
_SQLITE = text("SELECT first, words FROM item_texts WHERE number IN (SELECT rowid FROM item_search WHERE item_search "
               "MATCH :quoted AND rowid BETWEEN :low AND :high LIMIT :most) AND job_id = :job_id")
_POSTGRESQL = text("SELECT first, words FROM item_texts WHERE words LIKE :part AND number BETWEEN :low AND :high AND "
                   "job_id = :job_id LIMIT :most")

_PLANNED_ANEW = text("SET LOCAL plan_cache_mode = force_custom_plan")


def enter_items(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Write new items of one job, and their words.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    rows : list of dict
        Columns of `items`, in the order of their numbers.
    """
    if not rows:
        return
    connection.execute(items.insert(), rows)
    connection.execute(item_texts.insert(), list(lines_of(rows)))


def lines_of(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Rows of `item_texts` for items, given as mappings with "job_id", "number" and "words" in their order."""
    lines, last = list[str](), ("", 0)
    for row in rows:
        here = row["job_id"], row["number"]
        if lines and (len(lines) == ITEMS or here != (last[0], last[1] + 1)):
            yield {"job_id": last[0], "first": last[1] - len(lines) + 1, "words": "\n".join(lines)}
            lines = []
        lines.append(row["words"].replace("\n", " "))
        last = here
    if lines:
        yield {"job_id": last[0], "first": last[1] - len(lines) + 1, "words": "\n".join(lines)}


def find(connection: Connection, job_id: str, part: str) -> list[int] | None:
    """The numbers of a job's items that have a text, where few have it.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    job_id : str
        The job.
    part : str
        Any part of an item's words, in lower case.

    Returns
    -------
    list of int or None
        In their order. None where a walk over all items is the shorter way: many have the text, or it is too short for
        the index.
    """
    if len(part) < SHORTEST or "\n" in part:
        return None
    low, high = connection.execute(_PLACES, {"its_job": job_id}).one()
    quoted, like = part.replace('"', '""'), part.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:  # the plan of a statement that is asked again and again is made for no text, and reads all rows
        connection.execute(_PLANNED_ANEW)
    rows = connection.execute(
        _SQLITE if sqlite else _POSTGRESQL,
        {"quoted": f'"{quoted}"', "part": f"%{like}%", "job_id": job_id, "low": low, "high": high, "most": MOST}).all()
    if len(rows) >= MOST:
        return None
    return sorted(row.first + place for row in rows for place, line in enumerate(row.words.split("\n")) if part in line)
