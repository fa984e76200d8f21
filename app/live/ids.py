"""Dom ids, each built in one place: one thing, one id, wherever it is rendered."""

from __future__ import annotations

from typing import Any

INBOX_LIST = "inbox_list"
SENDING_BANNER = "sending_banner"


def conversation(conversation_id: int, part: str) -> str:
    """part: row, head, log, standing, panel."""
    return f"conversation_{conversation_id}_{part}"


def message(message: Any) -> str:
    return f"message_{message.client_id}"


def event(event: Any) -> str:
    return f"event_{event.id}"
