"""What texts themselves show of a line: follow() what a failure means, heard_from() what a text of theirs means.

A landline is one at the first failure that says so. A number that was unreachable or unknown three times in a row is
out of service: it may be given to somebody else, who never agreed to anything, so what its person agreed to ends
(CTIA Messaging Principles 5.1.5).
"""

from __future__ import annotations

from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.models import Conversation, Message, Phone
from app.models.consent import LEVELS
from app.sms import e164, errors
from app.texting import journey, ledger, lines, opt_ins
from app.texting.agreement import standing
from app.texting.locks import lock_phones
from app.transaction import perform

UNREACHABLE = (30003, 30005)
IN_A_ROW = 3
AT_ONCE = ("landline", "invalid")
WHY = "unreachable three times in a row"


def tells(code: int | None) -> bool:
    """Whether a failure with this code shows something of the line."""
    return code in UNREACHABLE or errors.explain(code).line in AT_ONCE


def follow(phone_id: int, code: int) -> None:
    """proved(), in a transaction of its own: a failure is settled with conversations locked, and phones come first."""
    perform(proved, phone_id, code)


def proved(phone_id: int, code: int) -> None:
    """A text to this number has failed with this code."""
    phone = lock_phones([phone_id]).get(phone_id)
    if phone is None:
        return
    if code in UNREACHABLE:
        phone.failures = _failures(phone)
        if phone.failures >= IN_A_ROW and phone.line_type != lines.OUT_OF_SERVICE:
            _out_of_service(phone)
        return
    phone.line_problem = ""
    lines.set_line(phone, errors.explain(code).line)
    lines.tell(phone)


def heard_from(phone: Phone) -> None:
    """A text came from this (locked) number: whatever was said of its line, it is one that texts."""
    if phone.line_type in lines.NO_TEXTS:
        phone.line_type, phone.line_problem, phone.line_checked_at = "", "", None
    if phone.failures:
        phone.failures = 0


def _failures(phone: Phone) -> int:
    """How many of the last texts to it, newest first, ended as unreachable; the delivered one ends the row."""
    outcomes = []
    for thread in db.session.scalars(select(Conversation.id).where(Conversation.phone_id == phone.id)).all():
        last = select(Message.sort_at, Message.state, Message.error_code).where(
            Message.conversation_id == thread, Message.direction == "out", Message.state.in_(("failed", "delivered")),
        ).order_by(Message.sort_at.desc(), Message.id.desc()).limit(IN_A_ROW)
        outcomes += [tuple(row) for row in db.session.execute(last)]
    count = 0
    for _, state, code in sorted(outcomes, reverse=True):
        if state != "failed" or code not in UNREACHABLE:
            break
        count += 1
    return count


def _out_of_service(phone: Phone) -> None:
    for each in sorted(standing(phone), key=lambda each: LEVELS.index(each.level)):
        ledger.write(phone, "expire", each.level, topic_or_program=each.topic or None, actor_type="provider", note=WHY)
    opt_ins.forget_answer(phone, f"The number was {WHY}.")
    phone.conversational_at, phone.line_problem = None, ""
    if phone.ok_to_sms == "ON":
        phone.ok_to_sms, phone.ok_to_sms_at, phone.ok_to_sms_why = "UNSET", now(), f"the number was {WHY}"
    lines.set_line(phone, lines.OUT_OF_SERVICE)
    number = e164.display(phone.e164)
    words = f"{number} was {WHY}, so it counts as out of service and what they agreed to with it has ended."
    journey.note(phone.account_id, phone.contact_id, f"{words} A text from it opens it again.")
    lines.tell(phone)
