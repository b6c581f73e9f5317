"""What follows a lesson's end: live counts."""

revision = "0004_boards"
down_revision = "0003_quota"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
