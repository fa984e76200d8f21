"""For whom something leaves later: recipient_of(plan, user, schedule) by what stands in To and From; begun() is their
conversation, made where there is none yet.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models import Conversation, Department, Number, Phone, Schedule, User
from app.sms import e164
from app.texting import compose
from app.texting.schedules import Wrong
from app.web.compose import numbers_of
from app.web.named import address_of
from app.web.scheduler_forms import Plan
from app.web.scheduler_words import whom, zone_of_phone

GONE = "You can no longer send from the number you chose. Choose another."
NO_NUMBER = "Your business has no number yet. An admin adds one."


class Recipient(NamedTuple):
    """`address` is "" where nobody is chosen; `number` what it leaves from, and so the desk; `conversation` None where
    they never talked with that desk."""

    address: str
    number: Number | None
    department_id: int
    conversation: Conversation | None
    phone: Phone | None = None

    def zone(self, user: User) -> str:
        """Where they most likely are, else where the user is."""
        return zone_of_phone(self.phone, user.account, user.zone)


def recipient_of(plan: Plan, user: User, schedule: Schedule | None = None) -> Recipient:
    """Raises Wrong where To or From is nobody's."""
    talk = schedule.conversation if schedule else None
    if talk is not None and plan.to.strip() == whom(talk) and plan.number_id in (None, talk.number_id):
        return of_thread(talk)
    number = _number(plan, user)
    if not plan.to.strip():
        return Recipient("", number, number.department_id, None)
    try:
        address = address_of(user, plan.to)
    except e164.NumberProblem as problem:
        raise Wrong("conversation", str(problem)) from problem
    phone = Phone.with_address(user.account_id, address)
    return Recipient(address, number, number.department_id, _talk(phone, number.department_id), phone)


def of_thread(talk: Conversation) -> Recipient:
    """Whoever this conversation is with."""
    return Recipient(talk.phone.e164, talk.number, talk.department_id, talk, talk.phone)


def begun(to: Recipient, user: User, plan: Plan) -> Conversation | None:
    """The conversation that it leaves in; None for a draft to nobody yet. Raises compose.Refused for a number never
    seen before."""
    if to.conversation is not None or not to.address:
        return to.conversation
    return compose.open_with(user, to.number, to.address, plan.body, bool(plan.media_ids))


def desks_of(user: User) -> list[Department]:
    """Departments to filter by."""
    seen = user.department_ids()
    return [each for each in Department.of_account(user.account_id) if each.id in seen]


def _number(plan: Plan, user: User) -> Number:
    numbers = numbers_of(user)
    if not numbers:
        raise Wrong("number", NO_NUMBER)
    found = next((number for number in numbers if plan.number_id in (None, number.id)), None)
    if found is None:
        raise Wrong("number", GONE)
    return found


def _talk(phone: Phone | None, department_id: int) -> Conversation | None:
    if phone is None:
        return None
    same = Conversation.phone_id == phone.id, Conversation.department_id == department_id
    return db.session.scalar(select(Conversation).where(*same))
