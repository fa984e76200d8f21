"""how consent stands, evidence files, replies that may mean stop

Revision ID: 0004
Revises: 0003

`consent` begins as the newest event of each level says. A grant of something is what stands; anything else took it.
"""
import sqlalchemy as sa
from alembic import op

from app.models.columns import BigId, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = (
    "lead_created", "opted_out", "opted_in", "asked_help", "texts_canceled", "text_failed", "text_refused",
    "assigned", "unassigned", "transferred", "closed", "reopened", "snoozed", "woke", "contact_added",
    "contact_changed", "number_added", "number_removed", "means_stop", "reviewed", "consent_given", "consent_taken",
    "switched_sms", "evidence_exported",
)
KIND_KNOWN = "kind IN (" + ", ".join(f"'{kind}'" for kind in KINDS) + ")"
OPEN = sa.text("state = 'open'")
STANDS = """
    INSERT INTO consent (account_id, phone_e164, level, topic, state, since, how, seq, expires_at)
    SELECT e.account_id, e.phone_e164, e.level, coalesce(e.topic_or_program, ''),
           CASE e.event WHEN 'grant' THEN 'granted' WHEN 'expire' THEN 'expired' WHEN 'decline' THEN 'declined'
                        ELSE 'withdrawn' END,
           e.occurred_at, substr(coalesce(e.affirmative_act, 'texted ' || e.keyword_text, e.medium, ''), 1, 120),
           e.seq, e.expires_at
    FROM consent_event e
    WHERE e.event IN ('grant', 'withdraw', 'expire', 'decline') AND e.seq = (
        SELECT max(s.seq) FROM consent_event s
        WHERE s.account_id = e.account_id AND s.phone_e164 = e.phone_e164 AND s.level = e.level
          AND coalesce(s.topic_or_program, '') = coalesce(e.topic_or_program, '')
          AND s.event IN ('grant', 'withdraw', 'expire', 'decline'))"""


def upgrade():
    op.create_table(
        "consent",
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("phone_e164", sa.String(64), nullable=False),
        sa.Column("level", sa.String(24), nullable=False),
        sa.Column("topic", sa.String(120), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", UTCDateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(120), server_default="", nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("expires_at", UTCDateTime(timezone=True)),
        sa.CheckConstraint(
            "state IN ('granted', 'withdrawn', 'expired', 'declined')", name=op.f("ck_consent_state_known")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "phone_e164", "level", "topic", name=op.f("pk_consent")),
    )
    op.execute(STANDS)
    _evidence_file()
    _review()
    op.add_column("account", sa.Column("review_hours", sa.Integer(), server_default="24", nullable=False))
    with op.batch_alter_table("block") as block:
        block.add_column(sa.Column("channel", sa.String(32), server_default="", nullable=False))
        block.add_column(sa.Column("actor_id", BigId))
        block.create_foreign_key(op.f("fk_block_actor_id_user"), "user", ["actor_id"], ["id"])
    _know_kinds()


def _evidence_file():
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("phone_e164", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("content_type", sa.String(120), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_by_id", BigId),
        sa.Column("added_at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_evidence_file_account_id_account")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_evidence_file_added_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
    )
    op.create_index("ix_evidence_file_number", "evidence_file", ["account_id", "phone_e164"])


def _review():
    op.create_table(
        "opt_out_review",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("words", sa.String(200), server_default="", nullable=False),
        sa.Column("state", sa.String(16), server_default="open", nullable=False),
        sa.Column("opened_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("due_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", UTCDateTime(timezone=True)),
        sa.Column("decided_by_id", BigId),
        sa.CheckConstraint(
            "state IN ('open', 'opted_out', 'not_opt_out', 'partial')", name=op.f("ck_opt_out_review_state_known")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_opt_out_review_account_id_account")),
        sa.ForeignKeyConstraint(["phone_id"], ["phone.id"], name=op.f("fk_opt_out_review_phone_id_phone")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_opt_out_review_message_id_message")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_opt_out_review_decided_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_out_review")),
    )
    op.create_index("ix_opt_out_review_open", "opt_out_review", ["phone_id"], unique=True,
                    sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_opt_out_review_due", "opt_out_review", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)


def _know_kinds():
    """On SQLite the table is made again for this."""
    with op.batch_alter_table("event") as event:
        event.drop_constraint(op.f("ck_event_kind_known"), type_="check")
        event.create_check_constraint(op.f("ck_event_kind_known"), KIND_KNOWN)


def downgrade():
    raise NotImplementedError("Restore the backup that was made before the upgrade.")
