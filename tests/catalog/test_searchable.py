"""All that a picture can be found by comes from the catalog: its facts, jobs, products, state and corrections."""

from __future__ import annotations

from datetime import UTC, datetime

from core.catalog import searchable
from core.catalog.corrections import add
from core.catalog.store import Store
from core.nouns.correction import WITHDRAWN, Correction
from tests.catalog.test_store import audit, candidate, judged


def said(store: Store, ids: list[str] | None, picture_id: str) -> set[tuple[str, str]]:
    with store.reading() as connection:
        return {(name, value) for page in searchable.search_rows(connection, ids) for found, name, value, _ in page
                if found == picture_id}


def test_everything_is_read_for_all_and_for_some(store: Store) -> None:
    job_id = audit(store, "https://shop.example/a", {candidate(n): judged(n) for n in range(1, 4)})
    one, other = judged(1).analysis.picture_id, judged(2).analysis.picture_id
    now = datetime.now(UTC)
    with store.writing() as connection:
        add(connection, [Correction(one, "state", "to_fix", "judged", "", now),
                         Correction(one, "label", "other", "apparel", "", now),
                         Correction(other, "label", "other", "apparel", "", now),
                         Correction(other, "label", WITHDRAWN, "other", "", now)])
    expected = {("job", job_id), ("source", "shop.example/a"), ("sku", "SKU-1"), ("category", "shoes"),
                ("state", "to_fix"), ("corrected", "label"), ("label", "apparel"), ("amazon", "pass")}
    for ids in (None, [one, other]):
        assert expected <= said(store, ids, one)
        assert not {"state", "corrected"} & {name for name, _ in said(store, ids, other)}
    assert said(store, [other], one) == set()


def test_pictures_and_what_changed_of_them(store: Store) -> None:
    audit(store, "shop", {candidate(n): judged(n) for n in range(1, 4)})
    with store.reading() as connection:
        rows = [row for page in searchable.all_pictures(connection) for row in page]
        assert len(rows) == 3 and all(number > 0 and width == 200 for _, number, _, _, width, _ in rows)
        assert len(searchable.changed_pictures(connection, 0)) == 3
        assert searchable.changed_pictures(connection, max(row[2] for row in rows)) == []
        assert searchable.corrected_pictures(connection, 0) == ([], 0)
