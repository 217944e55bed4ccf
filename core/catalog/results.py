"""What pictures gave, kept once for each picture, models and measures, and found again.

With a result its picture enters the catalog, and so do the facts that its stages found: whichever job, door or shelf it
came through, it is the same picture. Statements that every picture needs are put together once, here: building one
costs as much as running it.
"""

from __future__ import annotations

import json
import time
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from core.catalog.picture_facts import MEASURED, is_measured, names_looked_for, standing_facts
from core.catalog.picture_texts import note_changes
from core.catalog.query import digest, inserting, storable
from core.catalog.tables import addresses, facts, pictures, results
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.nouns.job import ItemResult, PictureResult

_Key = tuple[str, str, str]
_KEY = ("picture_id", "models", "measures_version")
_FIND = select(results.c.result_id, results.c.analysis, results.c.measures, results.c.verdicts).where(
    *(results.c[name] == bindparam(name) for name in _KEY))
_ANY = (select(results.c.result_id, results.c.analysis, results.c.measures, results.c.verdicts)
        .where(results.c.picture_id == bindparam("picture_id"), results.c.models == bindparam("models"))
        .order_by(results.c.result_id.desc()).limit(1))
BY_PEOPLE = "by hand"  # what stands for the model of facts that people gave; no result replaces them
_OF_NAME = facts.c.picture_id == bindparam("its_id"), facts.c.name == bindparam("its_name")
_DELETE_MEASURED = delete(facts).where(*_OF_NAME, facts.c.model == "")
_DELETE_FOUND = delete(facts).where(*_OF_NAME, facts.c.model != BY_PEOPLE,
                                    or_(facts.c.model != "", and_(*(facts.c.name != name for name in MEASURED))))
_IDS = select(results.c.result_id, *(results.c[name] for name in _KEY)).where(
    results.c.picture_id.in_(bindparam("pictures", expanding=True)))
_LAST_ANSWER = select(addresses.c.picture_id, addresses.c.etag).where(addresses.c.url_id == bindparam("url_id"))


def _picture_insert(dialect: Any) -> Any:
    statement = dialect.insert(pictures)  # the newest file counts: an older one may be gone
    return statement.on_conflict_do_update(index_elements=["picture_id"], set_={"path": statement.excluded.path})


def _facts_insert(dialect: Any) -> Any:
    statement = dialect.insert(facts)  # another process may have been first
    stronger = or_(statement.excluded.model != "", facts.c.model == "")  # what a stage reads says more than a measure
    return statement.on_conflict_do_update(index_elements=["picture_id", "name", "value"], set_={
        "score": statement.excluded.score, "model": statement.excluded.model},
        where=and_(facts.c.model != BY_PEOPLE, stronger))


_INSERT_FACTS = {"sqlite": _facts_insert(sqlite), "postgresql": _facts_insert(postgresql)}
_PICTURE = {"sqlite": _picture_insert(sqlite), "postgresql": _picture_insert(postgresql)}


def find(connection: Connection, picture_id: str, models: str, measures_version: str) -> PictureResult | None:
    """An earlier result of these models for these bytes, or None.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    picture_id : str
        sha256 of the bytes.
    models, measures_version : str
        As `core.jobs.kinds.PictureKind.key` returns them. With an empty measures version, the newest result of the
        models counts, whatever was measured.
    """
    key = {"picture_id": picture_id, "models": models}
    if measures_version:
        row = connection.execute(_FIND, key | {"measures_version": measures_version}).first()
    else:  # nothing is measured for this job: what another one measured is no harm
        row = connection.execute(_ANY, key).first()
    if row is None:
        return None
    return PictureResult(Analysis.from_dict(json.loads(row.analysis)), json.loads(row.measures),
                         json.loads(row.verdicts), row.result_id)


def last_answer(connection: Connection, url: str) -> tuple[str, str] | None:
    """The picture_id and etag that an address gave last time, or None."""
    row = connection.execute(_LAST_ANSWER, {"url_id": digest(url)}).first()
    return (row.picture_id, row.etag) if row else None


def keep(connection: Connection, item_results: list[ItemResult]) -> list[tuple[ItemResult, dict[str, Any]]]:
    """Keep final results of items; returns each with the columns of its item.

    Addresses, pictures, results and facts are written in this order, each sorted by its key: two processes that keep
    the same pictures at once wait for each other and do not deadlock. The first writer of a result wins.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes; `core.jobs.leases.complete` counts the results in the same one.
    item_results : list of ItemResult
        With a picture's result, with a failure, or with neither for an item that is no picture.
    """
    with_pictures = [result for result in item_results if result.picture is not None]
    _remember_addresses(connection, with_pictures)
    _enter_pictures(connection, with_pictures)
    new = {_key(result, result.picture): result.picture for result in with_pictures
           if result.picture and not result.picture.result_id}
    ids = insert(connection, new)
    known = [result.picture for result in with_pictures if result.picture and result.picture.result_id]
    enter_facts(connection, known)
    note_changes(connection, (result.picture.analysis.picture_id for result in with_pictures if result.picture))
    return [(result, _columns(result, ids)) for result in item_results]


