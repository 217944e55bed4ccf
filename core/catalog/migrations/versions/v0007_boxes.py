"""The value of a correction may be longer than a word: all boxes of a picture."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Until now a value had at most 120 letters; SQLite never counted them, its table only says so."""
    with op.batch_alter_table("corrections") as table:
        table.alter_column("value", type_=sa.Text(), existing_type=sa.String(120), existing_nullable=False,
                           existing_server_default="")
