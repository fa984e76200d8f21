"""STOP, START, HELP: what each does, to whom, who answers it, and whom it leaves alone."""

from __future__ import annotations

import pytest

from app import transaction
from app.models import Account, Block, ConsentEvent, Conversation, Event, Message, Note, Phone
from app.texting import ledger
from app.texting.compose import Refused
from tests.texting.acts import answer, asked, newest, rows, shown, text


def block_of(world, account, e164: str = "") -> Block | None:
    found = rows(Block, account_id=account.id, e164=e164 or world.fay, lifted_at=None)
    return found[0] if found else None


def texts_out() -> list[tuple[str, str]]:
    return [(message.purpose, message.state) for message in rows(Message, direction="out")]


def test_stop_blocks_switches_off_and_is_written_down(world):
    text(world.fay, world.local, "Hi")
    text(world.fay, world.local, " stop ", sid="SM" + "2" * 32)
    block = block_of(world, world.copper)
    assert (block.scope, block.source, block.raw_text, block.message_sid) == (
        "all", "keyword", " stop ", "SM" + "2" * 32,
    )  # fmt: skip
    [phone] = rows(Phone, e164=world.fay)
    assert (phone.ok_to_sms, phone.ok_to_sms_why, phone.conversational_at) == ("OFF", "texted STOP", None)
    assert (newest(Conversation).reason, newest(Conversation).needs_attention) == ("stop", False)
    assert newest(Message).keyword == "STOP"
    assert [event.kind for event in rows(Event)] == ["lead_created", "opted_out"]
    [note] = rows(Note)
    assert note.body.startswith("Texted STOP. Nobody can text (480) 555-0199")


def test_stop_withdraws_consent_at_every_level_in_one_chain(world):
    text(world.fay, world.local, "Hi")
    text(world.fay, world.local, "STOP", sid="SM" + "3" * 32)
    withdrawn = rows(ConsentEvent, event="withdraw")
    assert [event.level for event in withdrawn] == ["conversational", "informational", "promotional"]
    assert {(e.matcher_rule, e.keyword_text, e.revocation_channel, e.actor_type) for e in withdrawn} == {
        ("M3", "STOP", "text", "person")
    }
    assert {event.inbound_message_sid for event in withdrawn} == {"SM" + "3" * 32}
    assert ledger.verify() == (4, [])


def test_stop_as_the_first_text_makes_a_lead_without_consent(world):
    text(world.fay, world.local, "STOP")
    assert [event.event for event in rows(ConsentEvent)] == ["withdraw"] * 3
    assert block_of(world, world.copper) is not None
    assert [event.kind for event in rows(Event)] == ["lead_created", "opted_out"]


@pytest.mark.case(3)
def test_stop_holds_in_the_whole_brand_and_nowhere_else(world, west):
    for number in (world.local, west, world.harbor_number):
        text(world.fay, number, "Hi")
    text(world.fay, world.local, "STOP")
    branch = world.session.get(Account, west.account_id)
    assert block_of(world, branch) is not None
    assert block_of(world, world.harbor) is None
    oks = {phone.account_id: phone.ok_to_sms for phone in rows(Phone, e164=world.fay)}
    assert oks == {world.copper.id: "OFF", branch.id: "OFF", world.harbor.id: "UNSET"}
    assert rows(Event, account_id=world.harbor.id, kind="opted_out") == []
    assert rows(ConsentEvent, account_id=world.harbor.id, event="withdraw") == []


def test_a_stop_in_one_business_of_the_brand_refuses_a_number_new_to_the_other(world, west):
    text(world.fay, west, "STOP")
    text(world.fay, world.local, "Are you still there?")
    with pytest.raises(Refused, match="Nobody can text this number until they text START"):
        answer(newest(Conversation), world.ben)
    assert texts_out() == []


