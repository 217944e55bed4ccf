"""A part of a text is found among a million items by an index of every three letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0013"
down_revision = "0012"
_ITEMS, _BATCH = 16, 16_000
_FTS = (
    "CREATE VIRTUAL TABLE item_search USING fts5(words, content='item_texts', content_rowid='number', "
    "tokenize='trigram')",
    "CREATE TRIGGER item_texts_entered AFTER INSERT ON item_texts BEGIN "
    "INSERT INTO item_search (rowid, words) VALUES (new.number, new.words); END",
    "CREATE TRIGGER item_texts_removed AFTER DELETE ON item_texts BEGIN "
    "INSERT INTO item_search (item_search, rowid, words) VALUES ('delete', old.number, old.words); END",
)


def upgrade() -> None:
    """Make the table and its index, then enter the words of all items."""
    op.create_table("item_texts",
                    sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True,
                              nullable=False),
                    sa.Column("job_id", sa.String(16), nullable=False),
                    sa.Column("first", sa.Integer(), nullable=False), sa.Column("words", sa.Text(), nullable=False),
                    sa.PrimaryKeyConstraint("number"))
    op.create_index("item_texts_by_job", "item_texts", ["job_id", "number"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in _FTS:
            op.execute(statement)
    _enter()
    if op.get_bind().dialect.name == "postgresql":
        _index_parts()


def _enter() -> None:
    connection = op.get_bind()
    insert = sa.text("INSERT INTO item_texts (job_id, first, words) VALUES (:job_id, :first, :words)")
    page = sa.text("SELECT number, words FROM items WHERE job_id = :job_id AND number > :last ORDER BY number "
                   "LIMIT :most")
    for job_id in connection.execute(sa.text("SELECT DISTINCT job_id FROM items ORDER BY job_id")).scalars().all():
        last = 0
        while rows := connection.execute(page, {"job_id": job_id, "last": last, "most": _BATCH}).all():
            words = {number: line.replace("\n", " ") for number, line in rows}
            connection.execute(insert, [
                {"job_id": job_id, "first": first, "words": "\n".join(
                    words.get(number, "") for number in range(first, first + _ITEMS))}
                for first in sorted({number - (number - 1) % _ITEMS for number in words})])
            last = rows[-1].number


def _index_parts() -> None:
    """Without the extension the words are walked, several times as fast as the items."""
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except DBAPIError:  # not installed, or not this user's to install
        return
    op.execute("CREATE INDEX item_texts_search ON item_texts USING gin (words gin_trgm_ops)")
