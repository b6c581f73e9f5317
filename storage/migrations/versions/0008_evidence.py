"""Plans, looks and lowered claims."""

import sqlalchemy as sa
from alembic import op

revision = "0008_evidence"
down_revision = "0007_follow_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fiscal_year", "version", name="pk_plan"),
    )
    op.create_table(
        "look",
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("look", sa.String(16), nullable=False),
        sa.Column("claim", sa.String(64), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(2), nullable=False),
        sa.Column("inputs_sha256", sa.String(64), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("fiscal_year", "look", "claim", name="pk_look"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(64), nullable=False),
        sa.Column("deed", sa.String(16), nullable=False),
        sa.Column("level", sa.String(2), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_fiscal_year", "decision", ["fiscal_year"])


def downgrade() -> None:
    op.drop_table("decision")
    op.drop_table("look")
    op.drop_table("plan")
