"""Remarks: what was approved."""

import sqlalchemy as sa
from alembic import op

revision = "0006_voices"
down_revision = "0005_members"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remark_review",
        sa.Column("response", sa.String(64), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("member", sa.String(64), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["response", "question", "revision"],
            ["remark.response", "remark.question", "remark.revision"],
            name="fk_remark_review_response",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member"], ["member.id"], name="fk_remark_review_member", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("response", "question", "revision", name="pk_remark_review"),
    )


def downgrade() -> None:
    op.drop_table("remark_review")
