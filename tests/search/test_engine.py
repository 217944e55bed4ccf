"""The engine reads the catalog once, then only what changed, also what was committed late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import update

from core.catalog import searchable
from core.catalog.picture_texts import note_changes
from core.catalog.tables import facts, pictures
from core.search.engine import OVERLAP_SECONDS, Engine
from core.site import Site
from tests.search.made_up_catalog import picture_id


def test_only_what_changed_is_read_again(site: Site, monkeypatch) -> None:
    engine, asked = site.part(Engine), []
    first = engine.now()
    real = searchable.search_rows
    monkeypatch.setattr(searchable, "search_rows", lambda connection, ids=None: asked.append(ids) or real(
        connection, ids))
    assert engine.now() is first and asked == []
    with site.store.writing() as connection:
        connection.execute(facts.insert().values(picture_id=picture_id(3), name="scene", value="beach", model="s"))
        note_changes(connection, [picture_id(3)])
    assert engine.now().values_of("scene") == ["beach"] and asked == [[picture_id(3)]]
    second = engine.now()
    assert engine.now() is second and len(asked) == 1


def test_a_change_that_was_committed_late_is_seen(site: Site) -> None:
    engine = site.part(Engine)
    engine.now()
    with site.store.writing() as connection:
        connection.execute(facts.insert().values(picture_id=picture_id(4), name="scene", value="street", model="s"))
        newest = engine._newest
        connection.execute(update(pictures).where(pictures.c.picture_id == picture_id(4))
                           .values(changed=newest - OVERLAP_SECONDS / 2))
    assert engine.now().values_of("scene") == ["street"]


def test_threads_share_one_catalog(site: Site) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: site.part(Engine).now(), range(12)))
    assert all(one is found[0] for one in found) and len(found[0]) == 24
