"""The life of an item: listed, leased to an owner, settled; and what happens when an owner dies.

Everything runs inside a transaction that the caller has begun. An outcome counts only while its owner still holds the
lease, so that two owners of one picture (the first was thought dead) give one result and count once.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, RowMapping, Table, bindparam, delete, select, text, update

from core.catalog.job_rows import NO_TROUBLE, advance, locked
from core.catalog.query import digest, inserting, storable
from core.catalog.tables import breach_tallies, breaches, items, jobs, owners, tallies
from core.nouns.failure import Failure
from core.nouns.job import ACTIVE, Outcome, Work
from core.nouns.product import Candidate, Product

LOSSES = 8  # so often may the owners of one picture die before it is left out
_SETTLE = update(items).where(items.c.job_id == bindparam("its_job"), items.c.number == bindparam("its_number"))
_TALLIED = ("kind", "top_label", "shoppable", "error", "category")
_BREACHES = ("rule", "kind", "top_label", "shoppable", "category")
# Hosts that have something to do, in the order of their names from a place on: one index look-up each.
_HOSTS = text("""
WITH RECURSIVE found(host) AS (
  SELECT min(host) FROM items WHERE job_id = :job_id AND state = 'waiting' AND host >= :place
  UNION ALL
  SELECT (SELECT min(host) FROM items WHERE job_id = :job_id AND state = 'waiting' AND items.host > found.host)
  FROM found WHERE found.host IS NOT NULL)
