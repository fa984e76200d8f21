"""What tokens stand for: tokens_of(account) lists them for people, values_of(texts) has their values for many texts at
once, fill_in(messages) and filled(text) put them in, left_in(texts) says in sentences what could not be filled in.

    contact.first_name, last_name, name, company, email, phone, and each custom field by its key
    account.name, website, address, phone, and each custom value by its key
    agent.name, first_name, email: who wrote it      number.phone: the number that it leaves from
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Account, Contact, CustomField, Message, Number, Phone, User
from app.policy.tokens import FALLBACKS, example, fill, has_any, problems
from app.sms import e164

GROUPS = {"contact": "Contact", "account": "Your business", "agent": "You", "number": "From"}
BUILT_IN = {
    "contact.first_name": "First name", "contact.last_name": "Last name", "contact.name": "Full name",
    "contact.company": "Company", "contact.email": "Email", "contact.phone": "Phone number",
    "account.name": "Business name", "account.website": "Website", "account.address": "Address",
    "account.phone": "Where help is", "agent.first_name": "Your first name", "agent.name": "Your name",
    "agent.email": "Your email", "number.phone": "The number it leaves from",
}  # fmt: skip
IDS = bindparam("ids", expanding=True)
WITH_CONTACTS = select(Phone).where(Phone.id.in_(IDS)).options(joinedload(Phone.contact))


OF_CONTACT: dict[str, Callable[[Contact], str]] = {
    "contact.first_name": lambda contact: contact.first_name,
    "contact.last_name": lambda contact: " ".join(contact.name.split()[1:]),
    "contact.name": lambda contact: contact.name.strip(), "contact.company": lambda contact: contact.company,
    "contact.email": lambda contact: contact.email,
}  # fmt: skip


class Token(NamedTuple):
    """One that a text may hold: its name, what people call it, its group, and how it is written."""

    name: str
    label: str
    group: str
    written: str


class About(NamedTuple):
    """Whom a text is for, who wrote it, and the number that it leaves from."""

    account_id: int
    phone: Phone
    number: Number
    author: User | None = None


def tokens_of(account: Account) -> list[Token]:
    """All that a text of this account may hold, group by group."""
    labels = _House.of(account).labels
    order = list(GROUPS)
    found = [
        Token(name, label, GROUPS[name.partition(".")[0]], example(name, FALLBACKS.get(name, "")))
        for name, label in labels.items()
    ]  # fmt: skip
    return sorted(found, key=lambda token: order.index(token.name.partition(".")[0]))


def labels_of(account: Account) -> dict[str, str]:
    """What people call each token, by its name."""
    return _House.of(account).labels


def values_of(texts: Sequence[About]) -> list[_Values]:
    """The values of all tokens for each text, "" where there is none; a few queries, however many texts."""
    houses = _houses({text.account_id for text in texts})
    _load_contacts(text.phone for text in texts)
    return [houses[text.account_id].values(text) for text in texts]


def filled(body: str, about: About) -> str:
    """The words that go out. Tokens that nobody can fill in stay, and the gate refuses them."""
    return fill(body, values_of([about])[0]).text if has_any(body) else body


def fill_in(messages: Sequence[Message], phones: dict[int, Phone], authors: dict[int, User]) -> None:
    """The same for texts that are about to be decided on: each keeps the words as typed beside those that go out."""
    texts = [message for message in messages if has_any(message.body)]
    if not texts:
        return
    _read_anew(texts, authors)
    about = [About(m.account_id, phones[m.phone_id], m.number, authors.get(m.author_id or 0)) for m in texts]
    for message, values in zip(texts, values_of(about), strict=True):
        message.typed, message.body = message.body, fill(message.body, values).text


def left_in(texts: Sequence[Any]) -> list[tuple[str, ...]]:
    """Of each of these facts.Text what keeps it from going out: tokens that are still in it, in sentences."""
    left = [text for text in texts if has_any(text.body)]
    if not left:
        return [()] * len(texts)
    said = iter([_said(text, values) for text, values in zip(left, values_of([_about(t) for t in left]), strict=True)])
    return [next(said) if has_any(text.body) else () for text in texts]


def problem_in(body: str, account: Account) -> str:
    """What is wrong with the tokens of words that are for nobody yet (a template): a sentence, "" where all are
    known."""
    if not has_any(body):
        return ""
    labels = labels_of(account)
    return next(iter(problems(fill(body, dict.fromkeys(labels, "x")), labels)), "")


class _House:
    """An account's own values, the names of all there are, and how its custom fields are read."""

    def __init__(self, account: Account, fields: Iterable[CustomField]) -> None:
        own = account.custom_values or {}
        self.fields = {_name_of(field): (field.key, field.kind == "date") for field in fields}
        self.labels = BUILT_IN | {_name_of(field): field.label for field in fields}
        self.labels |= {f"account.{key}": each["label"] for key, each in own.items()}
        self.account = {f"account.{key}": each["value"] for key, each in own.items()} | {
            "account.name": account.name, "account.website": account.website or "",
            "account.address": ", ".join((account.address or "").splitlines()),
            "account.phone": account.help_contact or "",
        }  # fmt: skip
        self.others: dict[Any, dict[str, str]] = {}

    @classmethod
    def of(cls, account: Account) -> _House:
        return cls(account, CustomField.of_account(account.id))

    def values(self, text: About) -> _Values:
        key = (text.author.id if text.author else None, text.number.id)
        if key not in self.others:
            from_ = {"number.phone": e164.display(text.number.e164)}
            self.others[key] = {**self.account, **_of_author(text.author), **from_}
        return _Values(self, self.others[key], text.phone)


