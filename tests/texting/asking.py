"""Asking people to opt in, for tests: asks(world) has Copper ask, lead() is somebody who texted ten days ago, arrives()
the question at their phone, and waiting() what stands in the outbox.
"""

from __future__ import annotations

from app import transaction
from app.models import Conversation, Message, OptIn, Phone, Program
from app.texting import claim, opt_in_templates, opt_in_waits, programs
from app.texting.opt_in_words import starter
from tests.texting.acts import accepted, newest, rows, text


def asks(world, program: Program | None = None, account=None):
    """The template with which this business asks from now on."""
    account = account or world.copper
    account.terms_url, account.privacy_url = "copper.example/terms", "copper.example/privacy"
    account.help_contact = "office@copper.example"
    grants = program.level if program else "informational"
    made = opt_in_templates.save(account, None, starter(account, program), grants, program, world.ana)
    transaction.commit()
    return made


def offers(world) -> Program:
    return programs.add(world.copper.id, "Spring offers", "promotional", frequency="2 texts a month")


def lead(world, clock, number=None, days: int = 10, sender: str = "") -> Conversation:
    """Somebody who texted so many days ago: no answer to that may go any more. It is 11 in the morning there."""
    clock.advance(hours=2, minutes=19)
    text(sender or world.fay, number or world.local)
    clock.advance(days=days)
    return newest(Conversation)


def arrives() -> Message:
    """A worker takes the question, and the carrier accepts it."""
    [taken] = transaction.perform(claim.claim, 10)
    [question] = rows(Message, id=taken.message_id)
    assert question.purpose == "optin"
    accepted(question)
    return question


def stands(phone: Phone) -> str:
    """How asking this phone stands."""
    found = rows(OptIn, phone_id=phone.id)
    return found[0].state if found else "NOT_SENT"


def waiting(*states: str) -> list[tuple[str, str]]:
    """Our texts in these states, as purpose and state, in their order."""
    return [(m.purpose, m.state) for m in rows(Message, direction="out") if m.state in (states or (m.state,))]


def tend() -> None:
    """What the clock has done for texts that wait for an opt-in."""
    phone_id: int | None = 0
    while phone_id is not None:
        phone_id = transaction.perform(opt_in_waits.tend, phone_id)
