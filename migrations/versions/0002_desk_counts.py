"""the database keeps the counts of the folders itself

Revision ID: 0002
Revises: 0001
"""
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNTED = "department_id, state, assignee_id, snoozed_until, waiting_since, reason"
HAS_MOVED = " OR ".join(
    f"OLD.{column} IS {{differs}} NEW.{column}" for column in COUNTED.split(", ")
)


def _sqlite(row: str, sign: str) -> str:
    """One row's share of its tally, added or taken away."""
    return f"""
        INSERT INTO tally (department_id, assignee_id, open_count, active_count, attention_count, closed_count)
        VALUES ({row}.department_id, coalesce({row}.assignee_id, 0),
                {sign}({row}.state = 'open'), {sign}({row}.state = 'open' AND {row}.snoozed_until IS NULL),
                {sign}({row}.needs_attention), {sign}({row}.state = 'closed'))
        ON CONFLICT (department_id, assignee_id) DO UPDATE SET
            open_count = open_count + excluded.open_count, active_count = active_count + excluded.active_count,
            attention_count = attention_count + excluded.attention_count,
            closed_count = closed_count + excluded.closed_count;"""


SQLITE = [
    f"CREATE TRIGGER conversation_comes AFTER INSERT ON conversation BEGIN {_sqlite('NEW', '+')} END",
    f"CREATE TRIGGER conversation_goes AFTER DELETE ON conversation BEGIN {_sqlite('OLD', '-')} END",
    f"CREATE TRIGGER conversation_moves AFTER UPDATE OF {COUNTED} ON conversation "
    f"WHEN {HAS_MOVED.format(differs='NOT')} BEGIN {_sqlite('OLD', '-')} {_sqlite('NEW', '+')} END",
]
POSTGRES = [
    """CREATE FUNCTION tally_up(c conversation, sign integer) RETURNS void LANGUAGE sql AS $$
        INSERT INTO tally (department_id, assignee_id, open_count, active_count, attention_count, closed_count)
        VALUES (c.department_id, coalesce(c.assignee_id, 0), sign * (c.state = 'open')::int,
                sign * (c.state = 'open' AND c.snoozed_until IS NULL)::int,
                sign * c.needs_attention::int, sign * (c.state = 'closed')::int)
        ON CONFLICT (department_id, assignee_id) DO UPDATE SET
            open_count = tally.open_count + excluded.open_count,
            active_count = tally.active_count + excluded.active_count,
            attention_count = tally.attention_count + excluded.attention_count,
            closed_count = tally.closed_count + excluded.closed_count
    $$""",
    """CREATE FUNCTION conversation_counted() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN PERFORM tally_up(OLD, -1); END IF;
            IF TG_OP <> 'DELETE' THEN PERFORM tally_up(NEW, 1); END IF;
            RETURN NULL;
        END
    $$""",
    "CREATE TRIGGER conversation_comes_or_goes AFTER INSERT OR DELETE ON conversation "
    "FOR EACH ROW EXECUTE FUNCTION conversation_counted()",
    f"CREATE TRIGGER conversation_moves AFTER UPDATE OF {COUNTED} ON conversation FOR EACH ROW "
    f"WHEN ({HAS_MOVED.format(differs='DISTINCT FROM')}) EXECUTE FUNCTION conversation_counted()",
]


def upgrade():
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        for name in ("conversation_comes", "conversation_goes", "conversation_moves"):
            op.execute(f"DROP TRIGGER {name}")
        return
    op.execute("DROP TRIGGER conversation_moves ON conversation")
    op.execute("DROP TRIGGER conversation_comes_or_goes ON conversation")
    op.execute("DROP FUNCTION conversation_counted()")
    op.execute("DROP FUNCTION tally_up(conversation, integer)")
