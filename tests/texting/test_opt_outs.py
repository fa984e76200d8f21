"""Record opt-out: words that were spoken or written elsewhere have the effect of STOP, once, and nobody else's number
is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import transaction
from app.clock import now
from app.models import Block, Consent, ConsentEvent, ConsentPerson, Conversation, Event, Message, Note, Phone
from app.texting import compose, ledger, opt_outs
from app.texting.access import Problem
from app.texting.evidence import Incomplete
from app.web.journey_words import event_words
from tests.texting.acts import answer, asked, at_once, kept, newest, rows, text

SAID = "Please take me off your list."


@pytest.fixture
def fay(world) -> Phone:
    return asked(world).phone


def record(phone, actor, channel="phone call", words=SAID, said_at=None) -> bool:
    return transaction.perform(opt_outs.record_opt_out, phone, channel, words, said_at or now(), actor)


def test_what_was_said_on_the_phone_stops_every_text_like_stop_does(world, fay, west):
    text(world.fay, west)
    conversation = rows(Conversation, phone_id=fay.id)[0]
    waiting = answer(conversation, world.ben)
    assert record(fay, world.ben) is True
    assert {(each.account_id, each.scope, each.source, each.channel) for each in rows(Block, e164=world.fay)} == {
        (account, "all", "agent", "phone call") for account in (world.copper.id, west.account_id)
    }
    assert {phone.ok_to_sms for phone in rows(Phone, e164=world.fay)} == {"OFF"}
    assert {each.state for each in Consent.of(world.copper.id, world.fay)} == {"withdrawn"}
    assert rows(Message, id=waiting.id)[0].state == "canceled"
    with pytest.raises(compose.Refused, match="START"):
        answer(conversation, world.ana, "Are you sure?")
    assert SAID in rows(Note)[0].body and "Ben Okafor" in rows(Note)[0].body
    assert ledger.verify()[1] == []


def test_it_keeps_their_words_the_channel_who_recorded_it_and_when_it_was_said(world, fay):
    yesterday = now() - timedelta(days=1)
    record(fay, world.ben, "voicemail", said_at=yesterday)
    last = newest(ConsentEvent)
    assert (last.event, last.revocation_channel, last.actor_id) == ("withdraw", "voicemail", world.ben.id)
    assert abs(last.occurred_at - yesterday) < timedelta(seconds=1) and last.recorded_at > yesterday
    assert rows(ConsentPerson, event_id=last.id, field="revocation_raw_text")[0].value == SAID
    line = str(event_words(rows(Event, kind="opted_out")[-1]))
    assert line == f"Ben <b>recorded an opt-out</b> by voicemail: “{SAID}”"


def test_one_confirmation_goes_at_once_and_none_for_what_was_said_yesterday(world, fay):
    record(fay, world.ben)
    [sent] = [each for each in rows(Message) if each.purpose == "system"]
    assert "You are unsubscribed" in sent.body and sent.state == "queued"
    other = asked(world, "+14805550188").phone
    record(other, world.ben, said_at=now() - timedelta(days=1))
    assert len([each for each in rows(Message) if each.purpose == "system"]) == 1


def test_recorded_twice_it_is_one(world, fay):
    record(fay, world.ben)
    before = kept()
    assert record(fay, world.ana, "e-mail", "And I mean it") is False
    assert kept() == before


def test_two_who_record_it_at_once_send_one_confirmation(app, world, fay):
    assert world.ana.account.time_zone and world.ben.account.time_zone
    said = now()
    works = [lambda who=who: transaction.perform(opt_outs.record_opt_out, fay, "letter", SAID, said, who)
             for who in (world.ana, world.ben)]  # fmt: skip
    assert sorted(at_once(app, *works)) == [False, True]
    assert len([each for each in rows(Message) if each.purpose == "system"]) == 1


@pytest.mark.parametrize("channel, words, ahead, field", [
    ("smoke", SAID, 0, "channel"), ("letter", " \n", 0, "words"), ("letter", "x" * 2001, 0, "words"),
    ("letter", SAID, 60, "occurred_at"),
])  # fmt: skip
def test_what_is_not_whole_is_refused_and_changes_nothing(world, fay, channel, words, ahead, field):
    transaction.commit()
    before = kept()
    with pytest.raises(Incomplete) as said:
        record(fay, world.ben, channel, words, now() + timedelta(seconds=ahead))
    assert said.value.field == field and kept() == before


def test_who_may_not_see_the_person_records_nothing(world, fay):
    billing = world.phone("+14805550177", "Gus Ames")
    world.conversation(billing, world.number(world.billing, "+16025550155"))
    transaction.commit()
    before = kept()
    for phone, agent in ((fay, world.cara), (billing, world.ben)):
        with pytest.raises(Problem):
            record(phone, agent)
    assert kept() == before


def test_other_people_and_other_brands_may_be_texted_as_before(world, fay):
    def stands(phone):
        return phone.ok_to_sms, [row.state for row in Consent.of(phone.account_id, phone.e164)]

    theirs = asked(world, world.fay, world.harbor_number).phone
    before = stands(theirs), stands(world.dee)
    record(fay, world.ben)
    assert (stands(theirs), stands(world.dee)) == before and theirs.account_id == world.harbor.id
