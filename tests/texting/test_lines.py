"""What line a number is: looked up by hand and before a first text, shown by failures, forgotten when they text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import transaction
from app.clock import now
from app.extensions import db
from app.models import ConsentEvent, Event, Message, Note, Phone
from app.sms import errors
from app.sms.twilio_client import LOOKUP_NO_ANSWER, LineFound
from app.texting import compose, ledger, line_proofs, lines
from app.texting.access import Problem
from app.texting.ledger_check import check
from tests.texting.acts import accepted, answer, asked, claimed, newest, rows, said, text


class Carrier:
    """Answers `found` and counts how often it is asked."""

    def __init__(self, found: LineFound) -> None:
        self.found, self.asked = found, []

    def lookup(self, number: str) -> LineFound:
        self.asked.append(number)
        return self.found


@pytest.fixture
def dees(world):
    return world.conversation(world.dee)


@pytest.fixture
def agreed(world):
    """Dee's consent as an event of the ledger, from which a chain can go on."""
    ledger.write(world.dee, "grant", "informational", legal_basis="PEC", medium="form", disclosure_text="Text me",
                 actor_type="agent", actor_id=world.ana.id)
    transaction.commit()


def find(phone: Phone, type_: str | None = None, **more) -> Carrier:
    carrier = Carrier(LineFound(type_, **more))
    lines.look_up(phone.id, carrier)
    db.session.refresh(phone)
    return carrier


def begins(world, conversation, client_id: str = "a" * 36) -> Message:
    transaction.perform(compose.compose, conversation, world.ben, "Copper & Co. Plumbing: hello", client_id)
    return newest(Message)


def failed(world, conversation, code: int, number: int = 0) -> None:
    """A text of ours that left and then failed with this code."""
    message = answer(conversation, world.ben, f"Text {number}")
    claimed()
    said(accepted(message), "undelivered", code)


def verdict(world, conversation):
    return compose.check(conversation, world.ben, "Copper & Co. Plumbing: hello")


@pytest.mark.parametrize(
    ("type_", "kept", "kind"),
    [
        ("mobile", "mobile", "send"), ("fixedVoip", "voip", "send"), ("nonFixedVoip", "voip", "send"),
        ("landline", "landline", "refuse"), ("pager", "no_texts", "refuse"), ("voicemail", "no_texts", "refuse"),
        ("uan", "no_texts", "refuse"), ("personal", "unknown", "send"), ("tollFree", "unknown", "send"),
        (None, "unknown", "send"), ("something new", "unknown", "send"),
    ],
)  # fmt: skip
def test_what_the_carrier_says_decides_whether_it_may_be_texted(world, dees, type_, kept, kind):
    find(world.dee, type_)
    assert world.dee.line_type == kept and world.dee.line_problem == ""
    found = verdict(world, dees)
    assert (found.kind, found.row == 3) == (kind, kind == "refuse")


def test_a_number_the_carrier_does_not_know_is_invalid(world, dees):
    find(world.dee, None, is_valid=False)
    assert world.dee.line_type == "invalid" and verdict(world, dees).code == "DEST_NOT_MOBILE"


def test_asking_by_hand_asks_once_and_shows_it_everywhere(world, dees, doorbell, pushed):
    transaction.perform(lines.ask, world.dee, world.ben)
    assert world.dee.line_problem == lines.CHECKING and doorbell.rings == [f"line {world.dee.id}"]
    assert "being checked…" in pushed.html(f"conversation:{dees.id}").text
    carrier = find(world.dee, "landline")
    assert carrier.asked == ["+14805550131"]
    assert "landline, gets no texts" in pushed.html(f"conversation:{dees.id}").text
    assert [e.detail for e in rows(Event, kind="line_found")] == ["(480) 555-0131 is a landline"]
    find(world.dee, "landline")
    assert len(rows(Event, kind="line_found")) == 1, "what is known already is no news"


def test_who_may_not_see_a_person_may_not_have_them_looked_up(world, dees):
    bea = world.user(world.copper, "Bea Lund", "agent", world.billing)
    for stranger in (bea, world.cara):
        with pytest.raises(Problem):
            transaction.perform(lines.ask, world.dee, stranger)
    assert world.dee.line_problem == ""


def test_a_lookup_that_fails_says_so_and_changes_nothing_else(world, dees):
    find(world.dee, "mobile")
    find(world.dee, problem=LOOKUP_NO_ANSWER)
    assert (world.dee.line_type, world.dee.line_problem) == ("mobile", LOOKUP_NO_ANSWER)
    assert verdict(world, dees).kind == "send"


def test_with_the_switch_off_nobody_is_looked_up(world, dees, doorbell):
    assert begins(world, dees).not_before is None
    assert doorbell.rings == ["drain"]


def test_before_the_first_text_we_begin_its_number_is_looked_up_and_the_text_waits_a_moment(
    world, dees, doorbell, clock
):
    world.copper.looks_up_lines = True
    message = begins(world, dees)
    assert (message.state, message.not_before) == ("queued", now() + lines.GRACE)
    assert f"line {world.dee.id}" in doorbell.rings and claimed() == []
    find(world.dee, "landline")
    clock.advance(seconds=4)
    assert claimed() == []
    assert [(m.state, m.code) for m in rows(Message, direction="out")] == [("refused", "DEST_NOT_MOBILE")]


