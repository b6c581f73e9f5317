"""Members: where the digest goes, codes for another place, leases, attempts that may have arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0005_members"
down_revision = "0004_boards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_place",
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("contact", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_digest_place"),
        sa.ForeignKeyConstraint(
            ["member"], ["member.id"], name="fk_digest_place_member", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_digest_place_contact", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "place_code",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("contact", sa.String(64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_place_code"),
        sa.ForeignKeyConstraint(
            ["member"], ["member.id"], name="fk_place_code_member", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_place_code_contact", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_place_code_lookup", "place_code", ["lookup"])
    op.create_index("ix_place_code_contact", "place_code", ["contact"])
    op.create_table(
        "lease",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.add_column(
        "outbox",
        sa.Column("perhaps_arrived", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("outbox", "perhaps_arrived")
    op.drop_table("lease")
    op.drop_index("ix_place_code_contact", table_name="place_code")
    op.drop_index("ix_place_code_lookup", table_name="place_code")
    op.drop_table("place_code")
    op.drop_table("digest_place")
