"""The life of an item: listed, leased to a holder, settled.

Every function runs inside a transaction that the caller has begun, so each step is in the database wholly or not at
all. The locks, always taken in this order: the job's row (`core.catalog.job_rows.lock_job`), then its items, then
tallies in the order of their keys. Two processes therefore wait for each other and never deadlock. On SQLite the
transaction itself is the one write lock.

A holder is one process. It may die at any point:

* before `claim` commits: its items are still waiting;
* while it works: its heartbeat ends, `holders.expire` forgets it and `holders.reclaim` makes its items wait again;
* after the work, before `complete` commits: the same, and the picture is analyzed once more;
* after `complete` commits: the result counts.

A process that was only slow may come back after others took its items. Its result then finds no lease of its own and
is not counted: two holders of one picture give one result.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, text, update

from core.catalog.item_columns import candidate_of, category_of, item_columns
from core.catalog.item_texts import enter_items
from core.catalog.job_rows import NO_TROUBLE, advance, lock_job
from core.catalog.products import enter_products
from core.catalog.roles import enter_roles, facts_of, roles_of
from core.catalog.tables import items, jobs
from core.catalog.tallies import tally, tally_facts
from core.jobs.kinds import LONG_KINDS
from core.nouns.failure import Failure
from core.nouns.job import ACTIVE, Item, ItemRead, ItemResult
from core.nouns.product import Candidate, Product

ONE_AT_A_TIME = "kind:"  # begins the host of items of which a process does one at a time
_SETTLE = update(items).where(items.c.job_id == bindparam("its_job"), items.c.number == bindparam("its_number"))
# Hosts that have something to do, in the order of their names from a place on: one index look-up each.
_HOSTS = text("""
WITH RECURSIVE found(host) AS (
  SELECT min(host) FROM items WHERE job_id = :job_id AND state = 'waiting' AND host >= :place
  UNION ALL
  SELECT (SELECT min(host) FROM items WHERE job_id = :job_id AND state = 'waiting' AND items.host > found.host)
  FROM found WHERE found.host IS NOT NULL)
