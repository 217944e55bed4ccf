"""The tables: named once, indexed for what is asked, and without a text that a database would cut off in silence."""

from __future__ import annotations

from sqlalchemy import String

from core.catalog import tables
from core.catalog.tables import HEAD, metadata

ALL = {"jobs", "holders", "items", "tallies", "item_facts", "fact_tallies", "pictures", "facts", "vectors", "results",
       "products", "product_pictures", "corrections", "addresses", "picture_texts", "smart_sets", "people",
       "person_faces", "shelf_readings", "item_texts"}


def test_these_tables_are_the_catalog() -> None:
    assert set(metadata.tables) == ALL and HEAD.isdigit()
    assert all(table.primary_key.columns for table in metadata.tables.values())


def test_two_running_jobs_of_one_source_exclude_each_other() -> None:
    assert tables.jobs.c.running_source.unique and tables.jobs.c.running_source.nullable


def test_facts_of_items_are_found_by_name_and_value() -> None:
    """The key begins with what a filter knows, so a filter is one range of it."""
    assert [column.name for column in tables.item_facts.primary_key] == ["job_id", "name", "value", "number"]
    assert {"job_id", "name", "value"} <= {column.name for column in tables.fact_tallies.primary_key}


def test_what_is_tallied_is_a_column_of_items_of_the_same_length() -> None:
    for name in ("kind", "top_label", "error", "category"):
        tallied, item_type = tables.tallies.c[name].type, tables.items.c[name].type
        assert isinstance(tallied, String) and tallied.length == item_type.length
    assert tables.facts.c.value.type.length == tables.item_facts.c.value.type.length
