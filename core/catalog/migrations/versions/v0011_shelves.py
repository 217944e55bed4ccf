"""Photos of shelves: what was read from each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The table is empty at first."""
    op.create_table(
        "shelf_readings", sa.Column("reading_id", _ID, primary_key=True, autoincrement=True),
        sa.Column("job_id", sa.String(64), nullable=False), sa.Column("picture_id", sa.String(64), nullable=False),
        sa.Column("shelf", sa.String(200), nullable=False), sa.Column("created", sa.Double(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False), sa.Column("failure", sa.Text(), nullable=False))
    op.create_index("shelf_readings_by_picture", "shelf_readings", ["picture_id"])
    op.create_index("shelf_readings_by_shelf", "shelf_readings", ["shelf", "created"])