def insert(connection: Connection, new: dict[_Key, PictureResult]) -> dict[_Key, int]:
    """Write new results; those that another process was quicker with stay as they are.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    new : dict of (picture_id, models, measures_version) to PictureResult
        What to write.

    Returns
    -------
    dict of (picture_id, models, measures_version) to int
        The row of each.
    """
    if not new:
        return {}
    connection.execute(inserting(connection, results).on_conflict_do_nothing(index_elements=list(_KEY)),
                       [_row(key, new[key]) for key in sorted(new)])
    enter_facts(connection, list(new.values()))
    rows = connection.execute(_IDS, {"pictures": list({key[0] for key in new})})
    return {(row.picture_id, row.models, row.measures_version): row.result_id for row in rows}


def _columns(result: ItemResult, ids: dict[_Key, int]) -> dict[str, Any]:
    picture, failure = result.picture, result.failure
    if failure is not None:
        return {"picture_id": "", "error": failure.error[:40], "message": storable(failure.message),
                "hint": storable(failure.hint), "attempts": result.attempts, "crashes": result.crashes}
    if picture is None:
        return {"error": "", "attempts": result.attempts}
    analysis = picture.analysis
    return {
        "result_id": picture.result_id or ids[_key(result, picture)], "picture_id": analysis.picture_id,
        "kind": analysis.kind, "top_label": analysis.intent.shopping.top, "shoppable": analysis.intent.shoppable,
        "score": round(float(analysis.intent.shoppable_score), 4), "error": "",
        "verdicts": json.dumps({name: verdict for name, verdict in picture.verdicts.items() if "." not in name},
                               sort_keys=True), "attempts": result.attempts,
    }


def _key(result: ItemResult, picture: PictureResult) -> _Key:
    return picture.analysis.picture_id, result.models, result.measures_version


def _row(key: _Key, picture: PictureResult) -> dict[str, Any]:
    plain = picture.analysis.to_dict()
    width, height = picture.analysis.size_wh
    return {**dict(zip(_KEY, key, strict=True)), "created": time.time(), "analysis": json.dumps(plain),
            "measures": json.dumps(picture.measures), "verdicts": json.dumps(picture.verdicts, sort_keys=True),
            "scores": json.dumps(plain["intent"]["scores"]), "facts": json.dumps(plain["facts"]),
            "sensitive_score": plain["intent"]["sensitive_score"], "width": width, "height": height}


def _enter_pictures(connection: Connection, item_results: list[ItemResult]) -> None:
    now = time.time()
    rows = {result.picture.analysis.picture_id: {
        "picture_id": result.picture.analysis.picture_id, "uri": storable(result.item.candidate.uri),
        "path": storable(result.path), "width": result.picture.analysis.size_wh[0],
        "height": result.picture.analysis.size_wh[1], "seen": now} for result in item_results if result.picture}
    if rows:
        connection.execute(_PICTURE[connection.dialect.name], [rows[name] for name in sorted(rows)])


def enter_facts(connection: Connection, found: list[PictureResult]) -> None:
    """What a newer run says of a name takes the place of all that an older one said, also when it says nothing.

    What people said stays; a stage and an audit's measures replace their own.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes; `core.catalog.picture_texts.note_changes` goes with it.
    found : list of PictureResult
        A later one of the same picture counts.
    """
    by_name: dict[tuple[str, str, bool], dict[str, Fact]] = {}
    for picture in found:
        standing = (*picture.analysis.facts, *standing_facts(picture))
        said = ((fact.name, is_measured(fact)) for fact in standing)
        for name, measured in dict.fromkeys((*names_looked_for(picture), *said)):
            by_name[picture.analysis.picture_id, storable(name)[:40], measured] = {  # of several the surest
                storable(fact.value)[:120]: fact for fact in sorted(standing, key=lambda fact: fact.score)
                if fact.name == name and is_measured(fact) == measured}
    for statement, of_measures in ((_DELETE_MEASURED, True), (_DELETE_FOUND, False)):
        gone = [{"its_id": picture_id, "its_name": name} for picture_id, name, measured in sorted(by_name)
                if measured == of_measures]
        if gone:
            connection.execute(statement, gone)
    rows = {(picture_id, name, value): {
        "picture_id": picture_id, "name": name, "value": value, "score": round(fact.score, 4),
        "model": fact.model[:200]} for (picture_id, name, _), values in sorted(by_name.items(), key=_measures_first)
        for value, fact in values.items()}
    if rows:
        connection.execute(_INSERT_FACTS[connection.dialect.name], [rows[key] for key in sorted(rows)])


def _measures_first(entry: tuple[tuple[str, str, bool], dict[str, Fact]]) -> bool:
    """Of one value that both read, what a stage says comes last and counts."""
    return not entry[0][2]


def _remember_addresses(connection: Connection, item_results: list[ItemResult]) -> None:
    """Keep what addresses gave, to ask their servers the next time whether that has changed."""
    values = {digest(result.item.candidate.url): {"etag": storable(result.etag),
                                                  "picture_id": result.picture.analysis.picture_id}
              for result in item_results if result.picture and result.etag and result.item.candidate.url}
    if values:
        statement = inserting(connection, addresses)
        statement = statement.on_conflict_do_update(index_elements=["url_id"], set_={
            "etag": statement.excluded.etag, "picture_id": statement.excluded.picture_id})
        connection.execute(statement, [{"url_id": url_id, **values[url_id]} for url_id in sorted(values)])
