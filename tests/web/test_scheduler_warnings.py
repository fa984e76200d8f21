"""What is to be known of what waits stands beside it, in the list and in the thread, for few statements."""

from __future__ import annotations

import pytest

from app.clock import now
from app.models import Template
from tests.statements import statements
from tests.web.planning import every, form, plain


@pytest.fixture
def talk(world, doorbell, pushed, clock):
    return world.conversation(world.dee)


@pytest.fixture
def ana(client, world, talk):
    return client.sign_in(world.ana)


def chips(ana) -> list[str]:
    return [plain(chip) for chip in ana.page("/scheduler").select("tr.schedule .chip")]


def test_nothing_stands_beside_what_may_go(ana):
    ana.post("/scheduler", data=form())
    assert chips(ana) == []


def test_what_waits_for_their_morning_says_to_which_hour_it_moves(ana, world):
    world.copper.quiet_from, world.copper.quiet_to = 9 * 60, 20 * 60
    world.session.commit()
    ana.post("/scheduler", data=form(time="07:00"))
    [chip] = ana.page("/scheduler").select("tr.schedule .chip")
    assert plain(chip) == "Moves to 9:00 AM" and "quiet hours" in chip["title"].lower()


def test_a_token_that_has_a_value_is_no_trouble_and_one_that_lost_it_is(ana, world, talk):
    ana.post("/scheduler", data=form(body="Good morning {{ contact.first_name }}. We come at ten."))
    assert chips(ana) == []
    world.dee.contact.name = ""
    world.session.commit()
    assert chips(ana) == ["A token is empty"]


def test_what_will_answer_them_is_not_said_to_wait_for_the_morning(ana, world, talk):
    world.copper.quiet_from, world.copper.quiet_to = 9 * 60, 20 * 60
    talk.last_inbound_at = now()
    world.session.commit()
    ana.post("/scheduler", data=form(time="07:00"))
    assert chips(ana) == [], "it is a reply, and leaves at seven"
    ana.post("/scheduler", data=form(time="07:00", way="day"))
    assert chips(ana) == ["Moves to 9:00 AM"]


def test_who_may_not_be_texted_any_more_is_marked_in_the_list_and_in_the_thread(ana, world, talk):
    ana.post("/scheduler", data=form())
    world.dee.ok_to_sms = "OFF"
    world.session.commit()
    [chip] = ana.page("/scheduler").select("tr.schedule .chip")
    assert plain(chip) in ("Would not be sent", "Opted out") and chip["title"]
    assert "OK to SMS? is off" in plain(ana.page(f"/conversations/{talk.id}").select_one(".scheduled-line"))


def test_a_template_deleted_meanwhile_is_said_and_the_words_stay(ana, world, talk):
    template = world.keep(Template(account_id=world.copper.id, subject="Visit", body="We come at ten."))
    world.session.commit()
    ana.post("/scheduler", data=form(template_id=template.id))
    assert chips(ana) == []
    template.deleted_at = now()
    world.session.commit()
    assert chips(ana) == ["Template deleted"]
    assert "Template deleted" in plain(ana.page(f"/conversations/{talk.id}").select_one(".scheduled-line"))
    assert every()[0].body == "We come at ten."


def test_thirty_cost_no_more_statements_than_three(ana, world):
    costs = []
    for many in (3, 27):
        for hour in range(many):
            ana.post("/scheduler", data=form(date=f"2026-12-{hour + 1:02}"))
        with statements() as asked:
            ana.page("/scheduler")
        costs.append(len(asked))
    assert costs[1] == costs[0] < 30
