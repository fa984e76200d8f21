"""Notes: write() one into a thread, remember() a History Note about the person, see() what one was mentioned in.

A note is never a text: it is no message, so that no outbox, gate or carrier ever meets it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.extensions import db
from app.live import mentions
from app.models import Contact, Conversation, Mention, Note, User
from app.texting.access import lock_for
from app.texting.changes import announce, number_change
from app.texting.contact_changes import tell_panels
from app.transaction import after_commit

LONGEST = 5_000
EMPTY = "Write the note first; there is nothing in it yet."
TOO_LONG = f"This note has more than {LONGEST:,} characters. Shorten it or write two."
USED = "This form was already used to write another note. Write yours again."


class Refused(ValueError):
    """The note was not written; str() says why and what to do."""


class Conflict(Refused):
    """This client_id was used for another note already."""


@dataclass(frozen=True)
class Written:
    note: Note
    is_new: bool


def write(conversation: Conversation, author: User, body: str, client_id: str) -> Written:
    """Put a note into a thread and tell whom it mentions. The same client_id with the same words is the same note,
    however often it comes. Raises Refused, access.Moved."""
    again = Note.with_client_id(client_id)
    if again is not None:
        return _written_before(again, conversation, author, body)
    _refuse_unfit(body)
    return leave(lock_for(conversation.id, author), author, body, client_id)


def leave(conversation: Conversation, author: User, body: str, client_id: str) -> Written:
    """The same in a conversation that is locked already, whether or not its author still sees it. Raises Refused."""
    _refuse_unfit(body)
    called = mentioned_in(body, conversation, author)
    since = conversation.change_no
    note = Note(
        account_id=conversation.account_id, contact_id=conversation.phone.contact_id, conversation_id=conversation.id,
        client_id=client_id, author_id=author.id, body=body.strip(), created_at=now(),
    )
    number_change(conversation, note)
    _keep(note)
    for user in called:
        db.session.add(Mention(note_id=note.id, user_id=user.id))
        after_commit(mentions.told, note.id, user.id)
    announce(conversation, since, inbox=False)
    db.session.refresh(note, ["author", "mentioned"])
    return Written(note, is_new=True)


def remember(contact: Contact, author: User, body: str, client_id: str) -> None:
    """A History Note: about the person, read at every desk. The same client_id with the same words is the same note,
    however often it comes, also at once: the contact is locked. Raises Refused."""
    db.session.execute(select(Contact.id).where(Contact.id == contact.id).with_for_update(key_share=True))
    again = Note.with_client_id(client_id)
    if again is not None:
        same = (again.contact_id, again.conversation_id, again.author_id, again.body)
        if same != (contact.id, None, author.id, body.strip()):
            raise Conflict(USED)
        return
    _refuse_unfit(body)
    note = Note(account_id=contact.account_id, contact_id=contact.id, author_id=author.id, body=body.strip())
    note.client_id = client_id
    _keep(note)
    tell_panels([contact.id])


def see(user: User, conversation_id: int) -> None:
    """This person has seen what they were mentioned in, in this conversation."""
    _see(user, Mention.note_id.in_(select(Note.id).where(Note.conversation_id == conversation_id)))


def see_some(user: User, note_ids: Sequence[int]) -> None:
    """This person has seen what they were mentioned in, in these notes."""
    _see(user, Mention.note_id.in_(note_ids))


def _see(user: User, which: ColumnElement[bool]) -> None:
    unseen = update(Mention).where(Mention.user_id == user.id, Mention.seen_at.is_(None), which)
    if db.session.execute(unseen.values(seen_at=now())).rowcount:
        after_commit(mentions.seen, user.id)


def mentioned_in(body: str, conversation: Conversation, author: User) -> list[User]:
    """Colleagues named with an @ in these words, each once, never the author. Raises Refused for one who cannot see
    this desk: they would be told of something they may not read."""
    here = {user.id: user for user in User.of_department(conversation.account_id, conversation.department_id)}
    everybody = User.of_account(conversation.account_id)
    called: dict[int, User] = {}
    for place in re.finditer(r"(?<![\w@])@(?=\w)", body):
        named = _named_at(body[place.end():], everybody)
        if named and not any(user.id in here for user in named):
            raise Refused(
                f"{named[0].name} cannot see this department’s conversations, so a note here cannot reach them. "
                "Take away the @, or mention somebody of this desk."
            )
        present = [user for user in named if user.id in here]
        if len(present) > 1:
            raise Refused(f"More than one person here is called {present[0].first_name}. Write the whole name.")
        called.update({user.id: user for user in present if user.id != author.id})
    return list(called.values())


def _named_at(text: str, people: list[User]) -> list[User]:
    """Whom the words after an @ name: by whole name, else by first name."""
    for name_of in (lambda user: user.name, lambda user: user.first_name):
        found = [user for user in people if name_of(user) and _starts_with(text, name_of(user))]
        if found:
            longest = max(len(name_of(user)) for user in found)
            return [user for user in found if len(name_of(user)) == longest]
    return []


def _starts_with(text: str, name: str) -> bool:
    rest = text[len(name):]
    return text[: len(name)].lower() == name.lower() and not (rest[:1].isalnum() or rest[:1] == "_")


def unfit(body: str) -> str:
    """Why these words are no note, in a sentence; "" where they are."""
    if not body.strip():
        return EMPTY
    return TOO_LONG if len(body) > LONGEST else ""


def _refuse_unfit(body: str) -> None:
    if problem := unfit(body):
        raise Refused(problem)


def _written_before(note: Note, conversation: Conversation, author: User, body: str) -> Written:
    if (note.conversation_id, note.author_id, note.body) != (conversation.id, author.id, body.strip()):
        raise Conflict(USED)
    return Written(note, is_new=False)


def _keep(note: Note) -> None:
    db.session.add(note)
    try:
        db.session.flush()
    except IntegrityError as error:  # used in another thread at this moment
        if "client_id" not in str(error.orig):
            raise
        raise Conflict(USED) from error
