"""Search: GET /search?q=…, a page of its own and the part that takes the list's place while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_login import login_required

from app.live import ids
from app.models import Contact, Conversation, Department, Message, Phone, User, search
from app.models.search import Query, Texts
from app.models.search_words import marked
from app.web.desk import desk
from app.web.requests import current, need, wants_partial

pages = Blueprint("search", __name__)

MOST_PEOPLE, MOST_TEXTS = 8, 50


@dataclass(frozen=True)
class Person:
    """Somebody found: who, the number that was meant, and where a click leads."""

    contact: Contact
    phone: Phone | None
    path: str


@dataclass(frozen=True)
class Hit:
    """A text found, in pieces (words, is a hit); its department where there are several."""

    message: Message
    pieces: Sequence[tuple[str, bool]]
    department: str
    path: str


@dataclass(frozen=True)
class Answer:
    """What the part shows; `is_enough`: enough was typed to look."""

    typed: str
    is_enough: bool = False
    people: Sequence[Person] = ()
    has_more_people: bool = False
    texts: Texts = Texts()
    hits: Sequence[Hit] = ()


@pages.get("/search")
@login_required
def show():
    need("read_conversations")
    user = current()
    answer = _answer(user, request.args.get("q", "").strip())
    if wants_partial():
        return render_template("search/_results.html", search=answer, zone=user.account.time_zone)
    return render_template("search/show.html", search=answer, **desk(user))


def _answer(user: User, typed: str) -> Answer:
    query = Query.read(typed)
    if not query.is_enough:
        return Answer(typed)
    departments = user.department_ids()
    people = search.people(user.account_id, departments, query, MOST_PEOPLE + 1)
    texts = search.texts(user.account_id, departments, query, MOST_TEXTS)
    return Answer(
        typed, True, _people(people[:MOST_PEOPLE], departments, query), len(people) > MOST_PEOPLE,
        texts, _hits(texts.messages, departments, query),
    )  # fmt: skip


def _people(contacts: Sequence[Contact], departments: list[int], query: Query) -> list[Person]:
    talks = Conversation.newest_of_each([contact.id for contact in contacts], departments)
    return [
        Person(
            contact, _meant(contact.phones, query),
            f"/conversations/{talks[contact.id]}" if contact.id in talks else f"/contacts/{contact.id}",
        )
        for contact in contacts
    ]  # fmt: skip


def _meant(phones: Sequence[Phone], query: Query) -> Phone | None:
    """The number that holds what was typed, else the first."""
    sought = [query.digits] if query.digits else [word for word in query.words if word.isdigit()]
    return next((phone for phone in phones for each in sought if each in phone.e164), phones[0] if phones else None)


def _hits(messages: Sequence[Message], departments: list[int], query: Query) -> list[Hit]:
    names = Department.names(departments) if len(departments) > 1 else {}
    return [
        Hit(
            message, marked(message.body, query.words), names.get(message.department_id, ""),
            f"/conversations/{message.conversation_id}?at={message.id}#{ids.message(message)}",
        )
        for message in messages
    ]  # fmt: skip
