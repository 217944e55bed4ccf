"""People of the user's own pictures: groups of faces with names, a gallery with its consent, and descriptors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Both tables are empty at first: nothing is looked at before the site switches it on."""
    op.create_table(
        "people", sa.Column("person_id", _ID, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(80), nullable=False), sa.Column("gallery", sa.Boolean(), nullable=False),
        sa.Column("consent_by", sa.String(200), nullable=False), sa.Column("consent_on", sa.String(10), nullable=False),
        sa.Column("consent_text", sa.Text(), nullable=False), sa.Column("created", sa.Double(), nullable=False))
    op.create_table(
        "person_faces", sa.Column("face_id", _ID, primary_key=True, autoincrement=True),
        sa.Column("picture_id", sa.String(64), nullable=False),
        *(sa.Column(side, sa.Double(), nullable=False) for side in ("left", "top", "right", "bottom")),
        sa.Column("model", sa.String(200), nullable=False), sa.Column("descriptor", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.BigInteger()), sa.Column("score", sa.Double(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False))
    op.create_index("person_faces_by_picture", "person_faces", ["picture_id"])
    op.create_index("person_faces_by_person", "person_faces", ["person_id"])