def test_stop_cancels_what_waits_for_that_number_in_every_department(world):
    billing = world.number(world.billing, "+14805550111")
    to_cancel = [answer(asked(world, world.fay, number), world.ana) for number in (world.local, billing)]
    dees = answer(asked(world, world.dee.e164), world.ben)
    transaction.commit()
    text(world.fay, world.local, "STOP")
    states = {message.id: (message.state, message.code) for message in rows(Message, direction="out")}
    assert [states[message.id] for message in to_cancel] == [("canceled", "OPTED_OUT")] * 2
    assert states[dees.id][0] == "queued"
    assert rows(Event, kind="opted_out")[0].count == 2
    assert "2 waiting canceled" in rows(Note)[0].body


def test_a_canceled_text_says_why(world):
    message = answer(asked(world), world.ben)
    text(world.fay, world.local, "STOP")
    decision = rows(Message, id=message.id)[0].decision
    assert "This person texted STOP on" in decision
    assert "Can go now" not in decision


def test_stop_leaves_what_is_on_its_way_alone(world):
    message = answer(asked(world), world.ben)
    message.state = "sending"
    transaction.commit()
    text(world.fay, world.local, "STOP")
    assert rows(Message, id=message.id)[0].state == "sending"


@pytest.mark.parametrize("word", ["STOP", "stopall", "Unsubscribe", "CANCEL", "end", "quit", "revoke", "optout"])
def test_the_carrier_confirms_a_stop_to_a_local_number_so_we_dont(world, word):
    text(world.fay, world.local, word)
    assert block_of(world, world.copper).is_carriers_too
    assert texts_out() == []


def test_we_confirm_a_stop_that_the_carrier_reads_as_ordinary_talk(world):
    text(world.fay, world.local, "“Stop!” 🛑")
    assert not block_of(world, world.copper).is_carriers_too
    assert texts_out() == [("system", "queued")]


def test_we_confirm_a_stop_to_a_short_code_once(world):
    text(world.fay, world.short_code, "STOP")
    text(world.fay, world.short_code, "STOP")
    assert texts_out() == [("system", "queued")]
    [confirmation] = rows(Message, direction="out")
    assert confirmation.body.startswith("Copper & Co. Plumbing: You are unsubscribed")
    assert (confirmation.number_id, confirmation.author_id) == (world.short_code.id, None)
    assert not block_of(world, world.copper).is_carriers_too


def test_we_confirm_what_the_toll_free_network_does_not_know(world):
    text(world.fay, world.toll_free, "CANCEL")
    assert texts_out() == [("system", "queued")]
    assert "START or UNSTOP" in rows(Message, direction="out")[0].body
    assert "YES" not in rows(Message, direction="out")[0].body


def test_the_toll_free_network_confirms_stop_itself(world):
    text(world.fay, world.toll_free, "Stop")
    assert texts_out() == []
    assert block_of(world, world.copper).is_carriers_too


@pytest.mark.parametrize("body", ["Don't stop by, the end is near", "stop the leak"])
def test_a_keyword_inside_a_sentence_is_ordinary_talk(world, body):
    text(world.fay, world.local, body)
    assert block_of(world, world.copper) is None
    assert newest(Message).keyword is None


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
def test_a_way_back_lifts_every_block_and_says_so(world, word):
    text(world.fay, world.local, "STOP")
    text(world.fay, world.local, word)
    assert block_of(world, world.copper) is None
    [phone] = rows(Phone, e164=world.fay)
    assert (phone.ok_to_sms, phone.ok_to_sms_why) == ("ON", f"texted {word.upper()}")
    assert [e.level for e in rows(ConsentEvent, event="grant")] == ["conversational", "informational"]
    assert rows(Event, kind="opted_in")[0].detail == word.upper()
    assert newest(Conversation).reason == ""
    assert texts_out() == []
    assert ledger.verify()[1] == []
    assert answer(newest(Conversation), world.ben).state == "queued"


