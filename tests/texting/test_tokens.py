"""What tokens stand for, and texts that hold some: filled in at Send, kept as they went, refused where one is empty."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app import transaction
from app.extensions import db
from app.models import Account, Contact, Conversation, CustomField, Message, User
from app.policy.tokens import fill
from app.texting import compose, token_values
from app.texting.compose import Conflict, Refused, check, check_new
from app.texting.token_values import About, problem_in, tokens_of, values_of
from app.texting.written import Written, take
from tests.statements import statements
from tests.texting.acts import answer, asked, claimed, rows

HELLO = "Hi {{ contact.first_name | there }}, {{ agent.first_name }} of {{ account.name }} here."


@pytest.fixture
def thread(world) -> Conversation:
    """Fay's, who has just texted and has no name yet."""
    return asked(world)


def named(thread: Conversation, name: str, **more) -> None:
    contact = thread.phone.contact
    contact.name = name
    for column, value in more.items():
        setattr(contact, column, value)
    transaction.commit()


def test_a_text_goes_out_with_its_tokens_filled_in_and_keeps_what_was_typed(world, thread):
    named(thread, "Fay Winters")
    message = answer(thread, world.ben, HELLO)
    assert message.body == "Hi Fay, Ben of Copper & Co. Plumbing here."
    assert (message.typed, message.wire_body) == (HELLO, message.body)
    assert rows(Conversation)[0].preview == message.body
    assert [claim.body for claim in claimed()] == [message.body]


def test_a_text_without_tokens_keeps_nothing_beside_it(world, thread):
    assert answer(thread, world.ben, "Hi there.").typed == ""


@pytest.mark.lesson(52)
def test_an_empty_token_without_fallback_stops_the_send_in_check_and_at_send(world, thread):
    body, sentence = "Hi {{ contact.first_name }}", (
        "First name is empty for this contact. Fill it in, or write a fallback: {{ contact.first_name | there }}"
    )  # fmt: skip
    verdict = check(thread, world.ben, body)
    assert (verdict.kind, verdict.code, verdict.row, verdict.sentence) == ("refuse", "TOKEN_EMPTY", 13, sentence)
    before = len(rows(Message))
    with pytest.raises(Refused, match="First name is empty"):
        compose.compose(thread, world.ben, body, str(uuid4()))
    assert len(rows(Message)) == before
    named(thread, "Fay")
    assert check(thread, world.ben, body).code == "ALLOWED"
    assert answer(thread, world.ben, body).body == "Hi Fay"


@pytest.mark.parametrize("body", ["{{ contact.first_nam }}", "{{ config }}", "Hi {{ contact.first_name", "{{{{ }}}}"])
def test_what_is_no_token_never_leaves(world, thread, body):
    verdict = check(thread, world.ben, body)
    assert (verdict.code, verdict.sentence.count("is no")) == ("TOKEN_EMPTY", 1)
    with pytest.raises(Refused):
        compose.compose(thread, world.ben, body, str(uuid4()))


def test_a_value_that_looks_like_a_token_never_reaches_anybody(world, thread):
    named(thread, "{{account.name}} Winters")
    assert check(thread, world.ben, "Hi {{ contact.first_name }}").code == "TOKEN_EMPTY"
    assert answer(thread, world.ben, HELLO).body.startswith("Hi there, Ben")


def test_the_same_form_again_is_the_same_text_though_the_name_has_changed_since(world, thread):
    named(thread, "Fay")
    client_id = str(uuid4())
    first = answer(thread, world.ben, HELLO, client_id)
    named(thread, "Faith")
    assert answer(thread, world.ben, HELLO, client_id).id == first.id
    assert rows(Message, client_id=client_id)[0].body.startswith("Hi Fay,")
    with pytest.raises(Conflict):
        compose.compose(thread, world.ben, first.body, client_id)


def test_a_text_that_waits_with_a_token_in_it_never_leaves_whoever_wrote_it(world, thread):
    named(thread, "Fay")
    world.message(thread, "Hi {{ contact.first_name }}", "queued", author_id=world.ben.id)
    transaction.commit()
    assert claimed() == []
    assert (rows(Message)[-1].state, rows(Message)[-1].code) == ("refused", "TOKEN_EMPTY")


def test_the_limit_counts_what_goes_out(world, thread):
    named(thread, "Fay", company="C" * 100)
    world.copper.length_limit = 60
    assert check(thread, world.ben, "{{ contact.company }}").code == "TOO_LONG"
    assert check(thread, world.ben, "{{ contact.first_name | " + "x" * 60 + " }}").code == "ALLOWED"


