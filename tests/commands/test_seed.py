"""`seed`: synthetic data that keeps every promise which the product's own verbs keep."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.extensions import db as database
from app.models import Contact, Conversation, Department, Message, Phone, Tally
from app.sms import e164
from app.texting import synthetic
from app.texting.compose import compose

COPPER = "Copper & Co. Plumbing"


@pytest.fixture
def sown(flask, world) -> dict:
    return flask("seed", COPPER, "--contacts", 120, "--messages", 2000, "--longest", 300, "--json").json


def test_it_says_what_it_made(sown, world):
    assert (sown["contacts"], sown["conversations"], sown["messages"]) == (120, 120, 2000)
    assert database.session.scalar(select(func.count()).select_from(Message)) == 2000
    longest = select(func.count()).select_from(Message).group_by(Message.conversation_id)
    assert max(database.session.scalars(longest)) >= 300


def test_conversations_stand_as_their_texts_say(sown):
    for thread in database.session.scalars(select(Conversation)):
        texts = Message.page(thread.id, limit=3000)
        assert [each.change_no for each in texts] == list(range(1, len(texts) + 1)) and thread.change_no == len(texts)
        last = texts[-1]
        assert (thread.last_message_at, thread.preview) == (last.sort_at, last.body[:120])
        assert thread.preview_is_ours == (not last.is_inbound)
        if thread.waiting_since is not None:
            assert thread.state == "open" and last.is_inbound and thread.unread > 0
        assert {(each.department_id, each.phone_id) for each in texts} == {(thread.department_id, thread.phone_id)}


def test_change_numbers_of_inboxes_are_dense(sown):
    for desk in database.session.scalars(select(Department)):
        query = select(Conversation.inbox_change_no).where(Conversation.department_id == desk.id)
        numbers = sorted(database.session.scalars(query))
        assert numbers == list(range(1, len(numbers) + 1))
        assert desk.change_no == len(numbers)


def test_folders_count_what_there_is(sown):
    for tally in database.session.scalars(select(Tally)):
        query = select(
            func.count(), func.count().filter(Conversation.state == "open"), func.count().filter(
                Conversation.needs_attention)).where(Conversation.department_id == tally.department_id,
            func.coalesce(Conversation.assignee_id, 0) == tally.assignee_id)  # fmt: skip
        all_, is_open, asks = database.session.execute(query).one()
        assert (tally.open_count + tally.closed_count, tally.open_count, tally.attention_count) == (all_, is_open, asks)
    assert database.session.scalar(select(func.sum(Tally.attention_count))) > 0


def test_there_are_all_kinds_of_it(sown):
    states = set(database.session.scalars(select(Message.state).distinct()))
    assert {"received", "delivered", "failed"} <= states and not states & {"queued", "sending", "held"}
    assert set(database.session.scalars(select(Conversation.state).distinct())) == {"open", "closed"}
    seated = select(func.count()).select_from(Conversation).join(Department).where(Department.name == "Records")
    assert database.session.scalar(seated) == 10
    words = " ".join(database.session.scalars(select(Message.body)))
    assert "¿" in words and "🙏" in words
    assert database.session.scalar(select(func.count()).where(Contact.name == "")) > 0


def test_the_same_dice_give_the_same_data(flask, world):
    def told(account) -> list:
        query = select(Message.body, Message.direction, Message.state).join(Phone, Phone.id == Message.phone_id)
        return list(database.session.execute(query.where(Message.account_id == account.id).order_by(Message.id)))

    for name in (COPPER, "Harbor Dental"):
        flask("seed", name, "--contacts", 15, "--messages", 90, "--seed", 7)
    flask("seed", "Harbor Dental", "--contacts", 15, "--messages", 90, "--seed", 8, "--yes")
    assert told(world.copper) == told(world.harbor)[:90] != told(world.harbor)[90:]


def test_what_is_sown_can_be_worked_with(sown, world, doorbell, pushed, client):
    thread = database.session.scalar(select(Conversation).where(Conversation.needs_attention).order_by(
        Conversation.last_inbound_at.desc()).limit(1))  # fmt: skip
    compose(thread, world.ana, "On our way", "c" * 36)
    made = database.session.scalar(select(Message).where(Message.client_id == "c" * 36))
    assert made.state == "queued" and made.change_no == thread.change_no
    assert client.sign_in(world.ana).get(f"/conversations/{thread.id}").status_code == 200
    assert client.get("/inbox").status_code == 200


def test_ids_go_on_after_it(sown, world):
    with database.session.no_autoflush:
        fresh = world.phone("+14805550177", "After")
    assert fresh.id > 120


def test_a_used_account_that_is_no_demo_is_refused_unless_one_means_it(flask, sown):
    said = flask("seed", COPPER, "--contacts", 1, "--messages", 1).sentence
    assert said.startswith(f"{COPPER} has conversations and is no demo account. Seed another account, or say --yes")
    assert flask("seed", COPPER, "--contacts", 1, "--messages", 1, "--yes", "--json").json["messages"] == 1


def test_numbers_stay_numbers_of_nobody_and_differ_however_many_there_are():
    edges = [*range(0, 200_000), *range(synthetic.MOST_PEOPLE - 30_000, synthetic.MOST_PEOPLE)]
    numbers = [synthetic._e164(place) for place in edges]
    assert len(set(numbers)) == len(edges)
    assert all(number[5:8] == "555" and len(number) == 12 for number in numbers)
    assert all(e164.parse(number) == number for number in numbers[::997])


def test_a_number_that_somebody_has_is_passed_over(flask, world):
    world.phone("+12015550000", "Ida")
    world.phone("+12125550000", "Max")
    assert flask("seed", COPPER, "--contacts", 30, "--messages", 30, "--yes", "--json").json["contacts"] == 30


def test_more_people_than_there_are_numbers_is_said(flask, world, monkeypatch):
    monkeypatch.setattr(synthetic, "MOST_PEOPLE", 20)
    flask("seed", COPPER, "--contacts", 12, "--messages", 0, "--yes")
    said = flask("seed", COPPER, "--contacts", 12, "--messages", 0, "--yes").sentence
    assert said.startswith(f"{COPPER} can take 8 more synthetic people.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--contacts", 0, "--messages", 5], "Texts need people: give --contacts too."),
     (["--contacts", -1, "--messages", 5], "-1 is not in the range"),
     (["--contacts", 5], "Missing option '--messages'")],
)  # fmt: skip
def test_nonsense_is_said(flask, world, arguments, words):
    assert words in flask("seed", COPPER, *arguments).sentence


def test_an_account_without_a_number_is_told_to_add_one(flask, world):
    flask("account", "create", "Bare", "--email", "bare@example.com", "--password", "long enough words")
    assert flask("seed", "Bare", "--contacts", 1, "--messages", 1).sentence.startswith("Bare has no number. Add one")
