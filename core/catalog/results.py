"""What pictures gave, kept once for each picture, models and measures, and found again.

Statements that every picture needs are put together once, here: building one costs as much as running it.
"""

from __future__ import annotations

import json
import time
from typing import Any

from sqlalchemy import Connection, bindparam, select

from core.catalog.query import digest, inserting, storable
from core.catalog.tables import addresses, results
from core.nouns.analysis import Analysis
from core.nouns.job import Judged, Outcome

_Key = tuple[str, str, str]
_KEY = ("picture_id", "models", "measures_version")
_FIND = select(results.c.result_id, results.c.analysis, results.c.measures, results.c.verdicts).where(
    *(results.c[name] == bindparam(name) for name in _KEY))
_IDS = select(results.c.result_id, *(results.c[name] for name in _KEY)).where(
    results.c.picture_id.in_(bindparam("pictures", expanding=True)))
_KNOWN = select(addresses.c.picture_id, addresses.c.etag).where(addresses.c.url_id == bindparam("url_id"))


def find(connection: Connection, picture_id: str, models: str, measures_version: str) -> Judged | None:
    """What these models gave for these bytes before, or None."""
    key = (picture_id, models, measures_version)
    row = connection.execute(_FIND, dict(zip(_KEY, key, strict=True))).first()
    if row is None:
        return None
    return Judged(Analysis.from_dict(json.loads(row.analysis)), json.loads(row.measures), json.loads(row.verdicts),
                  row.result_id)


def known(connection: Connection, url: str) -> tuple[str, str] | None:
    """The picture_id and etag that an address gave last time, or None."""
    row = connection.execute(_KNOWN, {"url_id": digest(url)}).first()
    return (row.picture_id, row.etag) if row else None


def keep(connection: Connection, outcomes: list[Outcome]) -> list[tuple[Outcome, dict[str, Any]]]:
    """Keep final outcomes; returns each with the columns of its item."""
    judged = [outcome for outcome in outcomes if outcome.judged is not None]
    _remember(connection, judged)
    ids = _insert(connection, [outcome for outcome in judged if outcome.judged and not outcome.judged.result_id])
    return [(outcome, _columns(outcome, ids)) for outcome in outcomes]


def _columns(outcome: Outcome, ids: dict[_Key, int]) -> dict[str, Any]:
    judged, failure = outcome.judged, outcome.failure
    if judged is None:
        assert failure is not None, "what is final has a judgment or a failure"
        return {"error": failure.error[:40], "message": storable(failure.message), "hint": storable(failure.hint),
                "attempts": outcome.attempts, "crashes": outcome.crashes}
    analysis = judged.analysis
    return {
        "result_id": judged.result_id or ids[_key(outcome, judged)], "picture_id": analysis.picture_id,
        "kind": analysis.kind, "top_label": analysis.intent.shopping.top, "shoppable": analysis.intent.shoppable,
        "score": round(float(analysis.intent.shoppable_score), 4), "error": "",
        "verdicts": json.dumps({name: verdict for name, verdict in judged.verdicts.items() if "." not in name},
                               sort_keys=True), "attempts": outcome.attempts,
    }


def _key(outcome: Outcome, judged: Judged) -> _Key:
    return judged.analysis.picture_id, outcome.models, outcome.measures_version


def _insert(connection: Connection, outcomes: list[Outcome]) -> dict[_Key, int]:
    """Write new judgments; those that another process was quicker with stay as they are. Returns the id of each."""
    new = {_key(outcome, outcome.judged): outcome.judged for outcome in outcomes if outcome.judged}
    if not new:
        return {}
    connection.execute(inserting(connection, results).on_conflict_do_nothing(index_elements=list(_KEY)),
                       [_result(key, new[key]) for key in sorted(new)])
    found = connection.execute(_IDS, {"pictures": list({key[0] for key in new})})
    return {(row.picture_id, row.models, row.measures_version): row.result_id for row in found}


def _result(key: _Key, judged: Judged) -> dict[str, Any]:
    plain = judged.analysis.to_dict()
    width, height = judged.analysis.size_wh
    return {**dict(zip(_KEY, key, strict=True)), "created": time.time(), "analysis": json.dumps(plain),
            "measures": json.dumps(judged.measures), "verdicts": json.dumps(judged.verdicts, sort_keys=True),
            "scores": json.dumps(plain["intent"]["scores"]), "sensitive_score": plain["intent"]["sensitive_score"],
            "width": width, "height": height}


def _remember(connection: Connection, outcomes: list[Outcome]) -> None:
    """Keep what addresses gave, to ask their servers the next time whether that has changed."""
    values = {digest(outcome.work.candidate.url): {"etag": storable(outcome.etag),
                                                   "picture_id": outcome.judged.analysis.picture_id}
              for outcome in outcomes if outcome.judged and outcome.etag and outcome.work.candidate.url}
    if values:
        statement = inserting(connection, addresses)
        statement = statement.on_conflict_do_update(index_elements=["url_id"], set_={
            "etag": statement.excluded.etag, "picture_id": statement.excluded.picture_id})
        connection.execute(statement, [{"url_id": url_id, **values[url_id]} for url_id in sorted(values)])
