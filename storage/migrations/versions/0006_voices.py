"""Remarks: what was approved."""

revision = "0006_voices"
down_revision = "0005_members"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
