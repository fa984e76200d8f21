"""The contact list's filter equals its rule written plainly, and its pages hold everybody once, in order."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from app.extensions import db as database
from app.models import Contact, ContactTag, Conversation, Tag
from app.models.contact_filter import BadFilter, Filter, Sight
from app.models.contact_list import count, ids_after, page

BEGIN = datetime(2026, 11, 1, 12, tzinfo=UTC)
SEED = 7


@pytest.fixture
def crowd(world):
    """Sixty people of every sort, at two desks; (world, the number of Billing)."""
    chance = random.Random(SEED)
    billing = world.number(world.billing, "+16025550155")
    tags = [world.keep(Tag(account_id=world.copper.id, name=name)) for name in ("vip", "HOA")]
    for number in range(60):
        phone = world.phone(f"+1602555{number:04}", chance.choice(["", "Anna", "ben", "Cleo", "annabel"]),
                            chance.choice(["ON", "OFF", "UNSET"]))  # fmt: skip
        person = phone.contact
        person.owner_id = chance.choice([None, world.ana.id, world.ben.id])
        person.custom = chance.choice([{}, {"size": "1"}, {"size": "2"}])
        person.created_at = BEGIN + timedelta(hours=chance.randrange(240))
        for tag in tags:
            if chance.random() < 0.4:
                world.keep(ContactTag(contact_id=person.id, tag_id=tag.id))
        for sender in (world.local, billing):
            if chance.random() < 0.5:
                talk = world.conversation(phone, sender)
                talk.last_message_at = BEGIN + timedelta(minutes=chance.randrange(30))
                talk.unread, talk.state = chance.choice([(0, "open"), (2, "open"), (0, "closed")])
    world.session.flush()
    world.session.expire_all()
    return world


def matches(world, viewer, person: Contact, asked: Filter) -> bool:
    """The rule, in plain words."""
    desks = set(viewer.department_ids())
    numbers = [phone.id for phone in person.phones]
    talks = database.session.query(Conversation).filter(Conversation.phone_id.in_(numbers)).all()
    ours = [talk for talk in talks if talk.department_id in desks]
    hour_of_desk = timedelta(hours=7)  # Phoenix has one clock all year: UTC-7
    day = (person.created_at - hour_of_desk).date()
    states = {phone.ok_to_sms for phone in person.phones}
    ok = "ON" if "ON" in states else "OFF" if "OFF" in states else "UNSET"
    return all([
        bool(ours) or not talks,
        asked.q.lower() in person.name.lower() or (asked.q.isdigit() and any(asked.q in p.e164 for p in person.phones)),
        asked.tag is None or asked.tag in {tag.id for tag in person.tags},
        asked.owner is None or (person.owner_id or 0) == asked.owner,
        asked.ok in ("", ok),
        not asked.unread or any(talk.unread for talk in ours),
        asked.since is None or day >= asked.since,
        asked.until is None or day <= asked.until,
        asked.department is None or asked.department in {talk.department_id for talk in ours},
        not asked.field or person.custom.get(asked.field) == asked.value,
    ])  # fmt: skip


@pytest.mark.parametrize("viewer", ["ana", "ben"])
def test_a_filter_finds_exactly_whom_its_rule_means(crowd, viewer):
    who, chance = getattr(crowd, viewer), random.Random(SEED)
    everybody = database.session.query(Contact).filter_by(account_id=crowd.copper.id).all()
    tags = [tag.id for tag in Tag.of_account(crowd.copper.id)]
    possible = {
        "q": ["ann", "BEN", "5550", "00", "'%_"], "tag": tags, "owner": [0, crowd.ben.id], "ok": ["ON", "OFF", "UNSET"],
        "unread": [True], "since": [date(2026, 11, 4)], "until": [date(2026, 11, 8)],
        "department": [crowd.service.id, crowd.billing.id], "field": ["size"],
    }
    found = 0
    for names in [(name,) for name in possible] + [tuple(chance.sample(sorted(possible), 2)) for _ in range(40)] + [()]:
        given = {name: chance.choice(possible[name]) for name in names}
        asked = Filter(**given, **({"value": chance.choice("12")} if "field" in given else {}))
        wanted = {one.id for one in everybody if matches(crowd, who, one, asked)}
        assert set(ids_after(Sight.of(who), asked, 0, 1000)) == wanted, asked
        assert count(Sight.of(who), asked) == len(wanted)
        found += len(wanted)
    assert found > 100, "almost nothing was ever found: the filters say nothing"


@pytest.mark.parametrize("sort", ["newest", "name", "last"])
@pytest.mark.parametrize("viewer", ["ana", "ben"])
def test_pages_hold_everybody_once_and_in_order(crowd, viewer, sort):
    sight = Sight.of(getattr(crowd, viewer))
    shown, after = [], ""
    for _ in range(30):
        people, after = page(sight, Filter(), sort, after, 7)
        shown += people
        if not after:
            break
    assert sorted(person.id for person in shown) == ids_after(sight, Filter(), 0, 1000)
    if sort == "newest":
        assert [p.created_at for p in shown] == sorted((p.created_at for p in shown), reverse=True)
    if sort == "name":
        named = [person.name.lower() for person in shown if person.name]
        assert [person.name.lower() for person in shown] == sorted(named) + [""] * (len(shown) - len(named))
    if sort == "last":
        assert _last_of(sight, shown) == sorted(_last_of(sight, shown), reverse=True)


def test_an_unreadable_filter_is_never_taken_for_everybody():
    for query in ({"tag": "x"}, {"since": "soon"}, {"ok": "maybe"}, {"owner": "9" * 30}, {"until": "9999-12-31"}):
        with pytest.raises(BadFilter, match=r"\w+ .*\."):
            Filter.read(query)


def test_a_filter_is_kept_as_it_was_read():
    query = {"q": "ann", "tag": "3", "owner": "0", "ok": "ON", "unread": "1", "since": "2026-11-04", "field": "size",
             "value": "2"}  # fmt: skip
    assert Filter.read(query).query() == query


def _last_of(sight: Sight, people: list[Contact]) -> list[datetime]:
    never = datetime(1970, 1, 1, tzinfo=UTC)
    talks = [
        [talk.last_message_at for phone in person.phones
         for talk in database.session.query(Conversation).filter_by(phone_id=phone.id)
         if talk.department_id in sight.department_ids]
        for person in people
    ]  # fmt: skip
    return [max(times, default=never) for times in talks]
