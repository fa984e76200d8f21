"""Facts: everything the gate looks at for one text to one number, as values that print and can be kept."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Facts:
    """Instants are ISO 8601 in UTC; `zone` is the account's, for words only."""

    purpose: str
    at: str
    actor: str
    may_send: bool
    sender: str
    sender_owned: bool
    to: str
    destination: str
    paused: str = ""
    name: str = ""
    has_texted: bool = False
    last_inbound: str = ""
    recent_inbound: bool = False
    block: str = "none"
    block_at: str = ""
    block_words: str = ""
    ok_to_sms: str = "UNSET"
    ok_to_sms_at: str = ""
    ok_to_sms_why: str = ""
    length: int = 0
    limit: int = 550
    has_media: bool = False
    reply_days: int = 7
    leave_by: str = ""
    tokens: tuple[str, ...] = ()
    zone: str = "UTC"

    def kept(self) -> dict[str, Any]:
        """What a stored decision keeps: every fact that differs from its default."""
        return {name: value for name, usual in USUAL if (value := getattr(self, name)) != usual}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Facts:
        return cls(**{**kept, "tokens": tuple(kept.get("tokens", ()))})

    def __str__(self) -> str:
        return json.dumps(self.kept(), ensure_ascii=False)


USUAL = tuple((field.name, field.default) for field in fields(Facts))
