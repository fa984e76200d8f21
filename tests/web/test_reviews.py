"""The question "Does … mean stop?" in a thread: who sees it, its three answers, what is said when it is too late."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from app import transaction
from app.models import Block, OptOutReview
from app.texting import judging
from tests.texting.acts import rows, text


@pytest.fixture
def agent(client, world):
    return client.sign_in(world.ben)


@pytest.fixture
def doubt(world):
    """Dee's conversation with the Service desk, with a reply that may mean stop."""
    made = world.conversation(world.dee)
    transaction.commit()
    text(world.dee.e164, world.local, "this is spam")
    return made


def decide(browser, doubt, answer: str):
    return browser.post(f"/conversations/{doubt.id}/reviews/{rows(OptOutReview)[0].id}", data={"answer": answer})


def words(answer) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").text.split())


def question(client, doubt):
    return client.page(f"/conversations/{doubt.id}").select_one("[data-review]")


def test_the_thread_asks_with_their_words_and_three_answers_and_may_still_be_answered(agent, doubt):
    asked = question(agent, doubt)
    assert "Does Dee mean stop? “this is spam”" in asked.text
    assert [button.text.split(maxsplit=1)[1] for button in asked.select("button")] == [
        "Opt out", "Not an opt-out", "Answers only",
    ]  # fmt: skip
    standing = agent.page(f"/conversations/{doubt.id}").select_one(".standing")
    assert standing["data-may-write"] == "yes"


@pytest.mark.parametrize("answer, scopes", [("opted_out", ["all"]), ("not_opt_out", []), ("partial", ["proactive"])])
def test_an_answer_is_one_press(agent, world, doubt, answer, scopes):
    sent = decide(agent, doubt, answer)
    assert (sent.status_code, sent.location) == (303, f"/conversations/{doubt.id}")
    assert [b.scope for b in rows(Block, lifted_at=None) if b.e164 == world.dee.e164] == scopes
    assert question(agent, doubt) is None
    line = agent.page(f"/conversations/{doubt.id}").select_one("[role=log]").text
    assert "Ben decided" in " ".join(line.split())


def test_whoever_comes_second_is_told_what_was_decided(agent, world, doubt):
    transaction.perform(judging.answer, doubt, rows(OptOutReview)[0].id, "opted_out", world.ana)
    answer = decide(agent, doubt, "not_opt_out")
    assert answer.status_code == 422
    assert "Somebody has decided this meanwhile: it is a stop." in words(answer)


@pytest.mark.parametrize("answer", ["maybe", "open"])
def test_an_unknown_answer_is_refused_in_words(agent, doubt, answer):
    refused = decide(agent, doubt, answer)
    assert refused.status_code == 422 and "Choose one of the three" in words(refused)
    assert [review.state for review in rows(OptOutReview)] == ["open"]


def test_a_review_of_somebody_else_is_none_of_this_thread(agent, world, doubt):
    other = world.conversation(world.phone("+14805550171", "Gus Hale"))
    transaction.commit()
    refused = agent.post(f"/conversations/{other.id}/reviews/{rows(OptOutReview)[0].id}", data={"answer": "opted_out"})
    assert refused.status_code == 422 and rows(OptOutReview)[0].state == "open"


def test_another_business_gets_404(cara, doubt):
    assert decide(cara, doubt, "opted_out").status_code == 404
    assert [review.state for review in rows(OptOutReview)] == ["open"]


def test_answers_only_is_said_above_the_composer(agent, doubt):
    decide(agent, doubt, "partial")
    standing = agent.page(f"/conversations/{doubt.id}").select_one(".standing")
    assert "Answers only since" in standing.text and standing["data-may-write"] == "yes"
