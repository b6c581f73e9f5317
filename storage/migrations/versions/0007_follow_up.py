"""Reminders and follow-ups."""

revision = "0007_follow_up"
down_revision = "0006_voices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
