"""The one confirmation after STOP, START or HELP, where the carrier sends none: confirm().

Wording: CTIA Messaging Principles 5.1.2 and 5.1.3; at most one, at once, without marketing
(47 CFR 64.1200(a)(12)). Carriers answer for local and toll-free numbers, Leadline for short codes.
"""

from __future__ import annotations

from datetime import timedelta

from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Number, Phone
from app.sms import e164
from app.texting import outbox
from app.texting.facts import facts_for_new, paused_now

IN_TIME = timedelta(minutes=5)  # 47 CFR 64.1200(a)(12): a later confirmation is no confirmation


def confirm(label: str, conversation: Conversation, phone: Phone, number: Number) -> None:
    """Queue the confirmation of STOP, START or HELP from the number that was texted."""
    account = db.session.get(Account, phone.account_id)
    body = _words(label, account, number)
    facts = facts_for_new(conversation, number, body, "system", None, paused_now())
    outbox.put(conversation, phone, number, body, "system", facts, expires_at=now() + IN_TIME)


def _words(label: str, account: Account, number: Number) -> str:
    rates = "Msg & data rates may apply."
    if label == "STOP":
        ways_back = "START or UNSTOP" if number.kind == "toll_free" else "START, YES or UNSTOP"
        return f"{account.name}: You are unsubscribed and will get no more messages. Reply {ways_back} to resubscribe."
    if label == "START":
        hint = "Reply HELP for help, STOP to opt out."
        return f"{account.name}: You are subscribed to texts from us. Msg frequency varies. {rates} {hint}"
    contact = account.help_contact or e164.display(number.e164)
    return f"{account.name}: help at {contact}. Msg frequency varies. {rates} Reply STOP to opt out."
