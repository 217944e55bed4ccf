"""What is read for figures is what the catalog's own rows say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.explore.rows import StoredRow, stored_rows
from core.nouns.product import Product
from core.settings import Settings
from core.site import Site
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import failed_row, made_row


def test_rows_are_those_of_the_store_with_failures(tmp_path: Path) -> None:
    rows = [replace(made_row(1), number=1, picture_id="1" * 64), replace(failed_row(2), number=2),
            replace(made_row(3), number=3, picture_id="3" * 64, product=Product("A-3", true_label="home_decor"))]
    with Site(Settings(data_dir=tmp_path)) as site:
        job_id = finished_audit(site.store, rows)
        with site.store.reading() as connection:
            found = list(stored_rows(connection, job_id))
        expected = list(site.store.rows(job_id))
    assert found == [StoredRow(
        row.uri, row.picture_id, row.kind, row.top_label, row.shoppable, row.product.category, row.error, row.origin,
        row.product.true_label, list(row.scores), max(row.width, row.height), row.measures.get("background", ""),
        row.measures.get("luma")) for row in expected]
    assert [bool(row.error) for row in found] == [False, True, False] and found[2].true_label == "home_decor"
