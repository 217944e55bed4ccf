"""Facts that must be gone everywhere: from pictures, from the rows and counts of jobs, and from kept results."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection, delete, select, update

from core.catalog.picture_texts import note_changes
from core.catalog.tables import fact_tallies, facts, item_facts, results

PAGE = 200  # results that are rewritten at a time


def erase_facts(connection: Connection, names: Collection[str], stage: str) -> int:
    """Delete facts of some names, and what a stage left in kept results.

    A result that loses facts is not taken for a new one any more: when the stage is asked for again, it runs.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    names : collection of str
        Of facts; all of them are written by nobody else than the stage, or by nobody's analysis.
    stage : str
        As in an analysis's `models`; "" where none wrote them.

    Returns
    -------
    int
        Pictures that had such a fact.
    """
    touched = set(connection.execute(select(facts.c.picture_id).where(facts.c.name.in_(names))).scalars())
    for table in (facts, item_facts, fact_tallies):
        connection.execute(delete(table).where(table.c.name.in_(names)))
    _rewrite(connection, names, stage)
    note_changes(connection, touched)
    return len(touched)


def _rewrite(connection: Connection, names: Collection[str], stage: str) -> None:
    last = 0
    while stage:
        rows = connection.execute(select(results.c.result_id, results.c.models, results.c.analysis).where(
            results.c.result_id > last, results.c.analysis.contains(f'"{stage}"', autoescape=True))
            .order_by(results.c.result_id).limit(PAGE)).all()
        for row in rows:
            last = row.result_id
            analysis = json.loads(row.analysis)
            if stage not in analysis.get("models", {}):
                continue
            analysis["facts"] = [fact for fact in analysis["facts"] if fact["name"] not in names]
            for key in ("models", "seconds"):
                analysis.get(key, {}).pop(stage, None)
            connection.execute(update(results).where(results.c.result_id == row.result_id).values(
                analysis=json.dumps(analysis), facts=json.dumps(analysis["facts"]),
                models=f"erased {row.result_id} {row.models}"[:200]))
        if len(rows) < PAGE:
            return
