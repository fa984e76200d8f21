"""user add, user password: people who sign in."""

from __future__ import annotations

import pytest

from app.extensions import db as database
from app.models import Membership, User
from app.texting import accounts

GOOD = ("--password", "a good long phrase")


def add(flask, *more, account="Copper & Co. Plumbing", email="bo@example.com", role="agent"):
    return flask("user", "add", account, "--email", email, "--role", role, *(more or GOOD))


def desks(user: User) -> list[int]:
    return [row.department_id for row in database.session.query(Membership).filter_by(user_id=user.id)]


@pytest.mark.parametrize("role", ["agent", "manager", "admin"])
def test_a_person_is_added_and_signs_in(flask, world, role):
    made = add(flask, *GOOD, "--name", "Bo Diaz", "--json", role=role).json
    bo = accounts.sign_in_user("bo@example.com", GOOD[1])
    assert (bo.id, bo.role, bo.name, bo.account_id) == (made["user"], role, "Bo Diaz", world.copper.id)
    assert desks(bo) == [world.service.id]


def test_an_agent_sits_in_the_department_named_in_any_case(flask, world):
    assert add(flask, *GOOD, "--department", "bILLING").status == 0
    assert desks(User.with_email("bo@example.com")) == [world.billing.id]


@pytest.mark.parametrize(
    ("changed", "more", "sentence"),
    [
        ({"email": "ana@example.com"}, GOOD, "ana@example.com has a sign-in already. Use another address, or"),
        ({"email": "cara@example.com"}, GOOD, "cara@example.com has a sign-in already."),
        ({"email": "b o"}, GOOD, "b o is not an e-mail address."),
        ({"account": "Nobody"}, GOOD, "There is no account Nobody. Make one with `account create`."),
        ({}, (*GOOD, "--department", "Attic"), "Copper & Co. Plumbing has no department named Attic."),
        ({}, (*GOOD, "--department", "Front desk"), "Copper & Co. Plumbing has no department named Front desk."),
        ({}, ("--password", "short"), "The password is too short."),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_nobody_is_added(flask, world, changed, more, sentence):
    before = database.session.query(User).count()
    assert add(flask, *more, **changed).sentence.startswith(sentence)
    assert database.session.query(User).count() == before


def test_a_role_that_there_is_not_is_named_with_those_that_there_are(flask, world):
    said = add(flask, role="owner").sentence
    assert "owner" in said and "agent" in said and "manager" in said


def test_a_new_password_counts_and_the_old_one_ends_with_its_sessions(flask, world):
    kept = world.ana.get_id()
    answer = flask("user", "password", "ANA@example.com", "--password", "another good phrase", "--json").json
    assert answer == {"user": world.ana.id}
    assert accounts.sign_in_user("ana@example.com", "another good phrase")
    assert not accounts.sign_in_user("ana@example.com", world.password)
    assert User.of_session(kept) is None


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [("nobody@example.com", "another good phrase", "Nobody signs in as nobody@example.com."),
     ("ana@example.com", "short", "The password is too short.")],
)  # fmt: skip
def test_a_password_that_cannot_be_set_is_a_sentence_and_the_old_one_stays(flask, world, email, password, sentence):
    assert flask("user", "password", email, "--password", password).sentence.startswith(sentence)
    assert accounts.sign_in_user("ana@example.com", world.password)


def test_a_password_from_standard_input_is_not_echoed(flask, world):
    said = flask("user", "password", "ana@example.com", input="typed in secret\n")
    assert said.status == 0
    assert "secret" not in said.out + said.err


def test_somebody_is_made_operator_and_no_longer(flask, world):
    assert flask("user", "operator", "ana@example.com", "--json").json == {"user": world.ana.id, "operator": True}
    assert world.ana.is_operator
    assert flask("user", "operator", "ANA@example.com", "--off", "--json").json["operator"] is False
    assert not world.ana.is_operator


def test_nobody_is_no_operator(flask, world):
    said = flask("user", "operator", "nobody@example.com").sentence
    assert said == "Nobody signs in with nobody@example.com. Add them with `user add` first."
