"""The opt-out line under a text: footer_of() says whether it goes with one.

Smart: under what asks and what sells, under the first text to a number, and then once in thirty days under what we
begin; never under an answer. Every: under all but confirmations (CTIA Messaging Principles 5.1.3).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from app.models import Account, Phone
from app.policy.element_marks import STOPPING, plain, tells

FOOTER = "Reply STOP to opt-out of future text communications."
STOPS = ("STOP", "ARRET", "ALTO")
AGAIN_AFTER = timedelta(days=30)
ALWAYS, PROACTIVE, NEVER = ("promo", "optin"), ("direct", "info"), ("system", "internal")
NAMED = re.compile(r"\b(?:stop|arr[eê]t|alto)\b", re.IGNORECASE)  # few texts go further than this


def footer_of(account: Account, phone: Phone, purpose: str, body: str, at: datetime) -> str:
    """The line, or "" where none goes with this text: not twice where its words say how to stop."""
    if purpose in NEVER or says_so(body):
        return ""
    if account.footer_mode == "every" or purpose in ALWAYS:
        return FOOTER
    is_due = phone.footer_at is None or at - phone.footer_at >= AGAIN_AFTER
    return FOOTER if purpose in PROACTIVE and is_due else ""


def says_so(body: str) -> bool:
    """Whether these words tell how to stop; not where they only have the word ("we never stop")."""
    return NAMED.search(body) is not None and tells(plain(body), STOPS, STOPPING)


def tells_to_stop(message_body: str, footer: str) -> bool:
    """Whether a text that leaves says how to stop."""
    return bool(footer) or says_so(message_body)
