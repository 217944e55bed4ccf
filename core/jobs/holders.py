"""Holders: the processes that work on jobs. They say that they are alive; what the dead held is free again.

As in `core.jobs.leases`, every function runs inside a transaction that the caller has begun, and takes locks in the
same order.
"""

from __future__ import annotations

import random
import time
from typing import Any

from sqlalchemy import Connection, delete, select, update

from core.catalog.job_rows import advance, lock_job
from core.catalog.query import inserting
from core.catalog.tables import holders, items
from core.catalog.tallies import tally
from core.jobs.leases import ending

LOSSES = 8  # so often may the holders of one picture die before it is left out


def heartbeat(connection: Connection, holder: str, seconds: float) -> None:
    """Renew a holder: it counts as alive for so many seconds.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    holder : str
        Name of the process.
    seconds : float
        Several times the interval of heartbeats, so that one delayed heartbeat costs nothing.
    """
    until = time.time() + seconds
    connection.execute(inserting(connection, holders).values(holder=holder, until=until)
                       .on_conflict_do_update(index_elements=["holder"], set_={"until": until}))


def expire(connection: Connection, dead: list[str]) -> set[str]:
    """Remove holders that are dead, or silent for longer than they announced.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    dead : list of str
        Holders of this machine whose process has ended (`core.jobs.retry.is_dead`); the others expire by time.

    Returns
    -------
    set of str
        The holders that live.
    """
    connection.execute(delete(holders).where((holders.c.until < time.time()) | holders.c.holder.in_(dead)))
    return set(connection.execute(select(holders.c.holder)).scalars())


def reclaim(connection: Connection, job_id: str, living: set[str], wait: float) -> int:
    """Make the items of dead holders wait again; leave out an item that has lost `LOSSES` holders.

    The first look takes no lock, because there is nearly always nothing to do. The second look, under the job's lock,
    is the one that counts: another process may have been first.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    job_id : str
        The job.
    living : set of str
        As `expire` returns it.
    wait : float
        Seconds before an item that lost its holder before is tried again, for each earlier loss.

    Returns
    -------
    int
        Number of items.
    """
    query = (select(items.c.number, items.c.holder, items.c.losses, items.c.category)
             .where(items.c.job_id == job_id, items.c.state == "leased"))
    if all(row.holder in living for row in connection.execute(query)):
        return 0
    job = lock_job(connection, job_id)
    orphans = [row for row in connection.execute(query) if row.holder not in living]
    quarantined = []
    for row in orphans:
        values: dict[str, Any] = {"state": "waiting", "holder": None, "losses": row.losses + 1,
                                  "due": time.time() + wait * row.losses * random.uniform(0.5, 1.5)}
        if row.losses + 1 >= LOSSES:
            words = f"The program ended {LOSSES} times while it worked on this picture, so it is left out."
            values |= {"state": "failed", "shown": 1, "picture_id": "", "error": "WorkFailed", "message": words,
                       "hint": "Look at this picture by itself."}
            quarantined.append(values | {"category": row.category})
        connection.execute(update(items).where(items.c.job_id == job_id, items.c.number == row.number).values(**values))
    tally(connection, job_id, quarantined)
    advance(connection, job, {"failed": len(quarantined)}, **ending(job, quarantined))
    return len(orphans)
