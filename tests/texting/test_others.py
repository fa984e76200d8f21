"""A text to others as well as the person of its conversation, or to them alone: who gets it and who does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from app import transaction
from app.models import Block, Contact, Conversation, Draft, Event, Message, Note, Phone, Send
from app.texting import others, transfer, undo_send, written
from app.texting.other_numbers import Unfit
from app.texting.written import Conflict, Refused, Written
from tests.texting.acts import asked, at_once, claimed, rows, text

BOB, ANN = "+14805550141", "+14805550142"


@pytest.fixture
def talk(world):
    """Fay has just texted; Bob agreed to be texted, Ann too."""
    world.phone(BOB, "Bob Hill", ok_to_sms="ON")
    world.phone(ANN, "", ok_to_sms="ON")
    transaction.commit()
    return asked(world)


def pressed(talk, author, body="We come at 9.", **more) -> Written:
    return Written(talk.id, talk.phone_id, author.id, body, more.pop("form", str(uuid4())), **more)


def sent(written: Written, *addresses: str, leaves_out: bool = False):
    return transaction.perform(others.send, written, list(addresses), leaves_out)


def out() -> list[tuple[str, str]]:
    return [(message.phone.e164, message.state) for message in rows(Message, direction="out")]


def left() -> list[str]:
    """Whom the carrier would be asked to text, after every claim."""
    found = []
    while batch := claimed():
        found += [each.to for each in batch]
    return found


def test_one_act_is_one_send_with_a_text_for_each(world, talk):
    sent(pressed(talk, world.ben), BOB, ANN)
    assert out() == [(world.fay, "queued"), (BOB, "queued"), (ANN, "queued")]
    [act] = rows(Send)
    assert {message.send_id for message in rows(Message, direction="out")} == {act.id}
    assert (act.conversation_id, act.excludes_client) == (talk.id, False)
    assert sorted(left()) == sorted([world.fay, BOB, ANN])


def test_others_are_no_leads_and_their_conversations_stay_closed(world, talk):
    before = len(rows(Contact))
    sent(pressed(talk, world.ben), BOB, ANN)
    assert len(rows(Contact)) == before
    assert [event.kind for event in rows(Event)].count("lead_created") == 1  # Fay's own
    aside = [each for each in rows(Conversation) if each.id != talk.id]
    assert [(each.state, each.assignee_id, each.unread) for each in aside] == [("closed", None, 0)] * 2
    text(BOB, world.local, "Who is this?")
    [bobs] = [each for each in rows(Conversation) if each.phone.e164 == BOB]
    assert (bobs.state, bobs.unread) == ("open", 1)
    assert [message.conversation_id for message in rows(Message, direction="in")][-1] == bobs.id


def test_the_client_is_never_texted_when_left_out(world, talk):
    done = sent(pressed(talk, world.ben), BOB, ANN, leaves_out=True)
    assert out() == [(BOB, "queued"), (ANN, "queued")]
    assert sorted(left()) == [BOB, ANN]
    assert (done.message, done.event.kind) == (None, "sent_to_others")
    assert done.event.conversation_id == talk.id
    assert rows(Send)[0].excludes_client is True


def test_a_history_note_on_the_client_says_who_got_it(world, talk):
    sent(pressed(talk, world.ben), BOB, ANN)
    sent(pressed(talk, world.ben, "Only you two."), BOB, leaves_out=True)
    notes = [(note.contact_id, note.author_id, note.body) for note in rows(Note)]
    assert notes == [
        (talk.phone.contact_id, world.ben.id,
         "Texted Bob Hill and (480) 555-0142 as well as (480) 555-0199: “We come at 9.”"),
        (talk.phone.contact_id, world.ben.id, "Texted Bob Hill without (480) 555-0199: “Only you two.”"),
    ]


def test_each_text_says_with_whom_it_went(world, talk):
    sent(pressed(talk, world.ben), BOB)
    own, bobs = rows(Message, direction="out")
    assert own.also == [{"e164": BOB, "name": "Bob Hill"}]
    assert bobs.also == [{"e164": world.fay, "name": "", "conversation": talk.id, "left_out": False}]


def test_one_refused_number_keeps_the_whole_act_back(world, talk):
    stood = (talk.state, talk.assignee_id, talk.change_no)
    world.phone("+14805550143", "Cy Dole")
    world.phone("+14805550144", "Di Marsh", ok_to_sms="ON")
    world.keep(Block(account_id=world.copper.id, e164="+14805550144", source="keyword", raw_text="STOP", rule="STOP"))
    transaction.commit()
    for bad, why in (("+14805550143", "Cy Dole has not agreed to be texted. Record how they agreed in a new message"),
                     ("+14805550144", "Di Marsh can’t get this text. Di")):
        with pytest.raises(Unfit, match=why):
            sent(pressed(talk, world.ben), BOB, bad)
    assert (out(), rows(Send), rows(Note), left()) == ([], [], [], [])
    [row] = rows(Conversation)
    assert (row.state, row.assignee_id, row.change_no) == stood


def test_where_the_client_is_refused_nobody_is_texted(world, talk):
    stopped = world.conversation(world.eli)
    transaction.commit()
    with pytest.raises(Refused):
        sent(pressed(stopped, world.ben), BOB)
    assert (out(), rows(Send)) == ([], [])
    sent(pressed(stopped, world.ben), BOB, leaves_out=True)
    assert out() == [(BOB, "queued")]


@pytest.mark.parametrize(
    ("addresses", "leaves_out", "sentence"),
    [
        ([BOB, BOB], False, "(480) 555-0141 stands here twice. Take one out."),
        (["+14805550199"], False, "is this conversation’s own number, and gets the text anyway"),
        (["+14805550199"], True, "is whom you leave out"),
        (["+14805550110"], False, "is a number of your own business"),
        (["+14805550777"], False, "Nobody here knows (480) 555-0777 yet. Record how they agreed in a new message"),
        ([f"+1480555{n:04}" for n in range(11)], False, "A text goes to 10 others at most"),
        ([], True, "You left out this person and named nobody else"),
    ],
)
def test_a_number_that_cannot_be_had_says_why_and_nothing_is_sent(world, talk, addresses, leaves_out, sentence):
    with pytest.raises(Unfit) as problem:
        sent(pressed(talk, world.ben), *addresses, leaves_out=leaves_out)
    assert sentence in str(problem.value)
    assert out() == []


def test_a_landline_is_refused_by_the_gate(world, talk):
    rows(Phone, e164=BOB)[0].line_type = "landline"
    transaction.commit()
    with pytest.raises(Unfit, match="Bob Hill can’t get this text"):
        sent(pressed(talk, world.ben), BOB)
    assert out() == []


def test_a_number_of_another_business_is_as_unknown_as_any(world, talk):
    world.phone("+14805550145", "Secret Sam", ok_to_sms="ON", account=world.harbor)
    transaction.commit()
    with pytest.raises(Unfit, match="Nobody here knows"):
        sent(pressed(talk, world.ben), "+14805550145")


def test_one_whose_hour_is_quiet_waits_alone(world, talk, clock):
    world.copper.quiet_from, world.copper.quiet_to = 8 * 60, 21 * 60
    clock.set(datetime(2026, 11, 24, 5, 0, tzinfo=UTC))  # 10 PM in Phoenix
    text(world.fay, world.local, "Still there?")
    transaction.commit()
    sent(pressed(talk, world.ben), BOB)
    assert out() == [(world.fay, "queued"), (BOB, "deferred")]
    assert left() == [world.fay]


def test_the_same_form_again_is_the_same_act(world, talk):
    form = str(uuid4())
    first = sent(pressed(talk, world.ben, form=form), BOB, ANN)
    again = sent(pressed(talk, world.ben, form=form), ANN, BOB)
    assert (first.is_new, again.is_new, again.message.id) == (True, False, first.message.id)
    assert (len(out()), len(rows(Send)), len(rows(Note))) == (3, 1, 1)


def test_the_same_form_without_the_client_again_is_the_same_line(world, talk):
    form = str(uuid4())
    first = sent(pressed(talk, world.ben, form=form), BOB, leaves_out=True)
    again = sent(pressed(talk, world.ben, form=form), BOB, leaves_out=True)
    assert (again.is_new, again.event.id) == (False, first.event.id)
    assert len(out()) == 1


@pytest.mark.parametrize(
    ("body", "addresses", "leaves_out"),
    [("Other words", [BOB], False), ("We come at 9.", [BOB, ANN], False), ("We come at 9.", [BOB], True)],
)
def test_the_same_form_for_another_act_is_a_conflict(world, talk, body, addresses, leaves_out):
    form = str(uuid4())
    sent(pressed(talk, world.ben, form=form), BOB)
    with pytest.raises(Conflict):
        sent(pressed(talk, world.ben, body, form=form), *addresses, leaves_out=leaves_out)
    assert len(out()) == 2


def test_a_form_that_left_the_client_out_never_becomes_their_text(world, talk):
    form = str(uuid4())
    sent(pressed(talk, world.ben, form=form), BOB, leaves_out=True)
    [result] = transaction.perform(written.take, [pressed(talk, world.ben, form=form)])
    assert isinstance(result, Conflict)
    assert out() == [(BOB, "queued")]


def test_two_tabs_at_once_are_one_act(app, world, talk):
    form = str(uuid4())
    results = at_once(app, *[lambda: sent(pressed(talk, world.ben, form=form), BOB, ANN).is_new] * 3)
    assert sorted(results) == [False, False, True]
    assert (len(out()), len(rows(Send))) == (3, 1)


def test_two_acts_with_the_same_people_at_once_both_leave(app, world, talk):
    works = [lambda each=each: sent(pressed(talk, world.ben), *each).is_new for each in ((BOB, ANN), (ANN, BOB))]
    assert at_once(app, *works) == [True, True]
    assert (len(out()), len(rows(Conversation))) == (6, 3)


def test_what_waits_at_the_desk_for_an_answer_is_not_answered_by_a_copy(world, talk):
    text(BOB, world.local, "Where are you?")
    sent(pressed(talk, world.ben), BOB)
    [bobs] = [each for each in rows(Conversation) if each.phone.e164 == BOB]
    assert (bobs.unread, bobs.assignee_id, bobs.waiting_since is not None) == (1, None, True)


def test_a_number_at_a_desk_one_does_not_see_stays_unnamed(world, talk):
    theirs = world.phone("+14805550146", "Quiet Quinn", ok_to_sms="ON")
    world.conversation(theirs, world.number(world.billing, "+16025550155"))
    transaction.commit()
    with pytest.raises(Unfit) as problem:
        sent(pressed(talk, world.ben), "+14805550146")
    assert str(problem.value).startswith("(480) 555-0146 belongs to somebody at a department you are not in.")
    sent(pressed(talk, world.ana), "+14805550146")
    assert ("+14805550146", "queued") in out()


def test_tokens_are_filled_in_for_each_of_them(world, talk):
    talk.phone.contact.name = "Fay Winters"
    transaction.commit()
    sent(pressed(talk, world.ben, "Hi {{ contact.first_name }}, at 9."), BOB)
    assert [message.body for message in rows(Message, direction="out")] == ["Hi Fay, at 9.", "Hi Bob, at 9."]
    with pytest.raises(Unfit, match="555-0142.* First name is empty"):
        sent(pressed(talk, world.ben, "Hi {{ contact.first_name }}, at 9."), ANN)
    assert len(out()) == 2


def test_undo_without_the_client_takes_it_back_from_all_and_their_thread_says_so(world, talk):
    written_ = pressed(talk, world.ben, undo_s=10)
    done = sent(written_, BOB, ANN, leaves_out=True)
    assert left() == []
    first, second = rows(Message, direction="out")
    back = transaction.perform(undo_send.take_back, first, world.ben)
    assert (back.body, back.also, back.leaves_out) == ("We come at 9.", f"{BOB}|{ANN}", True)
    assert [(m.state, m.code) for m in rows(Message, direction="out")] == [("canceled", "UNDONE")] * 2
    assert (rows(Event, id=done.event.id)[0].detail, left()) == ("Bob Hill and (480) 555-0142", [])
    assert others.line_of(second).id == done.event.id
    [draft] = rows(Draft)
    assert (draft.conversation_id, draft.body) == (talk.id, "We come at 9.")
    assert sent(written_, BOB, ANN, leaves_out=True).is_new is False


def test_a_copy_answers_nothing_of_theirs_however_lately_they_wrote(world, talk):
    asked(world, BOB)
    only_when_asked = {"scope": "proactive", "source": "agent", "raw_text": "Only when I ask", "rule": "R8"}
    world.keep(Block(account_id=world.copper.id, e164=BOB, **only_when_asked))
    transaction.commit()
    with pytest.raises(Unfit, match="Bob Hill can’t get this text"):
        sent(pressed(talk, world.ben), BOB)
    assert out() == []


@pytest.mark.parametrize("leaves_out", [False, True])
def test_the_same_form_is_the_same_act_also_where_the_thread_joined_another(world, talk, leaves_out):
    first = pressed(talk, world.ana)
    sent(first, BOB, leaves_out=leaves_out)
    into = Conversation(account_id=world.copper.id, department_id=world.billing.id, phone_id=talk.phone_id,
                        number_id=world.local.id)  # fmt: skip
    world.keep(into)
    transaction.commit()
    merged = transaction.perform(transfer.transfer, talk, world.billing, world.ana)
    again = sent(replace(first, conversation_id=merged.id), BOB, leaves_out=leaves_out)
    assert (again.is_new, again.message is None, again.event is not None) == (False, leaves_out, leaves_out)
