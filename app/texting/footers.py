"""The opt-out line under a text: footer_of() says whether it goes with one.

Smart: under what asks and what sells, under the first text to a number, and then once in thirty days under what we
begin; never under an answer. Every: under all but confirmations (CTIA Messaging Principles 5.1.3).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from app.models import Account, Phone

FOOTER = "Reply STOP to opt-out of future text communications."
AGAIN_AFTER = timedelta(days=30)
ALWAYS, PROACTIVE, NEVER = ("promo", "optin"), ("direct", "info"), ("system", "internal")
SAYS_SO = re.compile(
    r"\b(?:reply|text|txt|send|repondez|répondez|responda|envie)\b[^.\n]{0,20}\b(?:stop|arret|alto)\b", re.IGNORECASE
)


def footer_of(account: Account, phone: Phone, purpose: str, body: str, at: datetime) -> str:
    """The line, or "" where none goes with this text: not twice where its words say how to stop."""
    if purpose in NEVER or SAYS_SO.search(body):
        return ""
    if account.footer_mode == "every" or purpose in ALWAYS:
        return FOOTER
    is_due = phone.footer_at is None or at - phone.footer_at >= AGAIN_AFTER
    return FOOTER if purpose in PROACTIVE and is_due else ""


def tells_to_stop(message_body: str, footer: str) -> bool:
    """Whether a text that leaves says how to stop."""
    return bool(footer) or SAYS_SO.search(message_body) is not None
