"""One text in: who it makes, what it changes, and whom it leaves alone."""

from __future__ import annotations

import pytest

from app.models import Block, ConsentEvent, Contact, Conversation, Event, Media, Message, Note, Phone, Quarantine
from app.texting import ledger
from tests.texting.acts import answer, asked, inbound, kept, new_sid, newest, rows, text


def test_a_text_from_an_unknown_number_makes_one_lead(world):
    assert text(world.fay, world.local, "Hi, my sink leaks") == "stored"
    [phone] = rows(Phone, e164=world.fay)
    [conversation] = rows(Conversation)
    [message] = rows(Message)
    assert phone.contact.source == "text"
    assert (phone.ok_to_sms, phone.account_id) == ("UNSET", world.copper.id)
    assert (conversation.phone_id, conversation.department_id) == (phone.id, world.service.id)
    assert (message.conversation_id, message.direction, message.state) == (conversation.id, "in", "received")
    assert message.body == "Hi, my sink leaks"
    assert [event.kind for event in rows(Event)] == ["lead_created"]
    assert rows(Phone, e164=world.fay, account_id=world.harbor.id) == []


def test_a_first_text_is_conversational_consent_and_the_start_of_a_chain(world):
    text(world.fay, world.local, sid="SM" + "1" * 32)
    [event] = rows(ConsentEvent)
    assert (event.event, event.level, event.legal_basis) == ("grant", "conversational", "conversational")
    assert (event.phone_e164, event.inbound_message_sid) == (world.fay, "SM" + "1" * 32)
    assert event.prev_hash == ledger.first_link(world.copper.id, world.fay)
    assert ledger.verify() == (1, [])


def test_a_second_text_gives_no_second_consent_and_no_second_lead(world):
    text(world.fay, world.local)
    text(world.fay, world.local)
    assert (len(rows(ConsentEvent)), len(rows(Contact, source="text")), len(rows(Event))) == (1, 1, 1)


def test_the_inbox_row_speaks_of_the_newest_text(world):
    text(world.fay, world.local, "Hello")
    text(world.fay, world.local, "Are  you\nopen?")
    [conversation] = rows(Conversation)
    assert (conversation.preview, conversation.unread, conversation.reason) == ("Are you open?", 2, "new")
    assert not conversation.preview_is_ours
    assert conversation.last_message_at == newest(Message).sort_at
    assert conversation.change_no == newest(Message).change_no == 2
    assert conversation.inbox_change_no == 2


def test_both_the_thread_and_its_departments_inbox_are_told_and_nobody_else(world, pushed):
    text(world.fay, world.local)
    conversation = newest(Conversation)
    assert pushed.rooms() == {
        f"conversation:{conversation.id}", f"inbox:{world.copper.id}:{world.service.id}",
    }  # fmt: skip


@pytest.mark.lesson(59)
def test_two_texts_with_the_same_words_are_two_messages(world):
    text(world.fay, world.local, "ok")
    text(world.fay, world.local, "ok")
    assert [message.body for message in rows(Message)] == ["ok", "ok"]


def test_the_same_sid_again_changes_nothing(world, pushed):
    first = inbound(world.fay, world.local.e164, "ok")
    assert text(world.fay, world.local, "ok", sid=first.sid) == "stored"
    before = kept()
    pushed.sent.clear()
    assert text(world.fay, world.local, "ok", sid=first.sid) == "duplicate"
    assert kept() == before
    assert pushed.sent == []


def test_a_text_to_a_number_nobody_owns_goes_to_quarantine_once(world):
    sid = new_sid()
    assert [text(world.fay, "+19995550100", "Hello?", sid=sid) for _ in range(3)] == ["quarantined"] * 3
    [quarantined] = rows(Quarantine)
    assert (quarantined.from_address, quarantined.body) == (world.fay, "Hello?")
    assert (rows(Message), rows(Phone, e164=world.fay), rows(Event)) == ([], [], [])


