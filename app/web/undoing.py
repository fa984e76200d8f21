"""What may be taken back travels with the page that did it, signed: sealed(act, conversation_id) and opened() again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.models import User
from app.texting.undo import Act

TIMES = ("snoozed_until", "waiting_since")


def sealed(act: Act, conversation_id: int, user: User) -> str:
    """The act for a form, good for this person and conversation only."""
    given = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(act).items()}
    return _seal().dumps([conversation_id, user.id, given])


def opened(text: str, conversation_id: int, user: User) -> Act | None:
    """The act of such a form; None for anything else."""
    try:
        *whose, given = _seal().loads(text)
    except (BadSignature, ValueError):
        return None
    return Act(**given | {name: _time(given[name]) for name in TIMES}) if whose == [conversation_id, user.id] else None


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="undo")


def _time(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
