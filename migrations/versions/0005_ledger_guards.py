"""the database itself refuses to change the consent ledger; Do Not Contact has its index

Revision ID: 0005
Revises: 0004

consent_event is only ever added to. A file of evidence may be erased, but is never another one. consent_person may lose rows (that is erasure) but never changes one. A row put over
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
FILE = "A file of evidence is never changed: add another, or erase it (DELETE)."
SAME_EVENT = """EXISTS (SELECT 1 FROM consent_event WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM consent_event WHERE account_id = NEW.account_id AND phone_e164 = NEW.phone_e164
        AND seq = NEW.seq)"""
SAME_FILE = "EXISTS (SELECT 1 FROM evidence_file WHERE id = NEW.id)"
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
    f"CREATE TRIGGER evidence_file_stays BEFORE UPDATE ON evidence_file BEGIN SELECT RAISE(ABORT, '{FILE}'); END",
    f"CREATE TRIGGER evidence_file_is_new BEFORE INSERT ON evidence_file WHEN {SAME_FILE} "
    f"BEGIN SELECT RAISE(ABORT, '{FILE}'); END",
]
POSTGRES = [
    f"""CREATE FUNCTION {table}_guarded() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
    CREATE TRIGGER {table}_stays BEFORE {what} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_guarded()"""
    for table, what, why in (
        ("consent_event", "UPDATE OR DELETE OR TRUNCATE", EVENT),
        ("consent_person", "UPDATE OR TRUNCATE", PERSON),
        ("evidence_file", "UPDATE OR TRUNCATE", FILE),
    )
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
        for name in ("stays", "remains", "is_new"):
            op.execute(f"DROP TRIGGER consent_event_{name}")
        for table in ("consent_person", "evidence_file"):
            op.execute(f"DROP TRIGGER {table}_stays")
            op.execute(f"DROP TRIGGER {table}_is_new")
        return
    for table in ("consent_event", "consent_person", "evidence_file"):
        op.execute(f"DROP TRIGGER {table}_stays ON {table}")
        op.execute(f"DROP FUNCTION {table}_guarded()")
