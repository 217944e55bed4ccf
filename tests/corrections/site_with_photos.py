"""A site whose catalog holds made-up analyses, written by the rows that real jobs write."""

from __future__ import annotations

from dataclasses import replace

from core.catalog.results import insert
from core.nouns.job import PictureResult
from core.site import Site
from tests.made_up import made_up_analysis

FIRST, SECOND = "1" * 64, "2" * 64


def with_photos(site: Site) -> Site:
    """Two photos that the models call apparel with a face, and not sensitive."""
    with site.store.writing() as connection:
        insert(connection, {(picture_id, "m", "1"): PictureResult(replace(made_up_analysis(), picture_id=picture_id))
                            for picture_id in (FIRST, SECOND)})
    return site
