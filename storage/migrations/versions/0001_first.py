"""The first schema: people, lessons, responses, traffic."""

import sqlalchemy as sa
from alembic import op

revision = "0001_first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _lessons()
    _responses()
    _traffic()


def downgrade() -> None:
    for table in (
        *("audit", "job", "outbox", "inbox"),
        *("consent", "remark", "answer", "response"),
        *("collector", "lesson", "course"),
        *("contact", "invitation", "member", "profile", "respondent"),
    ):
        op.drop_table(table)


def _text(name: str, length: int | None = 64, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _yes_or_no(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _json(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON(), nullable=False)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _of(table: str, column: str, other: str, gone: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=gone
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _people() -> None:
    op.create_table("respondent", _text("id"), _time("created_at"), _primary("respondent", "id"))
    op.create_table(
        "profile",
        *(_text(name) for name in ("respondent", "key", "choice")),
        _time("until"),
        _primary("profile", "respondent", "key"),
        _of("profile", "respondent", "respondent", "CASCADE"),
    )
    op.create_table(
        "member",
        _text("id"),
        _number("role"),
        _time("joined_at"),
        _time("revoked_at", nullable=True),
        _primary("member", "id"),
    )
    op.create_table(
        "invitation",
        _text("id"),
        _text("lookup"),
        _number("role"),
        *(_time(name) for name in ("created_at", "expires_at")),
        _time("used_at", nullable=True),
        _text("member", nullable=True),
        _primary("invitation", "id"),
        _unique("invitation", "lookup"),
        _of("invitation", "member", "member", "SET NULL"),
    )
    op.create_table(
        "contact",
        _text("id"),
        _text("channel", 16),
        _text("lookup"),
        _text("sealed", None),
        _text("language", 16),
        _text("respondent", nullable=True),
        _text("member", nullable=True),
        _text("awaiting", 160, nullable=True),
        _yes_or_no("blocked"),
        _time("created_at"),
        _primary("contact", "id"),
        _unique("contact", "channel", "lookup"),
        _of("contact", "respondent", "respondent", "SET NULL"),
        _of("contact", "member", "member", "SET NULL"),
    )
    _index("contact", "respondent")
    _index("contact", "member")


def _lessons() -> None:
    op.create_table(
        *("course", _text("id"), _text("name", 200)),
        *(_primary("course", "id"), _unique("course", "name")),
    )
    op.create_table(
        "lesson",
        _text("id"),
        _text("course"),
        *(_time(name) for name in ("starts_at", "ends_at")),
        _text("place", 200),
        _text("status", 16),
        _number("families", nullable=True),
        _number("people", nullable=True),
        _primary("lesson", "id"),
        _of("lesson", "course", "course"),
    )
    _index("lesson", "starts_at")
    _index("lesson", "course", "starts_at")
    op.create_table(
        "collector",
        _text("id"),
        *(_text(name) for name in ("lesson", "survey", "code")),
        _text("version", 32),
        *(_time(name) for name in ("opened_at", "closes_at")),
        _time("closed_at", nullable=True),
        _primary("collector", "id"),
        _unique("collector", "lesson"),
        _unique("collector", "code"),
        _of("collector", "lesson", "lesson"),
    )
    _index("collector", "opened_at")
    _index("collector", "closed_at", "closes_at")


def _responses() -> None:
    op.create_table(
        "response",
        _text("id"),
        *(_text(name) for name in ("respondent", "collector", "survey")),
        _text("version", 32),
        *(_text(name, 16) for name in ("wave", "mode", "language", "status")),
        _text("at"),
        _text("consent", nullable=True),
        *(_json(name) for name in ("ticked", "orders", "profile")),
        _yes_or_no("short"),
        _time("created_at"),
        _time("started_at", nullable=True),
        _time("completed_at", nullable=True),
        _time("moved_at"),
        _primary("response", "id"),
        _unique("response", "respondent", "collector", "wave"),
        _of("response", "respondent", "respondent", "CASCADE"),
        _of("response", "collector", "collector"),
    )
    _index("response", "respondent", "moved_at")
    _index("response", "collector", "created_at")
    op.create_table(
        "answer",
        *_revision_of_an_answer(),
        _json("choices"),
        _primary("answer", "response", "question", "revision"),
        _of("answer", "response", "response", "CASCADE"),
    )
    op.create_table(
        "remark",
        *_revision_of_an_answer(),
        _text("text", None, nullable=True),
        _text("channel", 16),
        _text("message", 128, nullable=True),
        _primary("remark", "response", "question", "revision"),
        _of("remark", "response", "response", "CASCADE"),
    )
    _index("remark", "channel", "message")
    op.create_table(
        "consent",
        _number("number"),
        *(_text(name) for name in ("response", "level", "survey")),
        *(_text("version", 32), _time("agreed_at")),
        _primary("consent", "number"),
        _of("consent", "response", "response", "CASCADE"),
    )
    _index("consent", "response")


def _revision_of_an_answer() -> list[sa.Column]:
    return [
        _text("response"),
        _text("question"),
        _number("revision"),
        _number("counted"),
        _yes_or_no("newest"),
        _time("answered_at"),
    ]


def _traffic() -> None:
    op.create_table(
        "inbox",
        _text("channel", 16),
        _text("event", 128),
        _time("received_at"),
        _primary("inbox", "channel", "event"),
    )
    op.create_table(
        "outbox",
        _number("number"),
        _text("id"),
        _text("key", 200),
        _text("contact"),
        _text("purpose", 16),
        _json("messages"),
        _text("reply_token", None, nullable=True),
        _text("retry_key"),
        *(_time(name) for name in ("created_at", "due_at", "expires_at")),
        _text("status", 16),
        _number("attempts"),
        _time("claimed_until", nullable=True),
        _text("reason", None, nullable=True),
        _time("settled_at", nullable=True),
        _primary("outbox", "number"),
        _unique("outbox", "id"),
        _unique("outbox", "key"),
        _of("outbox", "contact", "contact", "CASCADE"),
    )
    _index("outbox", "contact", "status")
    _index("outbox", "status", "due_at")
    op.create_table(
        "job",
        *(_text(name) for name in ("job", "period")),
        _time("started_at"),
        _time("finished_at", nullable=True),
        _json("counts"),
        _primary("job", "job", "period"),
    )
    op.create_table(
        "audit",
        _time("recorded_at"),
        *(_text(name) for name in ("id", "actor", "action")),
        _text("subject", 160),
        _json("detail"),
        _primary("audit", "id"),
    )
    _index("audit", "recorded_at")
