"""What is counted and timed, under names that stay: WEBHOOKS, TEXTS, JOBS …; watch(engine) counts
texts and media by state as they are committed.

Label values come from short lists of our own: never a number, a text, a name or an id. With
PROMETHEUS_MULTIPROC_DIR set, every process writes to that folder and whoever is asked adds them up.
"""

from __future__ import annotations

from typing import Any

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import Engine, event

from app.extensions import db

QUICK = (0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.3, 2.6, 5.0)
SLOW = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0, 12.0, 30.0, 60.0, 300.0)

WEBHOOKS = Counter("leadline_webhook_answers", "Answers to the carrier", ("address", "status"))
WEBHOOK_SECONDS = Histogram("leadline_webhook_seconds", "Time to answer the carrier", ("address",), buckets=QUICK)
REFUSED_SIGNATURES = Counter("leadline_refused_signatures", "Webhooks whose signature did not hold")
PAGES = Counter("leadline_answers", "Answers to people", ("page", "status"))
PAGE_SECONDS = Histogram("leadline_answer_seconds", "Time to answer people", ("page",), buckets=QUICK)
SENDS = Counter("leadline_sends_accepted", "Texts taken from agents")
TEXTS = Counter("leadline_texts", "Texts that came to be in this state", ("direction", "state"))
CLAIM_SECONDS = Histogram("leadline_claim_to_carrier_seconds", "From claim to the carrier's word", buckets=SLOW)
SOCKETS = Gauge("leadline_sockets_open", "Open pages", multiprocess_mode="livesum")
AFTER_COMMIT_FAILURES = Counter("leadline_push_failures", "What was to follow a commit and failed", ("what",))
JOBS = Counter("leadline_jobs", "Jobs that ended", ("job", "outcome"))
JOB_SECONDS = Histogram("leadline_job_seconds", "Time a job took", ("job",), buckets=SLOW)

MEDIA = Counter("leadline_media", "Pictures and files that came to be in this state", ("state",))
WATCHED = ("INSERT INTO message ", "UPDATE message SET", "INSERT INTO media ", "UPDATE media SET")


def watch(engine: Engine) -> None:
    """Count every text and file that this process puts into a state, whoever writes it and however, once it is
    committed: what is rolled back, or tried again after a deadlock, came to be in no state."""
    event.listen(engine, "after_cursor_execute", _written)
    event.listen(engine, "savepoint", _mark)
    event.listen(engine, "rollback_savepoint", _undo_to_mark)
    event.listen(engine, "release_savepoint", _pass_mark)
    event.listen(engine, "rollback", _undo)


@event.listens_for(db.session, "after_begin")
def _join(session: Any, _transaction: Any, connection: Any) -> None:
    """Remember which connections this session writes through."""
    session.info.setdefault("counted_at", {})[id(connection.info)] = connection.info


@event.listens_for(db.session, "after_commit")
def _count(session: Any) -> None:
    if session.in_nested_transaction():
        return  # a savepoint was let go of; what stands around it may still be undone
    for info in session.info.pop("counted_at", {}).values():
        info.pop("marks", None)
        for counter, labels, times in info.pop("written", []):
            counter.labels(*labels).inc(times)


def _mark(connection: Any, _name: str) -> None:
    connection.info.setdefault("marks", []).append(len(connection.info.setdefault("written", [])))


def _undo_to_mark(connection: Any, _name: str, _context: Any) -> None:
    if not connection.invalidated:
        del connection.info["written"][connection.info["marks"].pop() :]


def _pass_mark(connection: Any, _name: str, _context: Any) -> None:
    connection.info["marks"].pop()


def _undo(connection: Any) -> None:
    if not connection.invalidated:  # one that was lost has nothing to be asked, and whoever asks it gets an error
        connection.info.pop("written", None)
        connection.info.pop("marks", None)


def _written(connection: Any, cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
    if not statement.startswith(WATCHED) or context is None:
        return
    rows = getattr(context, "compiled_parameters", None) or []
    each = max(cursor.rowcount, 1) if len(rows) == 1 and statement.startswith("UPDATE") else 1
    is_media = statement.split(" ", 3)[1 if statement.startswith("UPDATE") else 2] == "media"
    written = connection.info.setdefault("written", [])
    for row in rows:
        state = row.get("state")
        if isinstance(state, str):
            counter, labels = (MEDIA, (state,)) if is_media else (TEXTS, (_direction(row, state), state))
            written.append((counter, labels, each))


def _direction(row: dict[str, Any], state: str) -> str:
    return row.get("direction") or ("in" if state == "received" else "out")
