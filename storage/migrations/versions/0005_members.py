"""Members: where the digest goes."""

revision = "0005_members"
down_revision = "0004_boards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
