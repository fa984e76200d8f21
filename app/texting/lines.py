"""The line behind a number: ask() has the carrier asked by hand, ask_before() before the first text we begin with it,
look_up() is the asking itself, which a worker does. What is found is kept with the number for ninety days.

Nobody who writes a text waits for the carrier: what isn't known passes, and is asked about again when the text is
claimed. A look-up that fails leaves its sentence; it is tried again a day later, or when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Account, Contact, Message, Phone, User
from app.sms import e164
from app.sms.twilio_client import Carrier, LineFound
from app.texting import journey
from app.texting.access import lock_seen
from app.texting.contact_changes import tell_panels
from app.texting.locks import lock_phones
from app.texting.ways import PROACTIVE
from app.transaction import after_commit, perform

CHECKING = "Checking…"
KEPT_FOR, AGAIN_AFTER = timedelta(days=90), timedelta(days=1)
GRACE = timedelta(seconds=3)  # a first text waits so long for what its number's look-up finds
LONGEST_PROBLEM = 120
OUT_OF_SERVICE = "deactivated"
NO_TEXTS = ("landline", "invalid", OUT_OF_SERVICE, "no_texts")
KINDS = {
    "mobile": "mobile", "fixedVoip": "voip", "nonFixedVoip": "voip", "landline": "landline", "voicemail": "no_texts",
    "pager": "no_texts", "premium": "no_texts", "sharedCost": "no_texts", "uan": "no_texts",
}  # fmt: skip
CALLED = {
    "landline": "a landline", "invalid": "not known to the carrier", OUT_OF_SERVICE: "out of service",
    "no_texts": "a line that can’t get texts", "mobile": "a mobile phone", "voip": "an internet phone",
    "unknown": "the carrier doesn’t say what line it is",
}  # fmt: skip


def ask(phone: Phone, actor: User) -> None:
    """Have the carrier asked. Raises access.Problem where the actor may not see whose number it is."""
    phone = lock_seen(phone, actor)
    _begin(phone)
    tell_panels([phone.contact_id])


def ask_before(messages: Iterable[Message]) -> None:
    """Of texts just written: where the account looks lines up and this number's isn't known, have it asked, and let the
    text wait a moment for the answer. Their phones are locked."""
    for message in messages:
        if message.state != "queued" or message.purpose not in PROACTIVE:
            continue
        if not db.session.get(Account, message.account_id).looks_up_lines:
            continue
        phone = db.session.get(Phone, message.phone_id)
        if not is_known(phone) and not _was_asked_lately(phone):
            _begin(phone)
            message.not_before = max(now() + GRACE, message.not_before or now())


def look_up(phone_id: int, carrier: Carrier) -> None:
    """Ask the carrier about this number, with no transaction open meanwhile, and keep what it says."""
    address = perform(_address, phone_id)
    if address is not None:
        perform(take_in, phone_id, carrier.lookup(address))


def take_in(phone_id: int, found: LineFound) -> None:
    """Keep what the carrier said of this number. That it is out of service, which no look-up shows, stands until a text
    of theirs comes."""
    phone = lock_phones([phone_id]).get(phone_id)
    if phone is None:
        return
    phone.line_checked_at, phone.line_problem = now(), found.problem[:LONGEST_PROBLEM]
    kind = KINDS.get(found.type or "", "unknown") if found.is_valid else "invalid"
    if not found.problem and (phone.line_type != OUT_OF_SERVICE or kind in NO_TEXTS):
        set_line(phone, kind)
    tell(phone)


def set_line(phone: Phone, kind: str) -> None:
    """What line it is, told in the journey where that is news."""
    if phone.line_type != kind and phone.contact_id is not None:
        detail = f"{e164.display(phone.e164)} is {CALLED[kind]}" if kind != "unknown" else CALLED[kind]
        journey.tell_of_person("line_found", db.session.get(Contact, phone.contact_id), None, detail=detail)
    phone.line_type, phone.line_checked_at = kind, now()


def tell(phone: Phone) -> None:
    """Have the panels of whose number it is show what is true now."""
    if phone.contact_id is not None:
        tell_panels([phone.contact_id])


def is_known(phone: Phone) -> bool:
    """Whether what line it is was found not too long ago."""
    return bool(phone.line_type) and not phone.line_problem and _since(phone, KEPT_FOR)


def _was_asked_lately(phone: Phone) -> bool:
    return bool(phone.line_problem) and _since(phone, AGAIN_AFTER)


def _since(phone: Phone, how_long: timedelta) -> bool:
    return phone.line_checked_at is not None and now() - phone.line_checked_at < how_long


def _begin(phone: Phone) -> None:
    phone.line_problem, phone.line_checked_at = CHECKING, now()
    after_commit(queues.ask_line, phone.id)


def _address(phone_id: int) -> str | None:
    phone = db.session.get(Phone, phone_id)
    return phone.e164 if phone is not None else None
