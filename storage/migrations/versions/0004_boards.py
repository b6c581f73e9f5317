"""What follows a lesson's end: live counts."""

import sqlalchemy as sa
from alembic import op

revision = "0004_boards"
down_revision = "0003_quota"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Messages of ours that tell a collector's count."""
    op.create_table(
        "board",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("collector", sa.String(64), nullable=False),
        sa.Column("contact", sa.String(64), nullable=False),
        sa.Column("message", sa.String(64), nullable=False),
        sa.Column("heading", sa.String(32), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["collector"], ["collector.id"], name="fk_board_collector"),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_board_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_board"),
    )
    op.create_index("ix_board_ended_next_at", "board", ["ended", "next_at"])
    op.create_index("ix_board_contact_collector", "board", ["contact", "collector"])


def downgrade() -> None:
    """Without them."""
    op.drop_table("board")
