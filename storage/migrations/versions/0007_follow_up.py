"""Follow-ups have a deadline of their own: their collector closed weeks before."""

import sqlalchemy as sa
from alembic import op

revision = "0007_follow_up"
down_revision = "0006_voices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("response", sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("response", "closes_at")