def test_the_look_at_the_words_sees_what_goes_out(world, thread):
    named(thread, "Fay", company="bit.ly/x")
    assert "bit.ly" in check(thread, world.ben, "See {{ contact.company }}").sentence


def test_to_a_number_nobody_has_yet_only_a_fallback_goes(world):
    verdict = check_new(world.ben, world.local, "+14805550177", "Hi {{ contact.first_name }}")
    assert compose.goes_out_new(world.ben, world.local, "+14805550177", HELLO).startswith("Hi there, Ben")
    assert verdict.kind in ("hold", "refuse")


def test_every_field_of_the_contact_the_business_and_the_author_has_its_value(world, thread):
    db.session.add_all([
        CustomField(account_id=world.copper.id, key="gate_code", label="Gate code"),
        CustomField(account_id=world.copper.id, key="due", label="Due", kind="date"),
        CustomField(account_id=world.copper.id, key="email", label="Email"),
    ])
    world.copper.website, world.copper.address = "https://copper.example", "1 Main St\nTempe, AZ"
    world.copper.help_contact = "office@copper.example"
    world.copper.custom_values = {"hours": {"label": "Opening hours", "value": "8 to 5"}}
    named(thread, "Fay Ann Winters", company="Winters LLC", email="fay@example.com",
          custom={"gate_code": "4471#", "due": "2026-11-03", "email": "second@example.com"})
    values = values_of([About(world.copper.id, thread.phone, world.local, world.ben)])[0]
    assert values == {
        "contact.first_name": "Fay", "contact.last_name": "Ann Winters", "contact.name": "Fay Ann Winters",
        "contact.company": "Winters LLC", "contact.email": "fay@example.com", "contact.phone": "(480) 555-0199",
        "contact.gate_code": "4471#", "contact.due": "Nov 3, 2026", "contact.own_email": "second@example.com",
        "account.name": "Copper & Co. Plumbing", "account.website": "https://copper.example",
        "account.address": "1 Main St, Tempe, AZ", "account.phone": "office@copper.example",
        "account.hours": "8 to 5", "agent.first_name": "Ben", "agent.name": "Ben Okafor",
        "agent.email": "ben@example.com", "number.phone": "(480) 555-0110",
    }  # fmt: skip
    tokens = tokens_of(world.copper)
    assert {token.name for token in tokens} == set(values)
    groups = list(token_values.GROUPS.values())
    assert [token.group for token in tokens] == sorted((token.group for token in tokens), key=groups.index)
    assert fill(" ".join(token.written for token in tokens), values).empty == ()


def test_another_business_has_none_of_our_fields(world, thread):
    db.session.add(CustomField(account_id=world.copper.id, key="gate_code", label="Gate code"))
    db.session.flush()
    assert problem_in("{{ contact.gate_code }}", world.copper) == ""
    assert problem_in("{{ contact.gate_code }}", world.harbor).startswith("{{ contact.gate_code }} is no token.")
    assert problem_in("{{ contact.first_name }}", world.harbor) == ""


def test_many_texts_with_tokens_ask_once_for_all_their_values(world):
    threads = [asked(world, f"+1480555{n:04}") for n in range(300, 306)]
    transaction.commit()

    def send(some, body: str) -> list[str]:
        texts = [Written(t.id, t.phone_id, world.ben.id, body, str(uuid4())) for t in some]
        with statements() as made:
            results = take(texts)
        assert all(result.message.body.startswith("Hi there, Ben") for result in results)
        transaction.commit()
        return made

    filled_in, plain = send(threads[:3], HELLO), send(threads[3:], "Hi there, Ben of Copper here.")
    assert len(filled_in) <= len(plain) + 4, "\n".join(filled_in)


def test_a_text_without_tokens_costs_not_one_statement(world, thread):
    with statements() as made:
        answer(thread, world.ben, "No tokens in this.")
    assert [each for each in made if "custom_field" in each] == []
    with statements() as made:
        answer(thread, world.ben, HELLO)
    assert len([each for each in made if "custom_field" in each]) == 1


def test_a_worker_fills_in_the_values_of_this_moment_not_those_it_read_an_hour_ago(world, thread):
    named(thread, "Fay Winters")
    author, account = world.ben, world.copper
    assert (author.first_name, account.name) == ("Ben", "Copper & Co. Plumbing")
    db.session.commit()
    with db.engine.begin() as elsewhere:
        for noun, row, name in ((User, author, "Zed"), (Account, account, "Zinc"), (Contact, thread.contact, "Gil")):
            table = noun.__table__
            elsewhere.execute(table.update().where(table.c.id == row.id).values(name=name))
    assert answer(thread, author, HELLO).body == "Hi Gil, Zed of Zinc here."