@pytest.mark.lesson(15)
@pytest.mark.parametrize("sender", ["68849", "SUPPORT", "", "whatsapp:+14805550177", "???"])
def test_an_odd_sender_is_stored_and_shown_but_is_no_lead(world, sender):
    assert text(sender, world.local, "Your code is 1234") == "stored"
    [conversation] = rows(Conversation)
    assert (conversation.phone.e164, conversation.unread, conversation.contact) == (sender, 1, None)
    assert rows(Message)[0].body == "Your code is 1234"
    assert (rows(ConsentEvent), rows(Event), rows(Contact, source="text")) == ([], [], [])


def test_a_foreign_number_is_a_lead_that_cant_be_texted_back(world):
    text("+442071838750", world.local, "Hello from London")
    [conversation] = rows(Conversation)
    assert conversation.contact is not None
    with pytest.raises(Exception, match="US and Canadian numbers only"):
        answer(conversation, world.ben)
    assert [message.direction for message in rows(Message)] == ["in"]


def test_a_stop_from_a_short_code_is_only_a_text(world):
    text("68849", world.local, "STOP")
    assert (rows(ConsentEvent), rows(Note), len(rows(Block))) == ([], [], 1)  # Eli's, from before


def test_pictures_stand_in_their_order(world):
    media = [(f"https://api.twilio.com/m/{n}", "image/png") for n in range(10)]
    text(world.fay, world.local, "", media=media)
    assert [(m.position, m.carrier_url) for m in rows(Media)] == [(n, url) for n, (url, _) in enumerate(media)]
    assert rows(Message)[0].media_count == 10


def test_a_content_type_longer_than_its_column_loses_no_text(world):
    text(world.fay, world.local, "photo", media=[("https://api.twilio.com/m/1", "x" * 500)])
    assert [message.body for message in rows(Message)] == ["photo"]
    assert len(rows(Media)[0].content_type) <= 120


def test_a_closed_conversation_opens_again(world):
    conversation = asked(world)
    conversation.state = "closed"
    world.session.commit()
    text(world.fay, world.local, "One more thing")
    assert [(c.id, c.state) for c in rows(Conversation)] == [(conversation.id, "open")]


def test_a_text_goes_to_the_open_conversation_last_used_with_that_number(world):
    moved = asked(world)
    moved.department_id = world.billing.id  # as a transfer leaves it: the number stays the Service desk's
    world.session.commit()
    text(world.fay, world.local, "About my bill")
    assert [c.id for c in rows(Conversation)] == [moved.id]
    assert newest(Message).conversation_id == moved.id


def test_a_text_goes_to_the_numbers_department_when_the_other_conversation_is_closed(world):
    moved = asked(world)
    moved.department_id, moved.state = world.billing.id, "closed"
    world.session.commit()
    text(world.fay, world.local, "Hello again")
    assert newest(Message).conversation_id != moved.id
    assert newest(Conversation).department_id == world.service.id
    assert rows(Conversation, id=moved.id)[0].state == "closed"


def test_two_numbers_of_one_department_share_a_conversation(world):
    text(world.fay, world.local)
    text(world.fay, world.toll_free)
    [conversation] = rows(Conversation)
    assert conversation.number_id == world.toll_free.id


def test_the_same_person_at_two_businesses_is_two_contacts(world):
    text(world.fay, world.local)
    text(world.fay, world.harbor_number)
    assert sorted(p.account_id for p in rows(Phone, e164=world.fay)) == [world.copper.id, world.harbor.id]
    assert len({p.contact_id for p in rows(Phone, e164=world.fay)}) == 2


def test_an_ordinary_text_of_a_blocked_person_is_shown_and_lifts_nothing(world):
    assert text(world.eli.e164, world.local, "Thanks, bye") == "stored"
    [block] = rows(Block)
    assert block.lifted_at is None
    assert rows(Phone, id=world.eli.id)[0].ok_to_sms == "OFF"
    assert (rows(ConsentEvent), rows(Event)) == ([], [])
    assert newest(Message).body == "Thanks, bye"


def test_a_known_contact_who_texts_is_no_new_lead(world):
    text(world.dee.e164, world.local)
    assert rows(Event) == []
    assert rows(Conversation)[0].reason == ""
    assert rows(Phone, id=world.dee.id)[0].ok_to_sms == "ON"
