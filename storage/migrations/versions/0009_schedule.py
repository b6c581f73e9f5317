"""Lessons remember the schedule that made them.

What was imported before is taken as of one calendar or one table. A lesson without a line in the
audit log about being added by hand was imported.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_schedule"
down_revision = "0008_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson_origin",
        sa.Column("lesson", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("offer", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("lesson", name="pk_lesson_origin"),
        sa.ForeignKeyConstraint(
            ["lesson"], ["lesson.id"], name="fk_lesson_origin_lesson", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_lesson_origin_offer", "lesson_origin", ["offer"])
    op.execute(
        "INSERT INTO lesson_origin (lesson, source) "
        "SELECT id, CASE WHEN uid IS NULL THEN 'table:earlier' ELSE 'calendar:earlier' END "
        "FROM lesson WHERE NOT EXISTS (SELECT 1 FROM audit "
        "WHERE audit.action = 'lesson_added' AND audit.subject = lesson.id)"
    )


def downgrade() -> None:
    op.drop_table("lesson_origin")
