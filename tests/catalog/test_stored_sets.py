"""The label set of a kept analysis is in the rows of an audit, whatever else the analysis holds."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.catalog.store import Store
from core.catalog.stored_sets import SET_COLUMN, label_set_of
from core.catalog.tables import results
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import failed_row, made_row

SET = ("apparel", "other")


def test_rows_have_the_label_set_of_their_verdict(database_url: str) -> None:
    store = Store(database_url)
    job_id = finished_audit(store, [made_row(1, label_set=SET), made_row(2), failed_row(3),
                                    made_row(4, uri='"label_set": ["no"]', label_set=("other",))])
    assert [row.label_set for row in store.rows(job_id)] == [SET, (), (), ("other",)]
    store.close()


@pytest.mark.parametrize("analysis", ["{", "", '{"label_set": 3}', '{"label_set": ["app'])
def test_a_damaged_analysis_has_no_label_set(database_url: str, analysis: str) -> None:
    store = Store(database_url)
    finished_audit(store, [made_row(1)])
    with store.writing() as connection:
        connection.execute(results.update().values(analysis=analysis))
        assert label_set_of(connection.execute(select(SET_COLUMN)).scalar_one()) == ()
    store.close()
