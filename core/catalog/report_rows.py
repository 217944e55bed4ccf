"""Rows as a report reads them: all of them in brief, and a few whole.

Of 100,000 rows most of the time goes to the JSON of measures, of which a report counts the hash alone. What it does not
count is therefore not read, and what it shows is looked up at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select

from core.catalog.query import audit_rows, decoded, product_of, rows_by_number
from core.catalog.store import Store
from core.catalog.stored_sets import SET_COLUMN, Place, label_set_of
from core.catalog.tables import items, results
from core.nouns.audit_row import AuditRow

PAGE = 250  # so few that most is gone before Python collects garbage: a fifth of the time
LOOKED_UP = 500  # by their numbers at a time
_HASH = '"hash": "'  # a quote inside a text of a stranger has a backslash before it
_DIGITS = 16
_BRIEF = (
    items.c.number, items.c.candidate, items.c.picture_id, items.c.kind, items.c.top_label, items.c.shoppable,
    items.c.score, items.c.verdicts, items.c.error, items.c.message, results.c.scores, results.c.sensitive_score,
    func.substr(results.c.measures, Place(results.c.measures, _HASH), len(_HASH) + _DIGITS).label("hash"), SET_COLUMN,
)


def brief_rows(store: Store, job_id: str) -> Iterator[AuditRow]:
    """All rows of a job in the order of the source, without what no report counts.

    Parameters
    ----------
    store : Store
    job_id : str
        The job; an unknown one has no rows.

    Yields
    ------
    AuditRow
        Without address, origin, size, facts and hint; of the measures there is the hash alone.
    """
    query = (select(*_BRIEF).select_from(items.outerjoin(results, results.c.result_id == items.c.result_id))
             .where(items.c.job_id == job_id, items.c.shown == 1).order_by(items.c.number).limit(PAGE))
    after = 0
    while True:
        with store.reading() as connection:
            page = connection.execute(query.where(items.c.number > after)).all()
        candidates, verdicts, scores = (decoded([row[place] or empty for row in page])
                                        for place, empty in ((1, "{}"), (7, "{}"), (10, "[]")))
        for row, candidate, outcomes, four in zip(page, candidates, verdicts, scores, strict=True):
            number, _, picture_id, kind, top, shoppable, score, _, error, message, _, sensitive, digits, labels = row
            product, role = product_of(candidate)
            yield AuditRow(
                number, "", product=product, picture_id=picture_id, kind=kind, top_label=top,
                label_set=label_set_of(labels), scores=tuple(four), shoppable=bool(shoppable), shoppable_score=score,
                sensitive_score=sensitive or 0.0, measures=_hash_of(digits), verdicts=outcomes, error=error,
                message=message, role=role.name, role_reason=role.reason)
        if len(page) < PAGE:
            return
        after = page[-1].number


def whole_rows(store: Store, job_id: str, numbers: Iterable[int]) -> dict[int, AuditRow]:
    """Rows with all that is known of them, by their numbers; those that are not there are left out.

    Parameters
    ----------
    store : Store
    job_id : str
        The job.
    numbers : iterable of int
        In any order.
    """
    found, wanted = dict[int, AuditRow](), sorted(set(numbers))
    for start in range(0, len(wanted), LOOKED_UP):
        with store.reading() as connection:
            query = rows_by_number(job_id, wanted[start:start + LOOKED_UP])
            rows = audit_rows(connection.execute(query).mappings().all())
        found |= {row.number: row for row in rows}
    return found


def _hash_of(text: str | None) -> dict[str, str]:
    return {"hash": text[len(_HASH):].partition('"')[0]} if text and text.startswith(_HASH) else {}
