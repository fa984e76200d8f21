"""The operator's page, for whoever runs the installation: parts, quarantine, refused webhooks, the switch."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app import heartbeats, queues
from app.extensions import db as database
from app.models import Conversation, Message, Pause, Quarantine
from app.web import refused_webhooks
from tests.web.conftest import MESSAGES

NOBODYS = "+16025550199"


@pytest.fixture
def operator(client, world, redis_server):
    """Ana, who runs the installation."""
    world.ana.is_operator = True
    return client.sign_in(world.ana)


@pytest.fixture
def stray(hook, world, redis_server) -> Quarantine:
    """A text of Fay's to a number that nobody owns."""
    hook.text("Is this the boiler service?", To=NOBODYS)
    return database.session.scalar(select(Quarantine))


@pytest.fixture(autouse=True)
def no_refusals(settings):
    path = settings.data / refused_webhooks.FILE
    path.unlink(missing_ok=True)
    yield
    path.unlink(missing_ok=True)


@pytest.mark.parametrize("name", ["ana", "ben", "cara"])
def test_for_everybody_else_there_is_no_such_page(client, world, stray, name):
    client.sign_in(getattr(world, name))
    assert client.get("/operator").status_code == 404
    for path in ("sending/pause", "sending/resume", f"quarantine/{stray.id}/release", f"quarantine/{stray.id}/discard"):
        assert client.post(f"/operator/{path}").status_code == 404
    assert database.session.scalar(select(func.count()).select_from(Quarantine)) == 1
    assert Pause.standing() == []
    assert 'href="/operator"' not in client.get("/inbox").text


def test_how_each_part_is_stands_in_words(operator, world):
    page = operator.page("/operator")
    parts = {each.find(class_="part-name").text: each.find(class_="chip").text for each in page.select("li.part")}
    assert parts["Database"] == "Answers" and parts["Redis"] == "Answers"
    assert parts["Worker"] == "None" and parts["Clock"] == "Stands"
    assert parts["Outbox"] == "0 queued"
    heartbeats.beat(queues.redis(), "worker-1", ["interactive"])
    queues.redis().set(heartbeats.CLOCK, "me", ex=5)
    words = operator.page("/operator").select_one("ul.parts").text
    assert "Works" in words and "interactive; heard of just now" in words and "Ticks" in words
    hand = heartbeats.Hand()
    hand.take("outbox.drain", -1)
    heartbeats.beat(queues.redis(), "worker-1", ["interactive"], hand)
    words = operator.page("/operator").select_one("ul.parts").text
    assert "Stuck" in words and "outbox.drain for 0 s" in words


@pytest.mark.only_on("sqlite")  # no database is its subject: once is enough
def test_it_stands_also_without_redis(operator, app, monkeypatch):
    from redis import Redis

    monkeypatch.setitem(app.extensions, "redis", Redis(port=1))
    words = operator.page("/operator").select_one("ul.parts").text
    assert "Away" in words and "Answers" in words


def test_a_query_that_fails_leaves_the_rest_of_the_page(operator, monkeypatch):
    from app.texting import standing

    def away():
        raise OperationalError("SELECT", {}, Exception("no such table"))

    monkeypatch.setattr(standing, "queue", away)
    assert "Away" in operator.page("/operator").select_one("ul.parts").text


def test_a_text_to_a_number_nobody_owns_waits_until_somebody_does(operator, world, stray, doorbell, pushed):
    page = operator.page("/operator")
    assert "Is this the boiler service?" in page.text and "Nobody’s" in page.text
    assert page.find("button", string="Release") is None
    answer = operator.post(f"/operator/quarantine/{stray.id}/release", follow_redirects=True)
    assert "still belongs to no account" in answer.text
    assert database.session.scalar(select(func.count()).select_from(Message)) == 0


def test_once_its_number_exists_it_arrives_as_if_it_came_now(operator, world, stray, doorbell, pushed, clock):
    row_id = stray.id
    world.number(world.billing, NOBODYS)
    clock.advance(hours=5)
    assert operator.page("/operator").find("button", string="Release")
    answer = operator.post(f"/operator/quarantine/{row_id}/release", follow_redirects=True)
    assert "as if it came now" in answer.text
    text = database.session.scalar(select(Message))
    assert (text.body, text.state, text.department_id) == ("Is this the boiler service?", "received", world.billing.id)
    thread = database.session.get(Conversation, text.conversation_id)
    assert thread.unread == 1 and thread.last_inbound_at == text.created_at
    assert pushed.rooms(), "whoever sits there sees it come"
    assert database.session.scalar(select(func.count()).select_from(Quarantine)) == 0
    again = operator.post(f"/operator/quarantine/{row_id}/release", follow_redirects=True)
    assert "seen to that text already" in again.text
    assert database.session.scalar(select(func.count()).select_from(Message)) == 1


def test_files_that_came_with_a_text_are_counted(operator, world, hook):
    hook.text("", To=NOBODYS, NumMedia="1", MediaUrl0="https://api.twilio.com/x", MediaContentType0="image/png")
    assert "No words Files: 1" in operator.page("/operator").find("td", class_="text-cell").text


def test_a_stop_released_is_a_stop(operator, world, hook, doorbell, pushed):
    from app.models import Block

    hook.text("STOP", To=NOBODYS, From="+14805550144")
    stray = database.session.scalar(select(Quarantine))
    world.number(world.service, NOBODYS)
    operator.post(f"/operator/quarantine/{stray.id}/release")
    assert Block.standing([world.copper.id], ["+14805550144"])


def test_what_is_discarded_is_gone(operator, world, stray):
    row_id = stray.id
    answer = operator.post(f"/operator/quarantine/{row_id}/discard", follow_redirects=True)
    assert "gone for good" in answer.text and "Every text found its account" in answer.text
    assert operator.post(f"/operator/quarantine/{row_id}/discard").status_code == 303


@pytest.mark.lesson(14)
def test_the_page_shows_refused_webhooks_with_the_url_used_and_a_hint(operator, world, hook, settings):
    assert "Every webhook was signed for" in operator.page("/operator").text
    hook.post(f"{MESSAGES}?new=1", hook.fields(), signature="x")
    hook.post(MESSAGES, hook.fields(), signature="")
    page = operator.page("/operator")
    rows = [row.text for row in page.find(id="refused").parent.select("tbody tr")]
    assert len(rows) == 2 and "No signature" in rows[0]
    assert "Wrong signature" in rows[1] and f"{settings.public_url}{MESSAGES}?new=1" in rows[1]
    assert "4805550199" not in page.find(id="refused").parent.text
    assert "set PUBLIC_URL to exactly what the carrier calls" in page.text and settings.public_url in page.text


def test_the_switch_stops_every_business(operator, world, doorbell, pushed, client):
    operator.post("/operator/sending/pause", data={"reason": "carrier trouble"})
    [pause] = Pause.standing()
    assert (pause.account_id, pause.reason, pause.started_by) == (None, "carrier trouble", "Ana Ruiz")
    theirs = client.application.test_client().sign_in(world.cara).page("/inbox")
    assert "Sending is paused for everybody" in theirs.find(id="sending_banner").text
    operator.post("/operator/sending/resume")
    assert Pause.standing() == []
