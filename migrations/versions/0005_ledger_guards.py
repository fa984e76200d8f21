"""the database itself refuses to change the consent ledger; Do Not Contact has its index

Revision ID: 0005
Revises: 0004

consent_event is only ever added to. consent_person may lose rows (that is erasure) but never changes one. A row put over
another (SQLite's REPLACE, which fires no DELETE trigger) is a change like any other.
"""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

EVENT = "The consent ledger is append-only: nothing in consent_event is changed or removed. Write a later event instead."
PERSON = "A personal field of the consent ledger is never changed: erase it (DELETE), or leave it."
SAME_EVENT = """EXISTS (SELECT 1 FROM consent_event WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM consent_event WHERE account_id = NEW.account_id AND phone_e164 = NEW.phone_e164
        AND seq = NEW.seq)"""
SAME_PERSON = "EXISTS (SELECT 1 FROM consent_person WHERE event_id = NEW.event_id AND field = NEW.field)"

STANDING = sa.text("lifted_at IS NULL")

SQLITE = [
    f"CREATE TRIGGER consent_event_stays BEFORE UPDATE ON consent_event BEGIN SELECT RAISE(ABORT, '{EVENT}'); END",
    f"CREATE TRIGGER consent_event_remains BEFORE DELETE ON consent_event BEGIN SELECT RAISE(ABORT, '{EVENT}'); END",
    f"CREATE TRIGGER consent_event_is_new BEFORE INSERT ON consent_event WHEN {SAME_EVENT} "
    f"BEGIN SELECT RAISE(ABORT, '{EVENT}'); END",
    f"CREATE TRIGGER consent_person_stays BEFORE UPDATE ON consent_person BEGIN SELECT RAISE(ABORT, '{PERSON}'); END",
    f"CREATE TRIGGER consent_person_is_new BEFORE INSERT ON consent_person WHEN {SAME_PERSON} "
    f"BEGIN SELECT RAISE(ABORT, '{PERSON}'); END",
]
POSTGRES = [
    f"""CREATE FUNCTION consent_event_guarded() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{EVENT}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE FUNCTION consent_person_guarded() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{PERSON}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    "CREATE TRIGGER consent_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION consent_event_guarded()",
    "CREATE TRIGGER consent_person_stays BEFORE UPDATE OR TRUNCATE ON consent_person "
    "FOR EACH STATEMENT EXECUTE FUNCTION consent_person_guarded()",
]


def upgrade():
    wire = op.get_bind()
    for statement in SQLITE if wire.dialect.name == "sqlite" else POSTGRES:
        wire.exec_driver_sql(statement)
    op.create_index("ix_block_list", "block", ["account_id", "created_at", "id"], sqlite_where=STANDING,
                    postgresql_where=STANDING)


def downgrade():
    op.drop_index("ix_block_list", "block")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("event_stays", "event_remains", "event_is_new", "person_stays", "person_is_new"):
            op.execute(f"DROP TRIGGER consent_{name}")
        return
    for table in ("consent_event", "consent_person"):
        op.execute(f"DROP TRIGGER {table}_stays ON {table}")
        op.execute(f"DROP FUNCTION {table}_guarded()")
