"""Which pictures break which rules of marketplaces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables; audits of before stay out of them until their source is audited again."""
    op.create_table("breaches", _key("job_id", 16), _key("rule", 90),
                    sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
                    sa.PrimaryKeyConstraint("job_id", "rule", "number"), sqlite_with_rowid=False)
    op.create_table("breach_tallies", _key("job_id", 16), _key("rule", 90),
                    sa.Column("pictures", sa.Integer(), nullable=False),
                    sa.PrimaryKeyConstraint("job_id", "rule"))


def _key(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)
