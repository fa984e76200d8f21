"""templates, schedules and their occurrences, who wants to be told of what, other recipients, undo

Revision ID: 0007
Revises: 0006

Columns join message and conversation without a foreign key: on SQLite that would copy the table and drop its triggers.
"""
import sqlalchemy as sa
from alembic import op

from app.models.columns import BigId, UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = (
    "lead_created", "opted_out", "opted_in", "asked_help", "texts_canceled", "text_failed", "text_refused",
    "assigned", "unassigned", "transferred", "closed", "reopened", "snoozed", "woke", "contact_added",
    "contact_changed", "number_added", "number_removed", "means_stop", "reviewed", "consent_given", "consent_taken",
    "switched_sms", "evidence_exported", "asked_opt_in", "opt_in_answered", "opt_in_lapsed", "opt_in_failed",
    "texts_released", "zone_confirmed", "line_found", "dnc_listed", "scheduled", "schedule_changed",
    "schedule_canceled", "schedule_missed", "sent_to_others",
)
KIND_KNOWN = "kind IN (" + ", ".join(f"'{kind}'" for kind in KINDS) + ")"
INSTANT = UTCDateTime(timezone=True)
STANDS = sa.text("parent_id IS NOT NULL AND deleted_at IS NULL")
WAITING = sa.text("state = 'waiting'")


def upgrade():
    _known()
    _templates()
    _schedules()
    _notices()
    with op.batch_alter_table("event") as event:
        event.drop_constraint(op.f("ck_event_kind_known"), type_="check")
        event.create_check_constraint(op.f("ck_event_kind_known"), KIND_KNOWN)


def _add(table, *columns):
    for column in columns:
        op.add_column(table, column)


def _words(name, kind, usual=""):
    return sa.Column(name, kind, server_default=usual, nullable=False)


def _flag(name):
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _known():
    _add("account", _words("undo_s", sa.Integer(), "0"), _words("late_minutes", sa.Integer(), "60"),
         _words("custom_values", sa.JSON(), "{}"))
    _add("user", _words("time_zone", sa.String(64)))
    _add("message", _words("typed", sa.Text()), sa.Column("template_id", BigId), sa.Column("schedule_id", BigId),
         sa.Column("notify_id", BigId), _words("also", sa.JSON(), "[]"))
    _add("conversation", _flag("awaits_reply"))
    _add("media", _words("held_by", sa.String(12)))
    _add("draft", _words("also", sa.JSON(), "{}"))
    _add("send", sa.Column("conversation_id", BigId), _flag("excludes_client"))


def _templates():
    op.create_table(
        "template",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("owner_id", BigId),
        sa.Column("parent_id", BigId),
        _words("kind", sa.String(8), "message"),
        sa.Column("subject", sa.String(80), nullable=False),
        _words("shortcut", sa.String(24)),
        sa.Column("body", sa.Text(), nullable=False),
        _words("media_ids", sa.JSON(), "[]"),
        _flag("is_shared_down"), _flag("is_protected"),
        _words("version", sa.Integer(), "1"),
        sa.Column("author_id", BigId),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT),
        sa.CheckConstraint("kind IN ('message', 'review')", name=op.f("ck_template_kind_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_template_account_id_account")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_template_owner_id_user")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_template_author_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
    )
    op.create_index("ix_template_list", "template", ["account_id", "subject", "id"])
    op.create_index("uq_template_overwrites", "template", ["account_id", "parent_id"], unique=True,
                    sqlite_where=STANDS, postgresql_where=STANDS)


def _schedules():
    op.create_table(
        "schedule",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("conversation_id", BigId),
        sa.Column("number_id", BigId),
        sa.Column("author_id", BigId, nullable=False),
        _words("kind", sa.String(4), "text"),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _words("media_ids", sa.JSON(), "[]"),
        sa.Column("template_id", BigId),
        sa.Column("program_id", BigId),
        _flag("notify"), _flag("cancels_on_reply"),
        _words("zone", sa.String(64)),
        _words("wall", sa.String(16)),
        _words("repeats", sa.JSON(), "{}"),
        _words("occurrence_no", sa.Integer(), "1"),
        sa.Column("next_at", INSTANT),
        _words("zone_rules", sa.String(12)),
        sa.Column("client_id", sa.String(36), nullable=False),
        _words("version", sa.Integer(), "1"),
        _words("code", sa.String(32)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.CheckConstraint("kind IN ('text', 'note')", name=op.f("ck_schedule_kind_known")),
        sa.CheckConstraint("state IN ('draft', 'waiting', 'done', 'canceled')", name=op.f("ck_schedule_state_known")),
        sa.CheckConstraint("state <> 'waiting' OR (next_at IS NOT NULL AND conversation_id IS NOT NULL)",
                           name=op.f("ck_schedule_waits_for_an_instant")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_schedule_account_id_account")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_schedule_department_id_department")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"],
                                name=op.f("fk_schedule_conversation_id_conversation")),
        sa.ForeignKeyConstraint(["number_id"], ["number.id"], name=op.f("fk_schedule_number_id_number")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_schedule_author_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("client_id", name=op.f("uq_schedule_client_id")),
    )
    op.create_index("ix_schedule_due", "schedule", ["next_at", "id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_schedule_thread", "schedule", ["conversation_id", "state"])
    op.create_index("ix_schedule_list", "schedule", ["department_id", "state", "next_at", "id"])
    op.create_table(
        "occurrence",
        sa.Column("schedule_id", BigId, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("message_id", BigId),
        sa.Column("note_id", BigId),
        _words("code", sa.String(32)),
        _words("sentence", sa.Text()),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("state IN ('fired', 'missed', 'refused', 'skipped')", name=op.f("ck_occurrence_state_known")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_occurrence_schedule_id_schedule")),
        sa.PrimaryKeyConstraint("schedule_id", "no", name=op.f("pk_occurrence")),
    )


def _notices():
    op.create_table(
        "watch",
        sa.Column("conversation_id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE",
                                name=op.f("fk_watch_conversation_id_conversation")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_watch_user_id_user")),
        sa.PrimaryKeyConstraint("conversation_id", "user_id", name=op.f("pk_watch")),
    )
    op.create_table(
        "notice",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("conversation_id", BigId),
        sa.Column("message_id", BigId),
        _words("words", sa.String(200)),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT),
        sa.CheckConstraint("kind IN ('reply', 'failure', 'missed', 'refused')", name=op.f("ck_notice_kind_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id_account")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notice_user_id_user")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE",
                                name=op.f("fk_notice_conversation_id_conversation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_user", "notice", ["user_id", "seen_at", "id"])


def downgrade():
    raise NotImplementedError("Restore the backup that was made before the upgrade.")
