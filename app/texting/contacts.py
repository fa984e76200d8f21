"""A contact changes: create(), edit(), add_tag(), remove_tag(), add_number(), remove_number().

Each change writes the journey and shows on every open panel. A number is one person's in an account: a known one names
its contact instead of making a second.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.extensions import db
from app.models import Account, Contact, ContactTag, Conversation, Phone, Tag, User
from app.models.contact_filter import Sight, is_in_sight
from app.sms import e164
from app.texting import contact_merge, contact_profile, journey, their_zone
from app.texting.contact_changes import tell_panels
from app.texting.contact_profile import Profile, Unfit
from app.texting.locks import lock_phones

LABELS = ("Mobile", "Work", "Home", "Other")
CALLED = {
    "name": "the name", "company": "the company", "email": "the email", "time_zone": "the time zone",
    "postal_code": "the postal code",
    "owner_id": "the owner", "record_type_id": "the record type", "custom": "details",
}  # fmt: skip
ONLY_NUMBER = "This is their only number, and without one nobody could find them again. Add another first."
HAS_TALKED = "There is a conversation with this number, and its texts belong to this person. It stays."
ELSEWHERE = "This number belongs to somebody at a department you are not in. Ask a manager to open them."


class Known(Unfit):
    """The number belongs to a contact already; .contact is that one, or None where the actor may not see them."""

    def __init__(self, contact: Contact | None, name: str) -> None:
        sentence = f"This number belongs to {name}." if contact else ELSEWHERE
        super().__init__({"number": sentence})
        self.contact = contact


def create(actor: User, typed_name: str, typed_number: str, label: str = "Mobile") -> Contact:
    """A new person with one number. Raises Unfit, and Known where the number is."""
    account = db.session.get(Account, actor.account_id)
    profile, errors = Profile(), {}
    try:
        profile = contact_profile.read(account, {"name": typed_name})
    except Unfit as unfit:
        errors |= unfit.errors
    address = _address(typed_number, errors)
    if errors:
        raise Unfit(errors)
    contact = Contact(account_id=account.id, name=profile.name, source="added by hand", created_at=now())
    db.session.add(contact)
    db.session.flush()
    _take_number(actor, contact, address, label)
    journey.tell_of_person("contact_added", contact, actor.id)
    return contact


def edit(contact: Contact, actor: User, typed: dict[str, str], was: Mapping[str, str]) -> list[str]:
    """Keep what a form says of a person, `was` being what it showed when it was opened; what has changed, in words.
    Raises Unfit, Overtaken, and then nothing is kept."""
    account = db.session.get(Account, contact.account_id)
    contact = _locked(contact)
    profile = contact_profile.read(account, contact_merge.merged(contact, typed, was), contact)
    changed = contact_profile.changes(contact, profile)
    for column, value in changed:
        setattr(contact, column, value)
    _find_place(contact, actor, {column for column, _ in changed})
    words = [_in_words(contact, column) for column, _ in changed]
    if _set_tags(contact, profile.tags):
        words.append("the tags")
    if words:
        journey.tell_of_person("contact_changed", contact, actor.id, detail=_listed(words))
        tell_panels([contact.id], inbox="name" in dict(changed))
    return words


def add_tag(contact: Contact, actor: User, typed: str) -> None:
    """Raises Unfit."""
    tag = tag_named(contact.account_id, contact_profile.clean_tag(typed))
    if _insert_tag(contact.id, tag.id):
        _tagged(contact, actor, f"the tags: added “{tag.name}”")


def remove_tag(contact: Contact, actor: User, tag_id: int) -> None:
    """Nothing where they don't have it."""
    tag = db.session.get(Tag, tag_id)
    gone = delete(ContactTag).where(ContactTag.contact_id == contact.id, ContactTag.tag_id == tag_id)
    if tag is not None and tag.account_id == contact.account_id and db.session.execute(gone).rowcount:
        _tagged(contact, actor, f"the tags: took away “{tag.name}”")


def add_number(contact: Contact, actor: User, typed: str, label: str) -> Phone:
    """Another number of a person. Raises Unfit, and Known where it is another's."""
    errors: dict[str, str] = {}
    address = _address(typed, errors)
    if errors:
        raise Unfit(errors)
    phone = _take_number(actor, contact, address, label)
    journey.tell_of_person("number_added", contact, actor.id, detail=e164.display(address))
    tell_panels([contact.id])
    return phone


