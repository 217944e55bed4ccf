"""The least shoppable pictures with a fact are read from an index, not sorted: their score stands beside the fact."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Give each fact of an item the item's score, and an index in its order."""
    op.add_column("item_facts", sa.Column("score", sa.Double(), nullable=False, server_default="0"))
    op.execute("UPDATE item_facts SET score = coalesce((SELECT items.score FROM items "
               "WHERE items.job_id = item_facts.job_id AND items.number = item_facts.number), 0)")
    op.create_index("item_facts_by_score", "item_facts", ["job_id", "name", "value", "score", "number"])
