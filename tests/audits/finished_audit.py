"""A finished audit in a real database, written row by row without analyzing a picture."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, replace

from sqlalchemy import func, select

from core.catalog.item_texts import enter_items
from core.catalog.store import Store
from core.catalog.tables import jobs, results
from core.jobs.leases import tally
from core.nouns.audit_row import AuditRow
from tests.made_up import made_up_analysis


def finished_audit(store: Store, rows: Iterable[AuditRow], source: str = "https://shop.example/feed.xml", *,
                   kind: str = "feed") -> str:
    """The id of an audit that holds these rows."""
    job_id, shown, analyzed = store.create_job(source, kind, {"rules": ["amazon"]}), [], []
    with store.reading() as connection:
        used = connection.execute(select(func.coalesce(func.max(results.c.result_id), 0))).scalar_one()
    for row in rows:
        product = {name: value for name, value in asdict(row.product).items() if value}
        words = " ".join((row.uri, row.product.sku, row.product.title)).lower()
        shown.append({
            "job_id": job_id, "number": row.number, "uri_id": f"{row.number}", "uri": row.uri,
            "candidate": json.dumps({"url": row.uri, "path": "", "origin": row.origin, "product": product}),
            "words": words, "host": "shop.example", "state": "failed" if row.error else "done", "due": 0.0, "shown": 1,
            "attempts": 1, "crashes": 0, "losses": 0, "result_id": None if row.error else used + row.number,
            "picture_id": row.picture_id, "kind": row.kind, "top_label": row.top_label,
            "shoppable": None if row.error else row.shoppable, "score": row.shoppable_score,
            "category": row.product.category, "verdicts": json.dumps(row.verdicts), "error": row.error,
            "message": row.message, "hint": row.hint})
        if not row.error:
            analyzed.append({
                "result_id": used + row.number, "picture_id": row.picture_id, "models": "m",
                "measures_version": f"{job_id} {row.number}",
                "created": 0.0, "analysis": _analysis(row), "measures": json.dumps(row.measures), "verdicts": "{}",
                "scores": json.dumps(list(row.scores)), "sensitive_score": row.sensitive_score, "width": row.width,
                "height": row.height})
    now = time.time()
    with store.writing() as connection:
        enter_items(connection, shown)
        connection.execute(results.insert(), analyzed)
        tally(connection, job_id, shown)
        connection.execute(jobs.update().where(jobs.c.job_id == job_id).values(
            state="done", listing_over=True, running_source=None, listed=len(shown), done=len(analyzed),
            failed=len(shown) - len(analyzed), started=now, ended=now + 1))
    return job_id


def _analysis(row: AuditRow) -> str:
    """What the model with label sets said; nothing of a row without a label set."""
    if not row.label_set:
        return ""
    made = made_up_analysis(row.uri, row.kind, row.top_label)
    intent = replace(made.intent, label_set=row.label_set, label_set_coverage=0.9)
    return json.dumps(replace(made, picture_id=row.picture_id, intent=intent,
                              models={"intent": "shopping_intent_1"}).to_dict())
