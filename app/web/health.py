"""For whoever runs it: /healthz says that the process lives, /readyz that database and Redis answer.

On the machine itself /healthz also names the last refused webhook and the URL its signature was checked against.
"""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, request
from sqlalchemy import text

from app import queues
from app.extensions import db, limiter
from app.web import refused_webhooks

pages = Blueprint("health", __name__)

PROXIED = {"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"}


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
    problems = [name for name, check in (("database", _database), ("redis", _redis)) if not check()]
    return jsonify({"ok": not problems, "problems": problems}), 503 if problems else 200


def is_from_here() -> bool:
    """Whether this machine asks, and not a proxy for somebody else."""
    forwarded = any(name in request.headers for name in PROXIED)
    address = request.remote_addr or ""
    return not forwarded and (address.startswith("127.") or address == "::1")


def _database() -> bool:
    try:
        db.session.execute(text("SELECT 1 FROM account LIMIT 1"))
        return True
    except Exception:
        db.session.rollback()
        return False


def _redis() -> bool:
    try:
        return bool(queues.redis().ping())
    except Exception:
        return False