SELECT host FROM found WHERE host IS NOT NULL LIMIT :most""")


def enlist(connection: Connection, job_id: str, owner: str, found: Iterable[Candidate | Failure]) -> bool:
    """Write a batch of what the source offers; what is listed already is passed over.

    Returns
    -------
    bool
        False when this owner shall stop listing: the job is paused, over, or listed by another now.
    """
    job = locked(connection, job_id)
    if job["state"] not in ACTIVE or job["lister"] != owner:
        return False
    new = {row["uri_id"]: row for row in map(_item, found)}
    old = select(items.c.uri_id).where(items.c.job_id == job_id, items.c.uri_id.in_(list(new)))
    for uri_id in connection.execute(old).scalars():
        new.pop(uri_id)
    rows = [row | {"job_id": job_id, "number": job["listed"] + place} for place, row in enumerate(new.values(), 1)]
    if rows:
        connection.execute(items.insert(), rows)
        failed = [row for row in rows if row["state"] == "failed"]
        tally(connection, job_id, failed)
        states = Counter(row["state"] for row in rows)
        plus = {"listed": len(rows), "failed": len(failed), "skipped": states["skipped"]}
        advance(connection, job, plus, **NO_TROUBLE)
    return True


def claim(connection: Connection, job_id: str, owner: str, *, quotas: dict[str, int], place: str, most: int,
          without: Collection[str] = ()) -> list[Work]:
    """Lease what is due, an equal share for each host.

    Parameters
    ----------
    connection : Connection
    job_id, owner : str
    quotas : dict of str to int
        How much of a host this owner holds already.
    place : str
        The host to begin with, so that all have their turn.
    most : int
        In all.
    without : collection of str
        Hosts of which nothing is wanted now.
    """
    if most <= 0 or connection.execute(select(jobs.c.state).where(jobs.c.job_id == job_id)).scalar() not in ACTIVE:
        return []
    names: dict[str, None] = {}
    for begin in (place, "") if place else ("",):
        names |= dict.fromkeys(connection.execute(_HOSTS, {"job_id": job_id, "place": begin, "most": 64}).scalars())
    names = {host: None for host in names if host not in without}
    taken: list[Work] = []
    everyone = most + sum(quotas.values())
    share = max(1, everyone // max(1, len(set(names) | set(quotas))))
    for host in names:
        # A host that is alone leaves room for one that comes later; files have no host and take it all.
        part = everyone if not host else min(share, max(1, everyone * 3 // 4))
        wanted = min(most - len(taken), part - quotas.get(host, 0))
        if wanted > 0:
            taken += _lease(connection, job_id, owner, host=host, most=wanted)
    return taken


def _lease(connection: Connection, job_id: str, owner: str, *, host: str, most: int) -> list[Work]:
    due = (select(items.c.number, items.c.uri, items.c.candidate, items.c.attempts, items.c.crashes)
           .where(items.c.job_id == job_id, items.c.state == "waiting", items.c.host == host,
                  items.c.due <= time.time())
           .order_by(items.c.due, items.c.number).limit(most).with_for_update(skip_locked=True))
    rows = connection.execute(due).mappings().all()
    if rows:
        numbers = [row["number"] for row in rows]
        connection.execute(update(items).where(items.c.job_id == job_id, items.c.number.in_(numbers))
                           .values(state="leased", owner=owner))
    return [Work(job_id, row["number"], _candidate(row), host, row["attempts"], row["crashes"]) for row in rows]


def put_back(connection: Connection, owner: str, outcomes: list[Outcome]) -> None:
    """Give leases back, to be tried again when they are due."""
    for outcome in outcomes:
        connection.execute(
            update(items).where(*_held(outcome.work, owner))
            .values(state="waiting", owner=None, due=time.time() + (outcome.again_in or 0.0),
                    attempts=outcome.attempts, crashes=outcome.crashes))


def rest_hosts(connection: Connection, job_id: str, outcomes: list[Outcome]) -> None:
    """Leave hosts alone that asked for it: nothing more of theirs is due for a while."""
    for host, seconds in {item.work.host: item.host_rests for item in outcomes if item.host_rests > 0}.items():
        now = time.time()  # once moved, nothing is due: the next answer of the same kind finds nothing to move
        connection.execute(update(items).where(items.c.job_id == job_id, items.c.state == "waiting",
                                               items.c.host == host, items.c.due <= now).values(due=now + seconds))


def finish(connection: Connection, job: RowMapping, owner: str, settled: list[tuple[Outcome, dict[str, Any]]]) -> None:
    """Write final outcomes with the columns that are shown, count them, and end the job with its last one."""
    held = _still_held(connection, job["job_id"], owner, [outcome.work.number for outcome, _ in settled])
    changed: dict[str, list[dict[str, Any]]] = {"done": [], "failed": []}
    shown, broken = list[dict[str, Any]](), list[tuple[str, int, dict[str, Any]]]()
    for outcome, values in settled:
        number = outcome.work.number
        if number not in held:
            continue
        held.remove(number)
        state = "failed" if outcome.judged is None else "done"
        changed[state].append(values | {"its_job": job["job_id"], "its_number": number})
        shown.append(values | {"category": _category(outcome.work.candidate.product or Product())})
        verdicts = outcome.judged.verdicts if outcome.judged else {}
        broken += [(name, number, shown[-1]) for name, verdict in verdicts.items() if verdict == "fail"]
    for state, rows in changed.items():
        if rows:
            connection.execute(_SETTLE.values(state=state, owner=None, shown=1), rows)
    tally(connection, job["job_id"], shown)
    note_breaches(connection, job["job_id"], broken)
    advance(connection, job, {state: len(rows) for state, rows in changed.items()}, **(NO_TROUBLE if shown else {}))


def tally(connection: Connection, job_id: str, shown: list[dict[str, Any]]) -> None:
    """Count rows that are shown from now on under what they can be filtered by."""
    plus = Counter((row.get("kind", ""), row.get("top_label", ""), bool(row.get("shoppable")), row.get("error", ""),
                    row["category"]) for row in shown)
    if plus:
        _add(connection, tallies, job_id, plus)


def note_breaches(connection: Connection, job_id: str, broken: list[tuple[str, int, dict[str, Any]]]) -> None:
    """Write down which rules and packs shown items break, and count them."""
    if not broken:
        return
    connection.execute(breaches.insert(), [{"job_id": job_id, "rule": rule, "number": number}
                                           for rule, number, _ in broken])
    _add(connection, breach_tallies, job_id, Counter(
        (rule, *(row[name] for name in _BREACHES[1:])) for rule, _, row in broken))


def _add(connection: Connection, table: Table, job_id: str, plus: Counter[tuple[Any, ...]]) -> None:
    """Add pictures to a table of tallies, under the values of its key."""
    names = _BREACHES if table is breach_tallies else _TALLIED
    statement = inserting(connection, table)
    statement = statement.on_conflict_do_update(
        index_elements=["job_id", *names], set_={"pictures": table.c.pictures + statement.excluded.pictures})
    connection.execute(statement, [{"job_id": job_id, **dict(zip(names, key, strict=True)), "pictures": count}
                                   for key, count in sorted(plus.items())])


def beat(connection: Connection, owner: str, seconds: float) -> None:
    """Say that an owner lives for so many seconds more."""
    until = time.time() + seconds
    connection.execute(inserting(connection, owners).values(owner=owner, until=until)
                       .on_conflict_do_update(index_elements=["owner"], set_={"until": until}))


def bury(connection: Connection, dead: list[str]) -> set[str]:
    """Forget owners that are known dead or silent too long; returns those that live."""
    connection.execute(delete(owners).where((owners.c.until < time.time()) | owners.c.owner.in_(dead)))
    return set(connection.execute(select(owners.c.owner)).scalars())


def reclaim(connection: Connection, job_id: str, living: set[str], wait: float) -> int:
    """Take back what dead owners held: to be tried again later, or left out after `LOSSES` deaths; returns how many."""
    leased = (select(items.c.number, items.c.owner, items.c.losses, items.c.category)
              .where(items.c.job_id == job_id, items.c.state == "leased"))
    if all(row.owner in living for row in connection.execute(leased)):
        return 0
    job = locked(connection, job_id)
    lost = [row for row in connection.execute(leased) if row.owner not in living]
    quarantined = []
    for row in lost:
        values: dict[str, Any] = {"state": "waiting", "owner": None, "losses": row.losses + 1,
                                  "due": time.time() + wait * row.losses * random.uniform(0.5, 1.5)}
        if row.losses + 1 >= LOSSES:
            words = f"The program ended {LOSSES} times while it worked on this picture, so it is left out."
            values |= {"state": "failed", "shown": 1, "error": "WorkFailed", "message": words,
                       "hint": "Look at this picture by itself."}
            quarantined.append(values | {"category": row.category})
        connection.execute(update(items).where(items.c.job_id == job_id, items.c.number == row.number).values(**values))
    tally(connection, job_id, quarantined)
    advance(connection, job, {"failed": len(quarantined)})
    return len(lost)


def _held(work: Work, owner: str) -> tuple[Any, ...]:
    return (items.c.job_id == work.job_id, items.c.number == work.number, items.c.state == "leased",
            items.c.owner == owner)


def _still_held(connection: Connection, job_id: str, owner: str, numbers: list[int]) -> set[int]:
    """Those of some items that an owner holds; nobody else takes them before the transaction ends."""
    wanted = select(items.c.number).where(items.c.job_id == job_id, items.c.number.in_(numbers),
                                          items.c.state == "leased", items.c.owner == owner)
    return set(connection.execute(wanted.with_for_update()).scalars())


def _item(found: Candidate | Failure) -> dict[str, Any]:
    """The columns of something listed."""
    if isinstance(found, Failure):
        candidate: dict[str, Any] = {"origin": ""}
        product, key = Product(), f"{found.uri}\n{found.message}"
        state, error, message, hint = "failed", found.error, found.message, found.hint
    else:
        product, key = found.product or Product(), found.uri
        candidate = {"url": found.url, "path": found.path, "origin": found.origin}
        candidate |= {"product": {name: value for name, value in asdict(product).items() if value}}
        candidate |= {} if storable(found.uri) == found.uri else {"uri": found.uri}
        candidate |= {"pause": found.pause} if found.pause else {}
        state, error, message, hint = "skipped" if found.skipped else "waiting", "", found.skipped, ""
    words = " ".join(filter(None, (found.uri, product.sku, product.title))).lower()
    return {
        "uri_id": digest(key)[:32], "uri": storable(found.uri),
        "candidate": json.dumps(candidate), "words": storable(words)[:500], "host": _host(candidate.get("url", "")),
        "category": _category(product), "state": state, "shown": int(state == "failed"), "error": error[:40],
        "message": storable(message), "hint": storable(hint),
    }


def _candidate(row: RowMapping) -> Candidate:
    values = json.loads(row["candidate"])
    return Candidate(values.get("uri", row["uri"]), values["url"], values["path"], values["origin"],
                     Product(**values["product"]) if values["product"] else None, pause=values.get("pause", 0.0))


def _category(product: Product) -> str:
    return storable(product.category)[:300]


def _host(url: str) -> str:
    try:
        return storable(urlsplit(url).netloc.rpartition("@")[2].lower())[:260]
    except ValueError:
        return ""