def test_a_carrier_that_does_not_answer_holds_no_text_up_and_is_not_asked_in_a_loop(world, dees, doorbell, clock):
    world.copper.looks_up_lines = True
    begins(world, dees)
    find(world.dee, problem=LOOKUP_NO_ANSWER)
    clock.advance(seconds=4)
    assert [each.to for each in claimed()] == [world.dee.e164]
    doorbell.rings.clear()
    begins(world, dees, "b" * 36)
    assert doorbell.rings == ["drain"], "not again at once"
    clock.advance(seconds=86_401)
    begins(world, dees, "c" * 36)
    assert f"line {world.dee.id}" in doorbell.rings, "a day later"


def test_what_was_found_is_kept_for_ninety_days(world, dees, doorbell, clock):
    world.copper.looks_up_lines = True
    find(world.dee, "mobile")
    clock.advance(seconds=89 * 86_400)
    assert begins(world, dees).not_before is None
    clock.advance(seconds=2 * 86_400)
    assert begins(world, dees, "b" * 36).not_before is not None


def test_an_answer_is_never_looked_up(world, doorbell):
    world.copper.looks_up_lines = True
    answer(asked(world), world.ben)
    assert doorbell.rings == ["drain"]


@pytest.mark.lesson(39)
@pytest.mark.parametrize("code", [30006, 21614, 21635])
def test_a_failure_that_says_landline_marks_it_and_stops_future_texts(world, code):
    thread = asked(world)
    failed(world, thread, code)
    phone = thread.phone
    assert phone.line_type == "landline"
    found = verdict(world, thread)
    assert (found.kind, found.code, found.row) == ("refuse", "DEST_NOT_MOBILE", 3)
    with pytest.raises(compose.Refused):
        answer(thread, world.ben, "One more")


@pytest.mark.lesson(39)
@pytest.mark.parametrize("code", sorted(errors.known_codes()))
def test_every_code_we_know_has_plain_words_and_a_next_action(code):
    explained = errors.explain(code)
    assert explained.title and explained.sentence.endswith(".") and explained.next_step.endswith(".")
    assert str(code) not in explained.title + explained.sentence
    assert explained.action in (None, "Send again", "Edit and send")
    assert line_proofs.tells(code) == (code in (30003, 30005, 30006, 21211, 21614, 21635))


def test_three_times_unreachable_is_out_of_service_and_ends_what_they_agreed_to(world, dees, agreed):
    for n, code in enumerate((30003, 30005, 30003)):
        assert world.dee.line_type == "" and world.dee.ok_to_sms == "ON"
        begins(world, dees, f"{n:036}")
        claimed()
        said(accepted(newest(Message)), "undelivered", code)
        db.session.refresh(world.dee)
    assert (world.dee.line_type, world.dee.ok_to_sms, world.dee.failures) == ("deactivated", "UNSET", 3)
    assert [(e.event, e.level) for e in rows(ConsentEvent, event="expire")] == [("expire", "informational")]
    assert "out of service" in rows(Note)[-1].body and check(world.copper.id).faults == []
    assert verdict(world, dees).code == "DEST_NOT_MOBILE"


def test_a_text_that_arrived_ends_the_row(world):
    thread = asked(world)
    for n, (status, code) in enumerate([("undelivered", 30003), ("undelivered", 30005), ("delivered", None),
                                        ("undelivered", 30003), ("undelivered", 30005)]):
        message = answer(thread, world.ben, f"Text {n}")
        claimed()
        said(accepted(message), status, code)
    assert (thread.phone.line_type, thread.phone.failures) == ("", 2)


def test_another_failure_between_ends_the_row_too(world):
    thread = asked(world)
    for n, code in enumerate((30003, 30005, 30007, 30003)):
        failed(world, thread, code, n)
    assert thread.phone.line_type == ""


def test_a_callback_that_comes_twice_counts_once(world):
    thread = asked(world)
    message = answer(thread, world.ben)
    claimed()
    sid = accepted(message)
    for _ in range(3):
        said(sid, "undelivered", 30005)
    assert (thread.phone.line_type, thread.phone.failures) == ("", 1)


def test_only_a_text_from_them_opens_it_again(world, dees, agreed):
    for n in range(3):
        begins(world, dees, f"{n:036}")
        claimed()
        said(accepted(newest(Message)), "undelivered", 30005)
    find(world.dee, "mobile")
    assert world.dee.line_type == "deactivated", "no look-up knows whether a number is in service"
    text(world.dee.e164, world.local, "Hello, are you there?")
    db.session.refresh(world.dee)
    assert (world.dee.line_type, world.dee.failures) == ("", 0)
    assert verdict(world, dees).kind == "send" and verdict(world, dees).sentence.startswith("Can go now, Dee texted")
    assert [e.event for e in rows(ConsentEvent, level="conversational")] == ["grant"]


@pytest.mark.parametrize("words", ["START", "Is anybody there?"])
def test_a_landline_that_texts_is_none(world, words):
    thread = asked(world)
    failed(world, thread, 30006)
    text(world.fay, world.local, words)
    assert thread.phone.line_type == "" and verdict(world, thread).kind == "send"


@pytest.mark.parametrize(("rule", "kind"), [("warn", "warn"), ("off", "send")])
def test_the_account_may_only_be_warned(world, dees, rule, kind):
    world.copper.line_rule = rule
    find(world.dee, "landline")
    assert verdict(world, dees).kind == kind
    begins(world, dees)
    assert len(claimed()) == 1


def test_what_is_found_of_a_number_that_is_gone_is_nothing(world):
    lines.look_up(10**9, Carrier(LineFound("mobile")))
    transaction.perform(lines.take_in, 10**9, LineFound("mobile"))
    transaction.perform(line_proofs.proved, 10**9, 30006)
    assert rows(Event, kind="line_found") == []
    assert timedelta(0) < lines.GRACE < timedelta(seconds=10)
