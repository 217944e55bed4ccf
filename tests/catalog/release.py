"""The database of release 0.1, in both kinds: what it holds, and what that release itself read out of it."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Boolean, MetaData, create_engine, text

from core.catalog.store import Store
from core.nouns.audit_row import AuditRow

FOLDER = Path(__file__).parent / "release_0_1"
REVISION = "0003"
PAUSED, KILLED, CANCELLED = "9a782426476570fb", "6102484d56cd67d8", "ff71d7c1f864369e"
TABLES = {"jobs": "jobs", "items": "items", "tallies": "tallies", "results": "results", "addresses": "addresses",
          "owners": "holders", "breaches": "item_facts", "breach_tallies": "fact_tallies"}  # 0.1 -> today
COLUMNS = {("jobs", "kind"): "source_kind", ("items", "owner"): "holder", ("owners", "owner"): "holder",
           ("breaches", "rule"): "value", ("breach_tallies", "rule"): "value"}
_PRODUCT = ("sku", "title", "category", "price", "currency", "true_label")

Rows = dict[str, list[dict[str, Any]]]


def expected() -> dict[str, Any]:
    """What release 0.1 read out of its own data folder."""
    values: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    return values


def copy_of(folder: Path, *names: str) -> Path:
    """Copy files and folders of the release (all of them without names) into a folder."""
    for name in names or ("catalogue.db", "batches", "sales"):
        if (FOLDER / name).is_dir():
            shutil.copytree(FOLDER / name, folder / name)
        else:
            shutil.copy(FOLDER / name, folder / name)
    return folder


def old_rows() -> Rows:
    """Every row of every table, as the release wrote it."""
    base = sqlite3.connect(f"file:{FOLDER / 'catalogue.db'}?immutable=1", uri=True)
    base.row_factory = sqlite3.Row
    rows = {table: [dict(row) for row in base.execute(f"SELECT * FROM {table}")] for table in TABLES}
    base.close()
    return rows


def old_database(url: str, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in the form of the release, with these rows, at a URL where there is none yet.

    The file of the release itself is copied for SQLite (`copy_of`); this is for PostgreSQL, and for other rows.
    """
    upgrade = command.upgrade
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, revision: upgrade(config, REVISION))
        Store(url).close()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name, values in rows.items():
            flags = [column.name for column in tables.tables[name].columns if isinstance(column.type, Boolean)]
            values = [row | {flag: row[flag] and bool(row[flag]) for flag in flags} for row in values]
            if values:
                connection.execute(tables.tables[name].insert(), values)
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT setval('results_result_id_seq', (SELECT max(result_id) FROM results))"))
    engine.dispose()


def raw_rows(url: str, *, renamed: bool) -> tuple[str, Rows]:
    """The revision and all rows that a database holds now, read without `Store`, in the names of the release.

    Parameters
    ----------
    url : str
        Of the database.
    renamed : bool
        True where it has today's tables.
    """
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    old, rows = old_rows(), {}
    with engine.connect() as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        for table, today in TABLES.items():
            names = list(old[table][0])
            columns = [COLUMNS.get((table, name), name) if renamed else name for name in names]
            records = connection.execute(text(f"SELECT {', '.join(columns)} FROM {today if renamed else table}"))
            rows[table] = [dict(zip(names, row, strict=True)) for row in records]
    engine.dispose()
    return revision, rows


def in_order(rows: Rows) -> dict[str, list[str]]:
    """Rows of each table as sorted texts, to compare two databases; True and 1 are the same."""
    def plain(value: Any) -> Any:
        return int(value) if isinstance(value, bool) else value

    return {table: sorted(repr({name: plain(value) for name, value in row.items()}) for row in values)
            for table, values in rows.items()}


def flat(row: AuditRow) -> dict[str, Any]:
    """A row in the form of `expected.json`: with the hash of its measures under the names of 0.1."""
    values = asdict(row)
    product = values.pop("product")
    measures = {"colours" if name == "colors" else name: value for name, value in values.pop("measures").items()}
    text = json.dumps(measures, sort_keys=True)
    values |= {"scores": list(row.scores), "measures_sha256": hashlib.sha256(text.encode()).hexdigest()[:16]
               if measures else ""}
    assert values.pop("facts") == (), "0.1 knew no facts"
    assert values.pop("label_set") == (), "0.1 knew no label sets"
    assert values.pop("role") == "product" and values.pop("role_reason"), "0.1 knew no roles: all were products"
    assert not values.pop("smallest_edit") and values.pop("score_after_edit") is None, "0.1 knew no edits"
    return values | {name: product[name] for name in _PRODUCT}
