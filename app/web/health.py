"""For whoever runs it: /healthz says that the process lives; /readyz that database, its schema and Redis are there.

On the machine itself /healthz also names the last refused webhook and the URL its signature was checked against.
A worker or clock that is missing is a warning of /readyz, no reason to take the web part away: texts that come in
are stored, and those that go out wait.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, jsonify, request
from sqlalchemy import text

from app import heartbeats, queues
from app.extensions import db, limiter
from app.web import refused_webhooks

pages = Blueprint("health", __name__)

PROXIED = {"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"}
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"
HEAD = max((path.name.partition("_")[0] for path in MIGRATIONS.glob("[0-9]*.py")), default="")


@pages.get("/healthz")
@limiter.exempt
def alive():
    answer = {"ok": True}
    if is_from_here():
        kept = refused_webhooks.newest(current_app.config["SETTINGS"].data)
        answer["webhooks_refused"] = kept["count"]
        answer["last_refused"] = kept["last"][0] if kept["last"] else None
    return jsonify(answer)


@pages.get("/readyz")
@limiter.exempt
def ready():
    checks = (("database", database), ("migrations", is_migrated), ("redis", redis))
    problems = [name for name, check in checks if not check()]
    if "database" in problems and "migrations" in problems:
        problems.remove("migrations")
    warnings = [] if "redis" in problems else silent_parts()
    return jsonify({"ok": not problems, "problems": problems, "warnings": warnings}), 503 if problems else 200


def is_from_here() -> bool:
    """Whether this machine asks, and not a proxy for somebody else."""
    forwarded = any(name in request.headers for name in PROXIED)
    address = request.remote_addr or ""
    return not forwarded and (address.startswith("127.") or address == "::1")


def database() -> bool:
    """Whether the database answers."""
    return _asks("SELECT 1 FROM account LIMIT 1") is not False


def is_migrated() -> bool:
    """Whether the database's schema is the one that this code was written for."""
    return _asks("SELECT version_num FROM alembic_version") == HEAD


def redis() -> bool:
    """Whether Redis answers."""
    try:
        return bool(queues.redis().ping())
    except Exception:
        return False


def silent_parts() -> list[str]:
    """Which of worker and clock have not been heard of lately, and each job that has been in hand for too long."""
    try:
        signs, ticks = heartbeats.standing(queues.redis()), heartbeats.is_clock_held(queues.redis())
    except Exception:
        return ["worker", "clock"]
    is_at_work = any(not (sign.is_late or sign.is_stuck) for sign in signs)
    stuck = sorted({f"job {sign.job}" for sign in signs if sign.is_stuck})
    return ([] if is_at_work else ["worker"]) + stuck + ([] if ticks else ["clock"])


def _asks(query: str):
    """The first value the database answers with (None: no row); False when it doesn't answer."""
    try:
        return db.session.execute(text(query)).scalar()
    except Exception:
        db.session.rollback()
        return False
