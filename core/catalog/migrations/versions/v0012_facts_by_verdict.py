"""Pages of pictures with a fact and a verdict are a walk over one index: the verdict stands beside the fact."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
_OF_ITEM = "FROM items WHERE items.job_id = item_facts.job_id AND items.number = item_facts.number"


def upgrade() -> None:
    """Give each fact of an item the item's photo type, label and verdict."""
    for column in (sa.Column("kind", sa.String(20), nullable=False, server_default=""),
                   sa.Column("top_label", sa.String(20), nullable=False, server_default=""),
                   sa.Column("shoppable", sa.Boolean())):
        op.add_column("item_facts", column)
    op.execute(f"UPDATE item_facts SET kind = coalesce((SELECT kind {_OF_ITEM}), ''), "
               f"top_label = coalesce((SELECT top_label {_OF_ITEM}), ''), shoppable = (SELECT shoppable {_OF_ITEM})")