class _Values(Mapping[str, str]):
    """The values of one text, each found as it is asked for: a text names two of them, and ten thousand go at once."""

    __slots__ = ("house", "others", "phone")

    def __init__(self, house: _House, others: dict[str, str], phone: Phone) -> None:
        self.house, self.others, self.phone = house, others, phone

    def __contains__(self, name: object) -> bool:
        return name in self.house.labels

    def __getitem__(self, name: str) -> str:
        if name in self.others:
            return self.others[name]
        contact = self.phone.contact
        if name in self.house.fields:
            key, is_date = self.house.fields[name]
            return _read(str((contact.custom or {}).get(key, "")), is_date) if contact else ""
        if name == "contact.phone":
            return e164.display(self.phone.e164) if self.phone.e164 else ""
        return OF_CONTACT[name](contact) if contact else ""

    def __iter__(self) -> Iterator[str]:
        return iter(self.house.labels)

    def __len__(self) -> int:
        return len(self.house.labels)


def _houses(account_ids: set[int]) -> dict[int, _House]:
    accounts = [db.session.get(Account, account_id) for account_id in account_ids]
    query = select(CustomField).where(CustomField.account_id.in_(account_ids))
    fields = list(db.session.scalars(query.order_by(CustomField.position, CustomField.id)))
    return {
        account.id: _House(account, [field for field in fields if field.account_id == account.id])
        for account in accounts
    }  # fmt: skip


def _read_anew(messages: Sequence[Message], authors: dict[int, User]) -> None:
    """Names and values as they are in this moment, whatever this session has read before: a worker's lasts for many
    texts. Contacts come with their phones, which are locked."""
    whose = {m.account_id for m in messages}, {m.author_id for m in messages} & set(authors)
    for noun, ids in zip((Account, User), whose, strict=True):
        query = select(noun).where(noun.id.in_(ids))
        db.session.scalars(query, execution_options={"populate_existing": True}).all()


def _load_contacts(phones: Iterable[Phone]) -> None:
    if unread := [phone.id for phone in phones if phone.id and "contact" not in vars(phone)]:
        db.session.scalars(WITH_CONTACTS, {"ids": unread}).all()


def _about(text: Any) -> About:
    return About(text.number.account_id, text.phone, text.number, text.author)


def _said(text: Any, values: _Values) -> tuple[str, ...]:
    found = problems(fill(text.body, values), values.house.labels)
    return found or ("A token of this text was not filled in. Write the words themselves.",)


def _of_author(author: User | None) -> dict[str, str]:
    return {
        "agent.name": author.name if author else "", "agent.email": author.email if author else "",
        "agent.first_name": author.first_name if author else "",
    }  # fmt: skip


def _name_of(field: CustomField) -> str:
    """One that is called like one of ours is told apart from it."""
    name = f"contact.{field.key}"
    return f"contact.own_{field.key}" if name in BUILT_IN else name


def _read(value: str, is_date: bool) -> str:
    """As people write it: a date as Nov 23, 2026, all else as it was typed."""
    try:
        day = date.fromisoformat(value) if is_date else None
    except ValueError:
        return value
    return f"{day:%b} {day.day}, {day.year}" if day else value
