"""A text to somebody who agreed in a way nobody has recorded yet: agree_and_send() and agree_and_open() record it and
send in one transaction, so that neither is kept without the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.extensions import db
from app.models import Number, Phone, Program, User
from app.texting import agreement, compose, contacts
from app.texting.access import Problem
from app.texting.agreement import Given
from app.texting.facts import lock_pauses
from app.texting.locks import lock_phones
from app.texting.written import Composed, Written, take
from app.transaction import apart

LEVEL = "informational"  # what a person's own text to one other needs; offers need the whole form


def agree_and_send(text: Written, author: User, given: Given) -> Composed:
    """written.take() of this one text after recording that they agreed. Raises what compose() and raise_level() do;
    then neither is kept."""
    if not compose.was_sent(text.client_id):
        _agree(db.session.get(Phone, text.phone_id), author, given)
    [result] = take([text])
    if isinstance(result, Exception):
        raise result
    return result


def agree_and_open(
    author: User, number: Number, to: str, body: str, client_id: str, media_ids: Sequence[int], given: Given,
    program: Program | None = None, **more: Any,
) -> Composed:
    """The same to an E.164 number; where nobody has it yet, its contact is made. `more` are other particulars of a
    Written."""
    if not compose.was_sent(client_id):
        _agree(_phone(author, to), author, given)
    conversation = compose.open_with(author, number, to, body, bool(media_ids), client_id, program)
    about = program.id if program else None
    return compose.compose(conversation, author, body, client_id, number, media_ids, program_id=about, **more)


def _agree(phone: Phone, author: User, given: Given) -> None:
    """Pauses are locked before the conversations that a recorded consent tells, as everywhere."""
    lock_phones([phone.id])
    lock_pauses()
    agreement.raise_level(phone, LEVEL, author, given)


def _phone(author: User, to: str) -> Phone:
    """The number's phone; of a number nobody has, with a contact made for it. Two at once make one."""
    phone = Phone.with_address(author.account_id, to)
    if phone is not None and phone.contact_id is not None:
        return phone
    try:
        with apart():
            contacts.create(author, "", to)
    except contacts.Known as known:
        if known.contact is None:
            raise Problem(contacts.ELSEWHERE) from known
    return Phone.with_address(author.account_id, to)
