"""A conversation's page: texts and events in their order, older ones page by page, read marks, the contact."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.clock import now
from app.extensions import db as database
from app.models import Conversation, Event, Message
from app.texting import contacts, notes
from app.transaction import perform
from app.web.entries import PAGE

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def long(world, thread):
    """A thread of 130 more texts, with an event at the instant of every tenth and one between."""
    start = now() - timedelta(days=2)
    for n in range(130):
        at = start + timedelta(minutes=n - (n % 4 == 1))
        world.message(thread, f"Text {n}", author_id=world.ben.id, sort_at=at)
        if n % 10 == 0:
            for later in (0, 30):
                world.keep(Event(
                    account_id=thread.account_id, contact_id=thread.phone.contact_id, conversation_id=thread.id,
                    kind="asked_help", at=at + timedelta(seconds=later),
                ))  # fmt: skip
    return thread


def entries(page: BeautifulSoup) -> list[str]:
    return [entry["id"] for entry in page.select(".entry") if not entry.find_parent("template")]


def test_a_thread_shows_its_texts_and_the_composer(client, world, thread):
    page = client.sign_in(world.ben).page(f"/conversations/{thread.id}")
    section = page.find("section", attrs={"aria-label": "Conversation"})
    assert "Do you fix boilers?" in section.find(role="log", attrs={"aria-label": "Messages"}).text
    assert page.find("label", string="Message")["for"] == section.find("textarea")["id"]
    assert section["data-room"] == f"conversation:{thread.id}"
    assert section["data-cursor"] == str(thread.change_no)
    assert page.title.text == "Fay Winters · Leadline"


def test_another_business_gets_404(cara, thread):
    answer = cara.get(f"/conversations/{thread.id}")
    assert answer.status_code == 404
    assert "Fay" not in answer.text


def test_older_pages_hold_every_text_and_event_exactly_once(client, world, long):
    client.sign_in(world.ben)
    page = client.page(f"/conversations/{long.id}")
    seen = [entries(page)]
    while (older := page.select_one("#older a")) is not None:
        answer = client.get(older["hx-get"], headers=HX)
        page = BeautifulSoup(answer.text, "html.parser")
        assert page.find("html") is None
        seen.insert(0, entries(page))
    assert [sum(entry.startswith("message_") for entry in part) for part in seen] == [31, PAGE, PAGE]
    whole = [entry for part in seen for entry in part]
    assert len(whole) == len(set(whole)) == 131 + 26
    texts = [f"message_{m.client_id}" for m in database.session.query(Message).order_by(Message.sort_at, Message.id)]
    assert [entry for entry in whole if entry.startswith("message_")] == texts


def test_entries_of_a_page_stand_in_the_order_of_their_time(client, world, long):
    page = client.sign_in(world.ben).page(f"/conversations/{long.id}")
    times = [entry["data-at"] for entry in page.select(".log .entry")]
    assert times == sorted(times)


def test_without_scripts_the_link_to_earlier_texts_opens_a_page_of_them(client, world, long):
    client.sign_in(world.ben)
    page = client.page(f"/conversations/{long.id}")
    earlier = client.page(page.select_one("#older a")["href"])
    assert earlier.find("textarea") is not None
    assert not set(entries(earlier)) & set(entries(page))


@pytest.mark.parametrize("cursor", ["", "x", "1-", "²-2", "9" * 30 + "-1"])
def test_a_cursor_that_is_none_shows_the_newest(client, world, thread, cursor):
    answer = client.sign_in(world.ben).get(f"/conversations/{thread.id}/messages", query_string={"before": cursor})
    assert "Do you fix boilers?" in answer.text


def test_an_open_conversation_is_read_and_colleagues_see_it(client, world, thread, pushed):
    thread.unread = 2
    answer = client.sign_in(world.ben).post(f"/conversations/{thread.id}/read")
    assert (answer.status_code, answer.data) == (204, b"")
    assert database.session.get(Conversation, thread.id).unread == 0
    assert [payload["to"] for payload in pushed.to(f"inbox:{world.copper.id}:{world.service.id}")] == [1]
    pushed.sent.clear()
    client.post(f"/conversations/{thread.id}/read")
    assert pushed.sent == [], "nothing changed, so nobody is told"


def test_looking_at_a_thread_changes_nothing(client, world, thread, rows, pushed):
    thread.unread, before = 2, rows()
    client.sign_in(world.ben).page(f"/conversations/{thread.id}")
    assert (rows(), thread.unread, pushed.sent) == (before, 2, [])


def test_a_contact_has_a_page_of_its_own(client, world, thread):
    page = client.sign_in(world.ben).page(f"/contacts/{thread.phone.contact_id}")
    assert page.find("h2", string="Fay Winters")
    assert page.find(role="switch")["aria-labelledby"] == page.find(string="OK to SMS?").parent["id"]
    group = page.find(role="group", attrs={"aria-labelledby": f"phone_{thread.phone_id}_consent"})
    levels = [box.text for box in group.select(".consent-level")]
    assert levels == ["Conversational", "Informational", "Promotional"]
    assert page.find("a", attrs={"aria-label": "Back to the conversation"})["href"] == f"/conversations/{thread.id}"


def test_a_contact_whom_only_another_department_talks_with_is_404(client, world):
    world.conversation(world.dee, world.number(world.billing, "+16025550155"))
    assert client.sign_in(world.ben).get(f"/contacts/{world.dee.contact_id}").status_code == 404
    assert client.page(f"/contacts/{world.eli.contact_id}").find("h2", string="Eli Novak")


def test_why_tells_what_was_decided_by_which_row(client, world, thread):
    from app.policy import gate
    from app.texting.facts import facts_for_new

    facts = facts_for_new(thread, world.local, "x" * 600, "reply", world.ben)
    verdict = gate.decide(facts)
    kept = gate.record(facts, verdict)
    text = world.message(
        thread, "x" * 600, "refused", author_id=world.ben.id, decision=kept, code=verdict.code
    )  # fmt: skip
    page = client.sign_in(world.ben).page(f"/messages/{text.id}/why", headers=HX)
    assert page.find(role="dialog")["data-for"] == f"message_{text.client_id}"
    assert "50 over 550." in page.select_one(".why-sentence").text
    assert page.select_one(".check-decided .check-name").text.startswith("Length")
    assert json.loads(kept)["code"] == "TOO_LONG"


def test_a_text_without_a_decision_has_no_why(client, world, thread):
    [text] = database.session.query(Message).all()
    assert client.sign_in(world.ben).get(f"/messages/{text.id}/why").status_code == 404


@pytest.mark.parametrize(("word", "state"), [("sent", "sent"), ("again", "queued")])
def test_a_person_settles_what_the_carrier_could_not_tell(client, world, thread, word, state):
    text = world.message(thread, "Hi", "unknown", author_id=world.ben.id, needs_person=True)
    client.sign_in(world.ben)
    answer = client.post(f"/messages/{text.id}/resolution", data={"resolution": word}, headers=HX)
    assert BeautifulSoup(answer.text, "html.parser").article["data-state"] == state
    assert (text.state, text.needs_person) == (state, False)
    plain = client.post(f"/messages/{text.id}/resolution", data={"resolution": word})
    assert (plain.status_code, plain.location) == (303, f"/conversations/{thread.id}")


@pytest.mark.parametrize("word", ["", "maybe"])
def test_a_word_that_settles_nothing_is_400(client, world, thread, word):
    text = world.message(thread, "Hi", "unknown", author_id=world.ben.id, needs_person=True)
    answer = client.sign_in(world.ben).post(f"/messages/{text.id}/resolution", data={"resolution": word})
    assert answer.status_code == 400
    assert text.state == "unknown"


@pytest.mark.parametrize("at", ["9" * 30, "-" + "9" * 30, "-1", "x", str(2**63)])
def test_a_text_that_is_none_leads_to_the_newest(client, world, thread, at):
    page = client.sign_in(world.ben).page(f"/conversations/{thread.id}?at={at}")
    assert "Do you fix boilers?" in page.text


def test_the_panels_journey_is_filtered_as_the_contacts_page_is(client, world, thread):
    elsewhere = world.conversation(thread.phone, world.number(world.billing, "+16025550155"))
    world.message(elsewhere, "For billing alone")
    perform(notes.remember, thread.phone.contact, world.ana, "Small dog.", str(uuid.uuid4()))
    perform(contacts.add_tag, thread.phone.contact, world.ana, "VIP")
    client.sign_in(world.ben)
    panel = client.page(f"/conversations/{thread.id}").select("#journey_filter option")
    whole = client.page(f"/contacts/{thread.phone.contact_id}").select("#filter option")
    assert [each["value"] for each in panel] == [each["value"] for each in whole]

    def shown(kind: str) -> list[str]:
        page = client.page(f"/conversations/{thread.id}/journey?filter={kind}")
        return [line["data-group"] for line in page.select(".journey-line")] or [page.text.strip()]

    assert [shown(kind) for kind in ("texts", "notes", "contact", "all")] == [
        ["texts"], ["notes"], ["contact"], ["contact"]
    ]  # fmt: skip
    assert shown("consent") == ["Nothing of this kind yet."]
    texts = client.page(f"/conversations/{thread.id}/journey?filter=texts").text
    assert "Do you fix boilers?" in texts and "For billing alone" not in texts


def test_another_businesss_journey_is_not_there(cara, thread):
    assert cara.get(f"/conversations/{thread.id}/journey?filter=texts").status_code == 404
