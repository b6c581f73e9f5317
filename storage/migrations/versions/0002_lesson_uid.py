"""A lesson keeps the name that an imported schedule has for it."""

import sqlalchemy as sa
from alembic import op

revision = "0002_lesson_uid"
down_revision = "0001_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lesson", sa.Column("uid", sa.String(200), nullable=True))
    op.create_index("ix_lesson_uid", "lesson", ["uid"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_lesson_uid", table_name="lesson")
    op.drop_column("lesson", "uid")
