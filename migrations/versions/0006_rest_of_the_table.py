"""what the rest of the decision table needs: opt-in templates and their answers, programs, quiet hours, wording, lines

Revision ID: 0006
Revises: 0005

Columns join message, contact and phone without a foreign key: on SQLite that would copy the table and drop its triggers.
"""
import sqlalchemy as sa
from alembic import op

from app.models.columns import BigId, UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = (
    "lead_created", "opted_out", "opted_in", "asked_help", "texts_canceled", "text_failed", "text_refused",
    "assigned", "unassigned", "transferred", "closed", "reopened", "snoozed", "woke", "contact_added",
    "contact_changed", "number_added", "number_removed", "means_stop", "reviewed", "consent_given", "consent_taken",
    "switched_sms", "evidence_exported", "asked_opt_in", "opt_in_answered", "opt_in_lapsed", "opt_in_failed",
    "texts_released", "zone_confirmed", "line_found", "dnc_listed",
)
KIND_KNOWN = "kind IN (" + ", ".join(f"'{kind}'" for kind in KINDS) + ")"
INSTANT = UTCDateTime(timezone=True)
CAPPED = sa.text("purpose IN ('promo', 'optin')")
STANDS, ELSE = sa.text("replaced_at IS NULL"), sa.text("replaced_at IS NULL AND record_type_id IS NULL")
SENT = sa.text("state = 'SENT'")


def upgrade():
    _accounts()
    _people()
    _texts()
    _programs()
    _opt_ins()
    _lists()
    with op.batch_alter_table("event") as event:
        event.drop_constraint(op.f("ck_event_kind_known"), type_="check")
        event.create_check_constraint(op.f("ck_event_kind_known"), KIND_KNOWN)


def _add(table, *columns):
    for column in columns:
        op.add_column(table, column)


def _words(name, kind, usual=""):
    return sa.Column(name, kind, server_default=usual, nullable=False)


def _accounts():
    _add(
        "account",
        *(_words(name, sa.Text()) for name in ("address", "website", "terms_url", "privacy_url")),
        _words("frequency", sa.String(120)), _words("opt_in_first", sa.String(8), "smart"),
        sa.Column("double_opt_in", sa.Boolean(), server_default=sa.false(), nullable=False),
        _words("footer_mode", sa.String(8), "smart"), _words("quiet_profile", sa.String(12), "verified"),
        _words("quiet_from", sa.Integer(), "480"), _words("quiet_to", sa.Integer(), "1260"),
        _words("markets", sa.JSON(), "[]"), _words("line_rule", sa.String(8), "refuse"),
        sa.Column("looks_up_lines", sa.Boolean(), server_default=sa.false(), nullable=False),
        _words("wording", sa.JSON(), "{}"), sa.Column("dnc_imported_at", INSTANT),
    )
    _add(
        "number", _words("verification_why", sa.String(300)), sa.Column("verified_at", INSTANT),
        _words("use_case", sa.String(16), "mixed"),
        sa.Column("is_system", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def _people():
    _add("contact", sa.Column("tz_confirmed_at", INSTANT), sa.Column("tz_confirmed_by_id", BigId),
         _words("postal_code", sa.String(12)))
    _add("phone", sa.Column("line_checked_at", INSTANT), _words("line_problem", sa.String(120)),
         _words("failures", sa.Integer(), "0"), sa.Column("footer_at", INSTANT))


def _texts():
    _add("message", sa.Column("program_id", BigId), _words("footer", sa.String(120)), sa.Column("waits_since", INSTANT),
         _words("override", sa.String(200)))
    op.create_index("ix_message_capped", "message", ["phone_id", "claimed_at"], sqlite_where=CAPPED,
                    postgresql_where=CAPPED)


def _programs():
    op.create_table(
        "program",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        _words("about", sa.String(200)), _words("frequency", sa.String(120)),
        sa.Column("closed_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("level IN ('informational', 'promotional')", name=op.f("ck_program_level_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_program_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_program_account_id_name")),
    )


def _opt_ins():
    op.create_table(
        "opt_in_template",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("record_type_id", BigId),
        sa.Column("program_id", BigId),
        sa.Column("grants", sa.String(16), nullable=False),
        _words("version", sa.Integer(), "1"),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("author_id", BigId),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("replaced_at", INSTANT),
        sa.CheckConstraint("grants IN ('informational', 'promotional')", name=op.f("ck_opt_in_template_grants_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_opt_in_template_account_id_account")),
        sa.ForeignKeyConstraint(["record_type_id"], ["record_type.id"],
                                name=op.f("fk_opt_in_template_record_type_id_record_type")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_opt_in_template_program_id_program")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_opt_in_template_author_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_in_template")),
    )
    op.create_index("uq_opt_in_template_type", "opt_in_template", ["account_id", "record_type_id"], unique=True,
                    sqlite_where=STANDS, postgresql_where=STANDS)
    op.create_index("uq_opt_in_template_else", "opt_in_template", ["account_id"], unique=True, sqlite_where=ELSE,
                    postgresql_where=ELSE)
    op.create_table(
        "opt_in",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("template_id", BigId),
        sa.Column("message_id", BigId),
        _words("asked", sa.Integer(), "0"),
        sa.Column("asked_at", INSTANT),
        sa.Column("changed_at", INSTANT, nullable=False),
        _words("why", sa.String(160)),
        sa.CheckConstraint("state IN ('NOT_SENT', 'SENT', 'ACCEPTED', 'REJECTED')", name=op.f("ck_opt_in_state_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_opt_in_account_id_account")),
        sa.ForeignKeyConstraint(["phone_id"], ["phone.id"], name=op.f("fk_opt_in_phone_id_phone")),
        sa.ForeignKeyConstraint(["template_id"], ["opt_in_template.id"],
                                name=op.f("fk_opt_in_template_id_opt_in_template")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_in")),
        sa.UniqueConstraint("phone_id", name=op.f("uq_opt_in_phone_id")),
    )
    op.create_index("ix_opt_in_sent", "opt_in", ["asked_at"], sqlite_where=SENT, postgresql_where=SENT)


def _lists():
    op.create_table(
        "dnc_number",
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("e164", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_dnc_number_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "e164", name=op.f("pk_dnc_number")),
    )
    op.create_table(
        "same_body",
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("body_hash", sa.String(32), nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_same_body_account_id_account")),
        sa.ForeignKeyConstraint(["phone_id"], ["phone.id"], name=op.f("fk_same_body_phone_id_phone")),
        sa.PrimaryKeyConstraint("account_id", "body_hash", "phone_id", name=op.f("pk_same_body")),
    )
    op.create_index("ix_same_body_at", "same_body", ["at"])


def downgrade():
    raise NotImplementedError("Restore the backup that was made before the upgrade.")
