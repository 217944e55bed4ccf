"""One catalog: jobs of any kind, and pictures with facts, vectors, products and corrections beside their results."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
_BATCH = 500


def upgrade() -> None:
    """Rename what has a better name now, generalize broken rules to facts, and enter the pictures that are known."""
    op.rename_table("owners", "holders")
    for table, old, new in (("holders", "owner", "holder"), ("items", "owner", "holder"),
                            ("jobs", "kind", "source_kind")):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")  # both databases, without copying the table
    op.add_column("jobs", sa.Column("kind", sa.String(20), nullable=False, server_default="audit"))
    op.add_column("jobs", sa.Column("step", sa.String(200), nullable=False, server_default=""))
    op.add_column("jobs", sa.Column("fraction", sa.Double(), nullable=False, server_default="0"))
    op.add_column("results", sa.Column("facts", sa.Text(), nullable=False, server_default="[]"))
    _facts_of_items()
    _pictures()
    _products()
    _american()


def _facts_of_items() -> None:
    op.create_table("item_facts", _key("job_id", 16), _key("name", 40), _key("value", 120),
                    sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
                    sa.PrimaryKeyConstraint("job_id", "name", "value", "number"), sqlite_with_rowid=False)
    op.create_table("fact_tallies", _key("job_id", 16), _key("name", 40), _key("value", 120), _key("kind", 20),
                    _key("top_label", 20), sa.Column("shoppable", sa.Boolean(), nullable=False),
                    _key("category", 300), _integer("pictures"),
                    sa.PrimaryKeyConstraint("job_id", "name", "value", "kind", "top_label", "shoppable", "category"))
    op.execute("INSERT INTO item_facts (job_id, name, value, number) "
               "SELECT job_id, 'broken', rule, number FROM breaches")
    op.execute("INSERT INTO fact_tallies (job_id, name, value, kind, top_label, shoppable, category, pictures) "
               "SELECT job_id, 'broken', rule, kind, top_label, shoppable, category, pictures FROM breach_tallies")
    op.drop_table("breaches")
    op.drop_table("breach_tallies")


def _pictures() -> None:
    op.create_table("pictures", _key("picture_id", 64), _text("uri"), _text("path"), _integer("width"),
                    _integer("height"), sa.Column("seen", sa.Double(), nullable=False),
                    sa.PrimaryKeyConstraint("picture_id"))
    op.create_table("facts", _key("picture_id", 64), _key("name", 40), _key("value", 120),
                    sa.Column("score", sa.Double(), nullable=False), sa.Column("model", sa.String(200), nullable=False),
                    sa.PrimaryKeyConstraint("picture_id", "name", "value"), sqlite_with_rowid=False)
    op.create_index("facts_by_value", "facts", ["name", "value", "picture_id"])
    op.create_table("vectors", _key("picture_id", 64), _key("model", 200), _integer("dimensions"),
                    sa.Column("data", sa.LargeBinary(), nullable=False),
                    sa.PrimaryKeyConstraint("picture_id", "model"))
    connection, last = op.get_bind(), 0
    page = sa.text("SELECT result_id, picture_id, analysis, width, height, created FROM results "
                   "WHERE result_id > :last ORDER BY result_id LIMIT :most")
    insert = sa.text("INSERT INTO pictures (picture_id, uri, path, width, height, seen) "
                     "VALUES (:picture_id, :uri, '', :width, :height, :seen) ON CONFLICT (picture_id) DO NOTHING")
    while rows := connection.execute(page, {"last": last, "most": _BATCH}).all():
        connection.execute(insert, [{"picture_id": row.picture_id, "uri": json.loads(row.analysis)["uri"],
                                     "width": row.width, "height": row.height, "seen": row.created} for row in rows])
        last = rows[-1].result_id


def _products() -> None:
    op.create_table("products", _key("product_id", 64), _string("sku", 300), _text("title"), _string("category", 300),
                    _string("gtin", 60), _text("page"), sa.Column("price", sa.Double()), _string("currency", 20),
                    sa.Column("seen", sa.Double(), nullable=False), sa.PrimaryKeyConstraint("product_id"))
    op.create_index("products_by_sku", "products", ["sku"])
    op.create_table("product_pictures", _key("product_id", 64), _key("picture_id", 64), _integer("position"),
                    sa.PrimaryKeyConstraint("product_id", "picture_id"))
    op.create_index("product_pictures_by_picture", "product_pictures", ["picture_id"])
    op.create_table("corrections",
                    sa.Column("correction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                              autoincrement=True, nullable=False),
                    _string("picture_id", 64), _string("name", 40), _string("value", 120), _string("author", 200),
                    _text("note"), sa.Column("created", sa.Double(), nullable=False),
                    sa.PrimaryKeyConstraint("correction_id"))
    op.create_index("corrections_by_picture", "corrections", ["picture_id", "name"])


def _american() -> None:
    """The rule and the measure that release 0.1 spelled "colours" are called "colors"."""
    for table in ("item_facts", "fact_tallies"):
        op.execute(f"UPDATE {table} SET value = 'amazon.colors' WHERE name = 'broken' AND value = 'amazon.colours'")
    op.execute("UPDATE results SET verdicts = replace(verdicts, 'amazon.colours', 'amazon.colors'), "
               "measures = replace(measures, '\"colours\":', '\"colors\":')")


def _key(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


_string = _key


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
