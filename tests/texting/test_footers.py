"""The opt-out line: under which text it goes, how often, what it costs, and that an answer leaves as it was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import transaction
from app.clock import now
from app.extensions import db
from app.models import Message
from app.sms import segments
from app.texting.footers import AGAIN_AFTER, FOOTER, footer_of, tells_to_stop
from tests.texting.acts import accepted, answer, asked, claimed

pytestmark = pytest.mark.usefixtures("clock")  # a morning, at which texts may go
LINE = "Reply STOP to opt-out of future text communications."


def line(world, purpose: str, body: str = "Your boiler is due.", mode: str = "smart", at=None) -> str:
    world.copper.footer_mode = mode
    return footer_of(world.copper, world.dee, purpose, body, at or now())


def test_the_line_is_the_one_people_know_and_has_52_characters():
    assert FOOTER == LINE and len(LINE) == 52 and segments.count(LINE).encoding == "GSM-7"


@pytest.mark.parametrize(
    ("purpose", "first", "again", "every"),
    [
        ("reply", "", "", LINE), ("auto_reply", "", "", LINE), ("direct", LINE, "", LINE), ("info", LINE, "", LINE),
        ("promo", LINE, LINE, LINE), ("optin", LINE, LINE, LINE), ("system", "", "", ""), ("internal", "", "", ""),
    ],
)  # fmt: skip
def test_each_purpose_in_each_mode(world, purpose, first, again, every):
    """Smart before any text said it, smart a day after one did, and every."""
    world.dee.footer_at = None
    assert line(world, purpose) == first
    world.dee.footer_at = now() - timedelta(days=1)
    assert line(world, purpose) == again
    assert line(world, purpose, mode="every") == every


@pytest.mark.parametrize(("ago", "said"), [(timedelta(days=30), LINE), (timedelta(days=30, seconds=-1), "")])
def test_after_thirty_days_it_is_said_again(world, ago, said):
    at = now()
    world.dee.footer_at = at - ago
    assert (line(world, "direct", at=at), timedelta(days=30)) == (said, AGAIN_AFTER)


@pytest.mark.parametrize(
    "body",
    [
        "Offers! Reply STOP to opt out.", "text stop to end", "Txt STOP 2 quit", "Répondez ARRÊT pour arrêter",
        "Répondez STOP", "Responda ALTO", "Reply HELP for help, STOP to opt out",
    ],
)  # fmt: skip
@pytest.mark.parametrize("mode", ["smart", "every"])
def test_not_twice_where_the_words_say_how_to_stop(world, body, mode):
    assert line(world, "promo", body, mode) == "" and tells_to_stop(body, "")


@pytest.mark.parametrize("body", ["We never stop.", "Stop by our shop. Reply soon", "STOP!", "Nonstop offers: reply",
                                  "Reply any time, we never stop.", "Text us to stop by",
                                  "Text us: stop overpaying for heat", "TEXT US TODAY, STOP PAYING RETAIL! 20% OFF"])
def test_words_that_only_sound_like_it_do_not_take_its_place(world, body):
    assert line(world, "promo", body) == LINE


def test_an_answer_leaves_byte_for_byte_as_it_was_typed(world):
    typed = "  Tabs\tand  spaces,\n“quotes” … é 👍  "
    message = answer(asked(world), world.ben, typed)
    assert [each.body for each in claimed()] == [typed]
    assert (message.footer, message.segments) == ("", segments.count(typed).segments)


def test_a_text_of_ours_has_it_on_the_wire_and_in_its_segments_then_not_again(world):
    conversation = world.conversation(world.dee)
    typed = "x" * 120
    message = answer(conversation, world.ben, typed)
    assert (message.body, message.footer, message.segments) == (typed, LINE, 2)
    assert [each.body for each in claimed()] == [f"{typed}\n{LINE}"]
    db.session.refresh(world.dee)
    assert world.dee.footer_at is not None
    accepted(message)
    answer(conversation, world.ben, "y" * 120)
    assert [each.body for each in claimed()] == ["y" * 120]


def test_of_two_that_wait_the_first_to_leave_says_it(world):
    """Both were written before either left: the line is decided on again at the claim."""
    conversation = world.conversation(world.dee)
    one, two = answer(conversation, world.ben, "One"), answer(conversation, world.ben, "Two")
    assert (one.footer, two.footer) == (LINE, LINE)
    assert [each.body for each in claimed()] == [f"One\n{LINE}"]
    accepted(one)
    assert [each.body for each in claimed()] == ["Two"]


def test_every_puts_it_under_answers_too_once_the_account_says_so(world):
    world.copper.footer_mode = "every"
    transaction.commit()
    message = answer(asked(world), world.ben, "We do.")
    assert db.session.get(Message, message.id).wire_body == f"We do.\n{LINE}"
    assert [each.body for each in claimed()] == [f"We do.\n{LINE}"]
