"""Jobs, their items and the results."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of bulk audits."""
    op.create_table("owners", _string("owner", 200), sa.Column("until", sa.Double(), nullable=False),
                    sa.PrimaryKeyConstraint("owner"))
    op.create_table("addresses", _string("url_id", 64), _text("etag"), _string("picture_id", 64),
                    sa.PrimaryKeyConstraint("url_id"))
    op.create_table("tallies", _string("job_id", 16), _string("kind", 20), _string("top_label", 20),
                    sa.Column("shoppable", sa.Boolean(), nullable=False), _string("error", 40),
                    _string("category", 300), _integer("pictures"),
                    sa.PrimaryKeyConstraint("job_id", "kind", "top_label", "shoppable", "error", "category"))
    _jobs()
    _items()
    _results()


def _jobs() -> None:
    op.create_table(
        "jobs", _string("job_id", 16), _text("source"), _string("kind", 20), _text("options"), _string("state", 12),
        sa.Column("running_source", sa.String(64)), sa.Column("lister", sa.String(200)),
        sa.Column("listing_over", sa.Boolean(), nullable=False),
        _integer("listed"), _integer("done"), _integer("failed"), _integer("skipped"),
        sa.Column("created", sa.Double(), nullable=False), sa.Column("started", sa.Double()),
        sa.Column("ended", sa.Double()), sa.Column("mark_at", sa.Double(), nullable=False), _integer("mark_count"),
        sa.Column("rate", sa.Double(), nullable=False), _text("message"), _text("hint"), _text("trouble"),
        _text("trouble_hint"), sa.PrimaryKeyConstraint("job_id"), sa.UniqueConstraint("running_source"))


def _items() -> None:
    op.create_table(
        "items", _string("job_id", 16), sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        _string("uri_id", 32), _text("uri"), _text("candidate"), _string("words", 500), _string("host", 260),
        _string("state", 8), sa.Column("due", sa.Double(), nullable=False), sa.Column("owner", sa.String(200)),
        _integer("attempts"), _integer("crashes"), _integer("losses"),
        sa.Column("shown", sa.SmallInteger(), nullable=False), sa.Column("result_id", sa.BigInteger()),
        _string("picture_id", 64), _string("kind", 20), _string("top_label", 20),
        sa.Column("shoppable", sa.Boolean()), sa.Column("score", sa.Double(), nullable=False),
        _string("category", 300), _text("verdicts"), _string("error", 40), _text("message"), _text("hint"),
        sa.PrimaryKeyConstraint("job_id", "number"), sa.UniqueConstraint("job_id", "uri_id", name="items_by_uri"))
    op.create_index("items_to_do", "items", ["job_id", "state", "host", "due", "number"])
    op.create_index("items_shown", "items", ["job_id", "shown", "number", "words"])
    op.create_index("items_by_state", "items", ["job_id", "state", "number"])
    for name in ("kind", "top_label", "shoppable", "error"):
        op.create_index(f"items_by_{name}", "items", ["job_id", name, "number"])
    op.create_index("items_by_category", "items", ["job_id", "category", "shown", "number"])
    op.create_index("items_by_score", "items", ["job_id", "shown", "score", "number"])
    op.create_index("items_by_picture", "items", ["picture_id"])


def _results() -> None:
    op.create_table(
        "results",
        sa.Column("result_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True,
                  nullable=False),
        _string("picture_id", 64), _string("models", 200), _string("measures_version", 200),
        sa.Column("created", sa.Double(), nullable=False), _text("analysis"), _text("measures"), _text("verdicts"),
        _text("scores"), sa.Column("sensitive_score", sa.Double(), nullable=False), _integer("width"),
        _integer("height"), sa.PrimaryKeyConstraint("result_id"),
        sa.UniqueConstraint("picture_id", "models", "measures_version", name="results_once"))


def _string(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
