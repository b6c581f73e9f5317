"""Plans, looks and lowered claims."""

revision = "0008_evidence"
down_revision = "0007_follow_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
