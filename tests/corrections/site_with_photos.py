"""A site whose catalog holds made-up analyses, written by the rows that real jobs write."""

from __future__ import annotations

import json
from dataclasses import replace

from core.catalog.results import insert
from core.catalog.tables import results
from core.nouns.job import PictureResult
from core.site import Site
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import made_row
from tests.made_up import made_up_analysis

FIRST, SECOND = "1" * 64, "2" * 64


def with_photos(site: Site) -> Site:
    """Two photos that the models call apparel with a face, and not sensitive."""
    with site.store.writing() as connection:
        insert(connection, {(picture_id, "m", "1"): PictureResult(replace(made_up_analysis(), picture_id=picture_id))
                            for picture_id in (FIRST, SECOND)})
    return site


def audit_in_doubt(site: Site) -> str:
    """An audit of four photos: 2 is a sure mismatch, 3 a less sure one, 4 a close call, and 1 is in no doubt."""
    rows = [made_row(1), made_row(2, "other", 0.9), made_row(3, "home_decor", 0.7),
            replace(made_row(4), scores=(0.1, 0.44, 0.4, 0.06))]
    rows = [replace(row, picture_id=f"{row.number}" * 64) for row in rows]
    job_id = finished_audit(site.store, rows)
    with site.store.writing() as connection:
        for row in rows:
            analysis = replace(made_up_analysis(row.uri, top=row.top_label), picture_id=row.picture_id)
            connection.execute(results.update().where(results.c.picture_id == row.picture_id).values(
                analysis=json.dumps(analysis.to_dict())))
    return job_id
