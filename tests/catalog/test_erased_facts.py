"""Erased facts are gone from pictures and jobs; what others found stays. Kept results: tests/people/test_verbs.py."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from core.catalog.erased_facts import erase_facts
from core.catalog.store import Store
from core.catalog.tables import fact_tallies, facts, item_facts, pictures


def test_all_rows_of_a_name_go_and_others_stay(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    with store.writing() as connection:
        connection.execute(pictures.insert(), [{"picture_id": "a" * 64, "seen": 1.0}])
        for name in ("smile", "color"):
            connection.execute(facts.insert().values(picture_id="a" * 64, name=name, value="yes"))
            connection.execute(item_facts.insert().values(job_id="j", name=name, value="yes", number=1))
            connection.execute(fact_tallies.insert().values(job_id="j", name=name, value="yes", kind="", top_label="",
                                                            shoppable=True, category="", pictures=1))
        assert erase_facts(connection, ("smile", "people"), "face_details") == 1
        left = [connection.execute(select(table.c.name)).scalars().all() for table in (facts, item_facts, fact_tallies)]
        assert left == [["color"]] * 3
        assert connection.execute(select(pictures.c.changed)).scalar_one() > 0, "the search reads it again"
    store.close()
