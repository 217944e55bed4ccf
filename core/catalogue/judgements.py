"""What pictures gave, kept once for each picture, models and measures, and found again."""

from __future__ import annotations

import json
import time
from typing import Any

from sqlalchemy import Connection, select

from core.catalogue.rows import digest, inserting, storable
from core.catalogue.tables import addresses, results
from core.catalogue.work import Judged, Outcome
from core.structures import Analysis


def find(connection: Connection, picture_id: str, models: str, measures_version: str) -> Judged | None:
    """What these models gave for these bytes before, or None."""
    row = connection.execute(select(results).where(
        results.c.picture_id == picture_id, results.c.models == models,
        results.c.measures_version == measures_version)).mappings().first()
    if row is None:
        return None
    return Judged(Analysis.from_dict(json.loads(row["analysis"])), json.loads(row["measures"]),
                  json.loads(row["verdicts"]), row["result_id"])


def keep(connection: Connection, outcome: Outcome) -> dict[str, Any]:
    """Keep a final outcome; returns the columns of its item."""
    if outcome.judged is None:
        assert outcome.failure is not None, "what is final has a judgement or a failure"
        failure = outcome.failure
        return {"error": failure.error[:40], "message": storable(failure.message), "hint": storable(failure.hint),
                "attempts": outcome.attempts, "crashes": outcome.crashes}
    judged, analysis = outcome.judged, outcome.judged.analysis
    if outcome.etag and outcome.work.candidate.url:
        _remember(connection, outcome, analysis.picture_id)
    return {
        "result_id": judged.result_id or _insert(connection, outcome, judged), "picture_id": analysis.picture_id,
        "kind": analysis.kind, "top_label": analysis.intent.shopping.top, "shoppable": analysis.intent.shoppable,
        "score": round(float(analysis.intent.shoppable_score), 4), "error": "",
        "verdicts": json.dumps({name: verdict for name, verdict in judged.verdicts.items() if "." not in name},
                               sort_keys=True), "attempts": outcome.attempts,
    }


def _insert(connection: Connection, outcome: Outcome, judged: Judged) -> int:
    plain = judged.analysis.to_dict()
    key = {"picture_id": judged.analysis.picture_id, "models": outcome.models,
           "measures_version": outcome.measures_version}
    width, height = judged.analysis.size_wh
    connection.execute(inserting(connection, results).values(
        **key, created=time.time(), analysis=json.dumps(plain), measures=json.dumps(judged.measures),
        verdicts=json.dumps(judged.verdicts, sort_keys=True), scores=json.dumps(plain["intent"]["scores"]),
        sensitive_score=plain["intent"]["sensitive_score"], width=width, height=height,
    ).on_conflict_do_nothing(index_elements=list(key)))
    found = select(results.c.result_id).where(*(results.c[name] == value for name, value in key.items()))
    return int(connection.execute(found).scalar_one())


def _remember(connection: Connection, outcome: Outcome, picture_id: str) -> None:
    values = {"etag": storable(outcome.etag), "picture_id": picture_id}
    connection.execute(inserting(connection, addresses)
                       .values(url_id=digest(outcome.work.candidate.url), **values)
                       .on_conflict_do_update(index_elements=["url_id"], set_=values))
