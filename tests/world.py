"""Named people and rows, the same in every test: the fixture `world`.

Copper & Co. Plumbing: Ana is its admin, Ben an agent at the Service desk; he is not at the desk Billing.
Harbor Dental is another business: Cara is its admin and must never see anything of Copper's.
Dee agreed to be texted about her visit, Eli opted out, Fay is a number nobody knows.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import cache

import pytest
from argon2 import PasswordHasher

from app import transaction
from app.extensions import Base
from app.extensions import db as database
from app.models import (
    Account,
    Block,
    Consent,
    Contact,
    Conversation,
    Department,
    Membership,
    Message,
    Number,
    Phone,
    User,
)
from tests.fixtures.snapshots import Snapshots

BOOKED = {"state": "granted", "since": datetime(2026, 11, 20, 15, 20, tzinfo=UTC), "how": "booking form", "seq": 0}
PASSWORD = "correct horse battery staple"
FAY = "+14805550199"


class World:
    """Rows by name, read when first asked for; all are in the database when a test begins."""

    fay = FAY
    password = PASSWORD

    def __init__(self, session, written: dict[str, tuple[type, int]] | None = None) -> None:
        self.session, self.written = session, written or {}

    def __getattr__(self, name: str):
        if name not in self.__dict__.get("written", {}):
            raise AttributeError(f"nobody in this world is called {name}")
        row = self.session.get(*self.written[name])
        setattr(self, name, row)
        return row

    def write(self) -> None:
        """Write all of it, uncommitted."""
        self.copper = self.keep(Account(name="Copper & Co. Plumbing", time_zone="America/Phoenix"))
        self.harbor = self.keep(Account(name="Harbor Dental", time_zone="America/Phoenix"))
        for account in (self.copper, self.harbor):
            account.brand_id = account.id
        self.desks()
        self.people()
        self.numbers()
        self.contacts()

    def desks(self) -> None:
        self.service = self.keep(Department(account_id=self.copper.id, name="Service desk"))
        self.billing = self.keep(Department(account_id=self.copper.id, name="Billing"))
        self.front = self.keep(Department(account_id=self.harbor.id, name="Front desk"))

    def people(self) -> None:
        self.ana = self.user(self.copper, "Ana Ruiz", "admin", self.service, self.billing)
        self.ben = self.user(self.copper, "Ben Okafor", "agent", self.service)
        self.cara = self.user(self.harbor, "Cara Lindqvist", "admin", self.front)

    def numbers(self) -> None:
        self.local = self.number(self.service, "+14805550110", "local", "verified")
        self.toll_free = self.number(self.service, "+18885550150", "toll_free", "verified")
        self.short_code = self.number(self.service, "72345", "short_code", "verified")
        self.harbor_number = self.number(self.front, "+16025550120", "local", "verified")

    def contacts(self) -> None:
        self.dee = self.phone("+14805550131", "Dee Alvarez", ok_to_sms="ON")
        self.eli = self.phone("+14805550132", "Eli Novak", ok_to_sms="OFF")
        stop = Block(
            account_id=self.copper.id, e164=self.eli.e164, source="keyword", raw_text="STOP", rule="STOP"
        )
        self.keep(stop)

    def user(self, account: Account, name: str, role: str, *desks: Department) -> User:
        """A person who may sign in with `password` and first name @example.com."""
        email = f"{name.split()[0].lower()}@example.com"
        made = self.keep(
            User(
                account_id=account.id,
                name=name,
                email=email,
                role=role,
                password_hash=quick_hash(),
                session_key=uuid.uuid4().hex,
            )
        )
        for desk in desks:
            self.keep(Membership(user_id=made.id, department_id=desk.id))
        return made

    def number(
        self, desk: Department, e164: str, kind: str = "local", verification: str = "verified"
    ) -> Number:
        """A sender number of a desk."""
        return self.keep(
            Number(
                account_id=desk.account_id,
                department_id=desk.id,
                e164=e164,
                kind=kind,
                verification=verification,
            )
        )

    def phone(
        self, e164: str, name: str = "", ok_to_sms: str = "UNSET", account: Account | None = None
    ) -> Phone:
        """A contact with one phone. Where it is ON they agreed, and no event says so: chains begin in the tests."""
        owner = (account or self.copper).id
        if ok_to_sms == "ON":
            self.keep(Consent(account_id=owner, phone_e164=e164, level="informational", topic="", **BOOKED))
        contact = self.keep(Contact(account_id=owner, name=name))
        return self.keep(Phone(account_id=owner, contact_id=contact.id, e164=e164, ok_to_sms=ok_to_sms))

    def desk(self, account: Account, name: str) -> Department:
        """A desk of an account, with nobody at it."""
        return self.keep(Department(account_id=account.id, name=name))

    def agrees(self, phone: Phone, level: str, topic: str = "") -> None:
        """Somebody agreed at this level, and no event says so."""
        self.keep(Consent(account_id=phone.account_id, phone_e164=phone.e164, level=level, topic=topic, **BOOKED))

    def conversation(self, phone: Phone, number: Number | None = None) -> Conversation:
        """An open conversation of a phone with a number's desk, nothing said yet."""
        number = number or self.local
        return self.keep(
            Conversation(
                account_id=number.account_id,
                department_id=number.department_id,
                phone_id=phone.id,
                number_id=number.id,
            )
        )

    def message(self, conversation: Conversation, body: str, state: str = "received", **more) -> Message:
        """A text as a row, without anything that would follow from it. State "received" makes it inbound; an
        inbound one also sets when the phone last texted."""
        is_inbound = state == "received"
        conversation.change_no += 1
        made = self.keep(
            Message(
                account_id=conversation.account_id,
                conversation_id=conversation.id,
                department_id=conversation.department_id,
                phone_id=conversation.phone_id,
                number_id=conversation.number_id,
                client_id=str(uuid.uuid4()),
                direction="in" if is_inbound else "out",
                purpose=None if is_inbound else "reply",
                body=body,
                state=state,
                segments=1,
                change_no=conversation.change_no,
                **more,
            )
        )
        if is_inbound:
            self.session.get(Phone, conversation.phone_id).last_inbound_at = made.sort_at
        conversation.last_message_at, conversation.preview = made.sort_at, body[:120]
        self.session.flush()
        return made

    def keep(self, row):
        """Add a row and give it its id."""
        if isinstance(row, Account):
            row.quiet_from, row.quiet_to = 0, 24 * 60  # what tests say must not depend on when they run
        self.session.add(row)
        self.session.flush()
        return row


@pytest.fixture(scope="session")
def written_world(app, snapshots: Snapshots) -> dict[str, tuple[type, int]]:
    """The people above, written once and kept as the snapshot "world": each name's model and id."""
    with app.app_context():
        made = World(database.session)
        made.write()
        transaction.commit()
        rows = {name: (type(row), row.id) for name, row in vars(made).items() if isinstance(row, Base)}
        database.session.remove()
        snapshots.take("world")
        snapshots.put("empty")
    return rows


@pytest.fixture
def world(db, snapshots: Snapshots, written_world: dict[str, tuple[type, int]]) -> World:
    """The people above, committed."""
    snapshots.put("world")
    return World(db.session, written_world)


@cache
def quick_hash() -> str:
    """The hash of PASSWORD, as cheap as argon2 can be: its cost is no test's subject here."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
