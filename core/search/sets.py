"""Smart sets: queries with a name. A set holds what meets its query now, not what met it when it was saved."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select

from core.catalog.query import inserting, storable
from core.catalog.tables import smart_sets
from core.errors import Misuse, NotFound
from core.search.query import parse, to_text
from core.site import Site

MOST_LETTERS = 80


@dataclass(frozen=True)
class SmartSet:
    """A query with a name.

    Attributes
    ----------
    name, query, author : str
    created : datetime
        UTC; of the last change.
    """

    name: str
    query: str
    author: str
    created: datetime


def save_set(site: Site, name: str, query: str, *, author: str = "") -> SmartSet:
    """Save a query under a name; one that is there already gets the new query.

    Raises
    ------
    QueryError
        The query cannot be read.
    Misuse
        The name or the query is empty, or the name too long.
    """
    name, query = storable(name.strip()), to_text(parse(query))
    if not 0 < len(name) <= MOST_LETTERS:
        raise Misuse(f"The name of a set has 1 to {MOST_LETTERS} letters, not {len(name)}.", "Choose another name.")
    if not query:
        raise Misuse("A set needs a query; without one it would be the whole catalog.", "Enter a query first.")
    values = {"name": name, "query": query, "author": storable(author.strip())[:200], "created": time.time()}
    with site.store.writing() as connection:
        statement = inserting(connection, smart_sets)
        connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={
            key: statement.excluded[key] for key in ("query", "author", "created")}), [values])
    return SmartSet(name, query, str(values["author"]), datetime.fromtimestamp(float(str(values["created"])), UTC))


def smart_sets_of(site: Site) -> list[SmartSet]:
    """All sets, by name."""
    with site.store.reading() as connection:
        return [SmartSet(row.name, row.query, row.author, datetime.fromtimestamp(row.created, UTC))
                for row in connection.execute(select(smart_sets).order_by(smart_sets.c.name))]


def find_set(site: Site, name: str) -> SmartSet:
    """A set by its name; raises NotFound."""
    for one in smart_sets_of(site):
        if one.name == name:
            return one
    raise NotFound(f"There is no set {name[:80]!r}.", "Names of sets are case-sensitive; list them to see which exist.")


def delete_set(site: Site, name: str) -> None:
    """Forget a set; its pictures stay. Raises NotFound."""
    with site.store.writing() as connection:
        if not connection.execute(delete(smart_sets).where(smart_sets.c.name == storable(name))).rowcount:
            raise NotFound(f"There is no set {name[:80]!r}.", "It may be deleted already.")
