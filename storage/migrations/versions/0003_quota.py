"""The quota ledger: an account for each channel and month, and the month a push counts in."""

import sqlalchemy as sa
from alembic import op

revision = "0003_quota"
down_revision = "0002_lesson_uid"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quota",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.Column("plan_limit", sa.Integer(), nullable=True),
        sa.Column("plan_used", sa.Integer(), nullable=True),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("channel", "month", name="pk_quota"),
    )
    op.add_column("outbox", sa.Column("charged", sa.String(7), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "charged")
    op.drop_table("quota")