def remove_number(contact: Contact, actor: User, phone_id: int) -> None:
    """Take a number away that nobody has texted with. Raises Unfit with the reason why it stays. All the person's
    numbers are locked: two taken away at once would leave none."""
    theirs = select(Phone.id).where(Phone.contact_id == contact.id)
    numbers = [phone for phone in lock_phones(db.session.scalars(theirs)).values() if phone.contact_id == contact.id]
    phone = next((each for each in numbers if each.id == phone_id), None)
    if phone is None:
        return
    if len(numbers) == 1:
        raise Unfit({f"phone_{phone_id}": ONLY_NUMBER})
    if db.session.scalar(select(Conversation.id).where(Conversation.phone_id == phone.id).limit(1)) is not None:
        raise Unfit({f"phone_{phone_id}": HAS_TALKED})
    phone.contact_id = None  # its row stays: what the carrier or the person said about the number holds
    journey.tell_of_person("number_removed", contact, actor.id, detail=e164.display(phone.e164))
    tell_panels([contact.id])


def tag_named(account_id: int, name: str) -> Tag:
    """The account's tag of this name, made if there is none."""
    found = Tag.named(account_id, name)
    if found is None:
        _insert_or_leave(Tag, {"account_id": account_id, "name": name}, ["account_id", "name"])
        found = Tag.named(account_id, name)
    return found


def _take_number(actor: User, contact: Contact, address: str, label: str) -> Phone:
    """The number's row, locked, now this contact's. Two at once end with one of them told who has it."""
    values = {"account_id": contact.account_id, "e164": address, "created_at": now()}
    _insert_or_leave(Phone, values, ["account_id", "e164"])
    found = Phone.with_address(contact.account_id, address)
    phone = lock_phones([found.id])[found.id]
    if phone.contact_id is not None:
        owner = db.session.get(Contact, phone.contact_id)
        seen = is_in_sight(Sight.of(actor), owner.id)
        raise Known(owner if seen else None, "them already" if owner.id == contact.id else _name(owner, phone))
    phone.contact_id, phone.label = contact.id, label if label in LABELS else ""
    db.session.flush()
    db.session.expire(contact, ["phones"])
    return phone


def _address(typed: str, errors: dict[str, str]) -> str:
    try:
        return e164.parse(typed)
    except e164.NumberProblem as problem:
        errors["number"] = str(problem)
        return ""


def _name(contact: Contact, phone: Phone) -> str:
    return contact.name or f"a contact without a name, {e164.display(phone.e164)}"


def _locked(contact: Contact) -> Contact:
    query = select(Contact).where(Contact.id == contact.id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _set_tags(contact: Contact, names: tuple[str, ...]) -> bool:
    """Tags that came since this person's were read stay: a tag is put on without a lock."""
    wanted = {tag.id for tag in (tag_named(contact.account_id, name) for name in names)}
    present = {tag.id for tag in contact.tags}
    gone = delete(ContactTag).where(ContactTag.contact_id == contact.id, ContactTag.tag_id.in_(present - wanted))
    db.session.execute(gone.execution_options(synchronize_session=False))
    for tag_id in sorted(wanted - present):
        _insert_tag(contact.id, tag_id)
    db.session.expire(contact, ["tags"])
    return wanted != present


def _tagged(contact: Contact, actor: User, words: str) -> None:
    db.session.expire(contact, ["tags"])
    journey.tell_of_person("contact_changed", contact, actor.id, detail=words)
    tell_panels([contact.id])


def _insert_tag(contact_id: int, tag_id: int) -> bool:
    return _insert_or_leave(ContactTag, {"contact_id": contact_id, "tag_id": tag_id}, ["contact_id", "tag_id"])


def _insert_or_leave(noun: type, values: dict, unique: list[str]) -> bool:
    """INSERT … ON CONFLICT DO NOTHING; whether there was none yet."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(noun).values(**values).on_conflict_do_nothing(index_elements=unique)
    return db.session.execute(statement.returning(*noun.__table__.primary_key.columns)).first() is not None


def _find_place(contact: Contact, actor: User, changed: set[str]) -> None:
    """Who set the zone stays with it, and texts that wait for their hour are judged by where the person is now."""
    if "time_zone" in changed:
        their_zone.sign(contact, actor)
    if changed & {"time_zone", "postal_code"}:
        their_zone.look_again(contact=contact)


def _in_words(contact: Contact, column: str) -> str:
    if column == "name" and contact.name:
        return f"the name to “{contact.name}”"
    if column == "owner_id" and contact.owner_id:
        return f"the owner to {db.session.get(User, contact.owner_id).name}"
    return CALLED[column]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