SELECT host FROM found WHERE host IS NOT NULL LIMIT :most""")


def add_items(connection: Connection, job_id: str, holder: str, offers: Iterable[Candidate | Failure]) -> bool:
    """Write a batch of what the source offers; pass over what an earlier listing has written.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes; the job's row stays locked to its end.
    job_id : str
        The job.
    holder : str
        The process that lists it.
    offers : iterable of Candidate or Failure
        The batch. An item is recognized by its `uri`, so a listing that starts again writes nothing twice.

    Returns
    -------
    bool
        False when this holder shall stop listing: the job is paused, over, or listed by another now.
    """
    job = lock_job(connection, job_id)
    if job["state"] not in ACTIVE or job["lister"] != holder:
        return False
    new = {row["uri_id"]: row for row in map(item_columns, offers)}
    old = select(items.c.uri_id).where(items.c.job_id == job_id, items.c.uri_id.in_(list(new)))
    for uri_id in connection.execute(old).scalars():
        new.pop(uri_id)
    rows = [row | {"job_id": job_id, "number": job["listed"] + place} for place, row in enumerate(new.values(), 1)]
    if rows:
        enter_items(connection, rows)
        failed = [row for row in rows if row["state"] == "failed"]
        tally(connection, job_id, failed)
        states = Counter(row["state"] for row in rows)
        plus = {"listed": len(rows), "failed": len(failed), "skipped": states["skipped"]}
        advance(connection, job, plus, **NO_TROUBLE)
    return True


def add_all(connection: Connection, job_id: str, offers: Iterable[Candidate | Failure]) -> None:
    """Write all items of a job that brings them along; nothing is left to list. The same name may come twice.

    Parameters
    ----------
    connection : Connection
        In the transaction that creates the job: no board sees the job without its items.
    job_id : str
        The job.
    offers : iterable of Candidate or Failure
        Its items, in their order.
    """
    job = lock_job(connection, job_id)
    rows = [item_columns(offer, key=f"{number} ") | {"job_id": job_id, "number": number}
            for number, offer in enumerate(offers, 1)]
    if job["kind"] in LONG_KINDS:
        rows = [row | {"host": f"{ONE_AT_A_TIME}{job['kind']}"} for row in rows]
    enter_items(connection, rows)
    failed = [row for row in rows if row["state"] == "failed"]
    tally(connection, job_id, failed)
    skipped = sum(row["state"] == "skipped" for row in rows)
    advance(connection, job, {"listed": len(rows), "failed": len(failed), "skipped": skipped}, listing_over=True)


def claim(connection: Connection, job_id: str, holder: str, *, quotas: dict[str, int], place: str, most: int,
          without: Collection[str] = ()) -> list[Item]:
    """Lease what is due, an equal share for each host.

    Rows that another process is leasing at this moment are skipped, not waited for (`SKIP LOCKED`).

    Parameters
    ----------
    connection : Connection
        In a transaction that writes; the leases count from its commit on.
    job_id : str
        The job.
    holder : str
        The process that leases.
    quotas : dict of str to int
        Host -> how many of its items this holder holds already.
    place : str
        The host to begin with, so that every host has its turn.
    most : int
        Number of items, over all hosts.
    without : collection of str
        Hosts to leave out now.

    Returns
    -------
    list of Item
        Empty when nothing is due, or the job is paused or has ended.
    """
    if most <= 0 or connection.execute(select(jobs.c.state).where(jobs.c.job_id == job_id)).scalar() not in ACTIVE:
        return []
    names: dict[str, None] = {}
    for begin in (place, "") if place else ("",):
        names |= dict.fromkeys(connection.execute(_HOSTS, {"job_id": job_id, "place": begin, "most": 64}).scalars())
    names = {host: None for host in names if host not in without}
    leases: list[Item] = []
    everyone = most + sum(quotas.values())
    share = max(1, everyone // max(1, len(set(names) | set(quotas))))
    for host in names:
        # A host that is alone leaves room for one that comes later; files have no host and take it all.
        part = everyone if not host else min(share, max(1, everyone * 3 // 4))
        share_left = min(most - len(leases), part - quotas.get(host, 0))
        if share_left > 0:
            leases += _lease(connection, job_id, holder, host=host, most=share_left)
    return leases


def _lease(connection: Connection, job_id: str, holder: str, *, host: str, most: int) -> list[Item]:
    due = (select(items.c.number, items.c.uri, items.c.candidate, items.c.picture_id, items.c.attempts,
                  items.c.crashes)
           .where(items.c.job_id == job_id, items.c.state == "waiting", items.c.host == host,
                  items.c.due <= time.time())
           .order_by(items.c.due, items.c.number).limit(most).with_for_update(skip_locked=True))
    rows = connection.execute(due).mappings().all()
    if rows:
        numbers = [row["number"] for row in rows]
        connection.execute(update(items).where(items.c.job_id == job_id, items.c.number.in_(numbers))
                           .values(state="leased", holder=holder))
    return [Item(job_id, row["number"], candidate_of(row), host, row["attempts"], row["crashes"]) for row in rows]


def note_reads(connection: Connection, holder: str, reads: list[ItemRead]) -> None:
    """Write down which pictures were fetched: should the holder die, they are not fetched again.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    holder : str
        Only items that it still holds change.
    reads : list of ItemRead
        Their bytes are in the site's inbox.
    """
    for read in reads:
        connection.execute(update(items).where(*_lease_of(read.item, holder)).values(picture_id=read.picture_id))


def release(connection: Connection, holder: str, outcomes: list[ItemResult]) -> None:
    """Give leases back: each item waits until it is due again, with its number of tries.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    holder : str
        Only items that it still holds change.
    outcomes : list of ItemResult
        With `retry_in`.
    """
    for outcome in outcomes:
        connection.execute(
            update(items).where(*_lease_of(outcome.item, holder))
            .values(state="waiting", holder=None, due=time.time() + (outcome.retry_in or 0.0),
                    attempts=outcome.attempts, crashes=outcome.crashes))


def pause_hosts(connection: Connection, job_id: str, outcomes: list[ItemResult]) -> None:
    """Postpone the waiting items of hosts that asked for a pause.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    job_id : str
        The job; other jobs keep their pace.
    outcomes : list of ItemResult
        Those with a `host_pause` count.
    """
    for host, seconds in {item.item.host: item.host_pause for item in outcomes if item.host_pause > 0}.items():
        now = time.time()  # once moved, nothing is due: the next answer of the same kind finds nothing to move
        connection.execute(update(items).where(items.c.job_id == job_id, items.c.state == "waiting",
                                               items.c.host == host, items.c.due <= now).values(due=now + seconds))


def complete(connection: Connection, job: RowMapping, holder: str,
             finished: list[tuple[ItemResult, dict[str, Any]]]) -> None:
    """Write final results, count them, and end the job with its last one, all in one transaction.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    job : RowMapping
        The job's row, locked.
    holder : str
        Results of items that it does not hold any more are left out.
    finished : list of (ItemResult, dict)
        Each result with the columns of its item, as `core.catalog.results.keep` returns them.
    """
    numbers = _lock_leases(connection, job["job_id"], holder, [outcome.item.number for outcome, _ in finished])
    by_state: dict[str, list[dict[str, Any]]] = {"done": [], "failed": []}
    roles = roles_of(connection, [outcome for outcome, _ in finished])
    settled: list[Item] = []
    rows_shown, facts = list[dict[str, Any]](), list[tuple[str, str, int, dict[str, Any]]]()
    for outcome, values in finished:
        number = outcome.item.number
        if number not in numbers:
            continue
        numbers.remove(number)
        settled.append(outcome.item)
        state = "failed" if outcome.failure is not None else "done"
        by_state[state].append(values | {"its_job": job["job_id"], "its_number": number})
        rows_shown.append(values | {"category": category_of(outcome.item.candidate.product or Product())})
        facts += [(name, value, number, rows_shown[-1])
                  for name, value in facts_of(outcome.picture, roles.get(number))]
    for state, rows in by_state.items():
        if rows:
            connection.execute(_SETTLE.values(state=state, holder=None, shown=1), rows)
    enter_roles(connection, [(item, roles[item.number]) for item in settled if item.number in roles])
    tally(connection, job["job_id"], rows_shown)
    tally_facts(connection, job["job_id"], facts)
    enter_products(connection, [outcome for outcome, _ in finished if outcome.picture])
    changes = (NO_TROUBLE if rows_shown else {}) | ending(job, by_state["failed"])
    advance(connection, job, {state: len(rows) for state, rows in by_state.items()}, **changes)


def ending(job: RowMapping, failures: list[dict[str, Any]]) -> dict[str, Any]:
    """The columns of a job of one long item that has failed: the item was the job."""
    if job["kind"] not in LONG_KINDS or not failures:
        return {}
    return {"state": "failed", "message": failures[-1]["message"], "hint": failures[-1]["hint"]}


def _lease_of(work: Item, holder: str) -> tuple[Any, ...]:
    return (items.c.job_id == work.job_id, items.c.number == work.number, items.c.state == "leased",
            items.c.holder == holder)


def _lock_leases(connection: Connection, job_id: str, holder: str, numbers: list[int]) -> set[int]:
    """Those of some items that a holder holds; nobody else takes them before the transaction ends."""
    query = select(items.c.number).where(items.c.job_id == job_id, items.c.number.in_(numbers),
                                         items.c.state == "leased", items.c.holder == holder)
    return set(connection.execute(query.with_for_update()).scalars())
