"""A correction says in a column of its own what stood there before, and which model version had judged the picture."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Until now the note of a correction was what stood there before."""
    op.execute("ALTER TABLE corrections RENAME COLUMN note TO before")
    op.add_column("corrections", sa.Column("model", sa.String(200), nullable=False, server_default=""))
