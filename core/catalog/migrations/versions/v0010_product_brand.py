"""Brand and size of products, by which packages that look alike are told apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Products that are known already get both when they are imported again."""
    op.add_column("products", sa.Column("brand", sa.String(300), nullable=False, server_default=""))
    op.add_column("products", sa.Column("size", sa.String(100), nullable=False, server_default=""))