def test_start_does_not_bring_back_what_stop_canceled(world):
    message = answer(asked(world), world.ben)
    text(world.fay, world.local, "STOP")
    text(world.fay, world.local, "START")
    assert rows(Message, id=message.id)[0].state == "canceled"


def test_yes_is_ordinary_talk_to_somebody_who_never_stopped(world):
    text(world.fay, world.local, "Yes")
    assert newest(Message).keyword is None
    assert rows(Phone, e164=world.fay)[0].ok_to_sms == "UNSET"
    assert [event.level for event in rows(ConsentEvent)] == ["conversational"]


def test_yes_that_twilio_takes_for_a_way_back_is_ordinary_talk_too(world):
    text(world.fay, world.local, "Yes", opt_out_type="START")
    assert rows(Phone, e164=world.fay)[0].ok_to_sms == "UNSET"
    assert [event.level for event in rows(ConsentEvent)] == ["conversational"]
    text(world.fay, world.local, "STOP", opt_out_type="STOP")
    text(world.fay, world.local, "Yes", opt_out_type="START")
    assert rows(Phone, e164=world.fay)[0].ok_to_sms == "ON"


def test_yes_lifts_nothing_on_a_toll_free_number_while_the_carrier_blocks(world):
    text(world.fay, world.toll_free, "STOP")
    text(world.fay, world.toll_free, "YES")
    assert block_of(world, world.copper) is not None
    assert rows(Phone, e164=world.fay)[0].ok_to_sms == "OFF"
    assert rows(Event, kind="asked_help")[0].detail == "must_start"
    assert texts_out() == []


def test_start_from_a_blocked_person_lifts_a_block_that_the_carrier_reported(world):
    world.keep(Block(account_id=world.copper.id, e164=world.fay, source="provider", is_carriers_too=True))
    text(world.fay, world.toll_free, "START")
    assert block_of(world, world.copper) is None


def test_we_confirm_start_on_a_short_code(world):
    text(world.fay, world.short_code, "START")
    assert texts_out() == [("system", "queued")]
    assert "Reply HELP for help, STOP to opt out" in rows(Message, direction="out")[0].body


def test_help_is_answered_by_the_carrier_or_by_us_and_changes_no_consent(world):
    text(world.fay, world.local, "HELP")
    assert texts_out() == []
    text(world.fay, world.short_code, "INFO")
    assert texts_out() == [("system", "queued")]
    assert [event.kind for event in rows(Event)] == ["lead_created", "asked_help", "asked_help"]
    assert rows(Phone, e164=world.fay)[0].ok_to_sms == "UNSET"
    assert block_of(world, world.copper) is None


def test_twilios_own_finding_counts_where_ours_finds_nothing(world):
    text(world.fay, world.short_code, "ARRETER TOUT", opt_out_type="STOP")
    assert block_of(world, world.copper).is_carriers_too
    assert texts_out() == []


def test_a_stop_is_pushed_with_what_stands_beside_the_thread(world, pushed):
    conversation = asked(world)
    pushed.sent.clear()
    text(world.fay, world.local, "STOP")
    page = shown(pushed, f"conversation:{conversation.id}")
    assert page.find(id=f"conversation_{conversation.id}_standing")["data-may-write"] == "no"
    assert f"inbox:{world.copper.id}:{world.billing.id}" not in pushed.rooms()


def test_whose_conversation_it_is_hears_of_the_stop_once(world, pushed):
    text(world.fay, world.local, "Hi")
    newest(Conversation).assignee_id = world.ben.id
    transaction.commit()
    for word in ("STOP", "stop"):
        text(world.fay, world.local, word)
    told = [payload["news"] for payload in pushed.to(f"user:{world.ben.id}") if "news" in payload]
    assert [(each["words"], each["conversation"]) for each in told] == [
        ("Somebody you talk with opted out.", newest(Conversation).id)
    ]  # fmt: skip
    assert not [payload for payload in pushed.to(f"user:{world.ana.id}") if "news" in payload]
