"""account create: a business and its first admin, whole or not at all."""

from __future__ import annotations

import pytest

from app.extensions import db as database
from app.models import Account, Department, User
from app.texting import accounts

GOOD = ("--password", "a good long phrase")


def create(flask, name="Mesa Roofing", email="mia@example.com", *more, **kwargs):
    return flask("account", "create", name, "--email", email, *more, **kwargs)


def counted() -> tuple[int, int, int]:
    return tuple(database.session.query(noun).count() for noun in (Account, Department, User))


def test_an_account_is_made_with_its_first_admin(flask):
    answer = create(flask, "Mesa Roofing", "Mia@Example.com", *GOOD, "--person", "Mia Vega", "--json").json
    account, admin = Account.named("Mesa Roofing"), User.with_email("mia@example.com")
    assert answer == {"account": account.id, "user": admin.id}
    assert (admin.account_id, admin.role, admin.name) == (account.id, "admin", "Mia Vega")
    assert accounts.sign_in_user("mia@example.com", GOOD[1]).id == admin.id
    assert account.brand_id == account.id


def test_without_json_it_answers_in_words(flask):
    said = create(flask, "Mesa Roofing", "mia@example.com", *GOOD)
    assert said.status == 0
    assert "Mesa Roofing. mia@example.com signs in as its admin." in said.out


def test_the_password_comes_from_standard_input(flask):
    assert create(flask, input="typed in secret\n").status == 0
    assert accounts.sign_in_user("mia@example.com", "typed in secret")


def test_the_password_comes_from_the_environment_before_standard_input(flask):
    assert create(flask, input="typed in secret\n", env={"LEADLINE_PASSWORD": "from the surroundings"}).status == 0
    assert accounts.sign_in_user("mia@example.com", "from the surroundings")
    assert not accounts.sign_in_user("mia@example.com", "typed in secret")


def test_an_account_of_the_same_brand_stands_under_its_parent(flask, world):
    for parent in (world.copper.name, str(world.copper.id)):
        email = f"m{len(parent)}@example.com"
        made = create(flask, f"Copper {parent}", email, *GOOD, "--parent", parent, "--json").json
        account = database.session.get(Account, made["account"])
        assert (account.parent_id, account.brand_id) == (world.copper.id, world.copper.id)


@pytest.mark.parametrize(
    ("name", "email", "more", "sentence"),
    [
        ("Harbor Dental", "mia@example.com", GOOD, "There is an account named Harbor Dental already."),
        ("Mesa", "ana@example.com", GOOD, "ana@example.com has a sign-in already."),
        ("Mesa", "ANA@Example.com", GOOD, "ana@example.com has a sign-in already."),
        ("Mesa", "mia", GOOD, "mia is not an e-mail address."),
        ("Mesa", "mia@example.com", ("--password", "short"), "The password is too short. Use at least 10 characters."),
        ("Mesa", "mia@example.com", ("--password", "x" * 201), "The password is too long."),
        ("  ", "mia@example.com", GOOD, "The account needs a name."),
        ("x" * 121, "mia@example.com", GOOD, "The account's name is too long."),
        ("Mesa", "mia@example.com", (*GOOD, "--parent", "Nobody"), "There is no account Nobody."),
        ("Mesa", "mia@example.com", (*GOOD, "--parent", "9" * 30), f"There is no account {'9' * 30}."),
        ("Mesa", "mia@example.com", (*GOOD, "--time-zone", "Mars/Base"), "Mars/Base is not a time zone."),
        ("Mesa", "mia@example.com", (*GOOD, "--time-zone", "../etc"), "../etc is not a time zone."),
        ("Mesa", "mia@example.com", (), "A password is needed: give --password, set LEADLINE_PASSWORD"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_sentence_and_nothing_is_half_done(flask, world, name, email, more, sentence):
    database.session.commit()
    before = counted()
    assert create(flask, name, email, *more).sentence.startswith(sentence)
    assert counted() == before


def test_made_twice_at_the_same_moment_it_is_a_sentence(flask, world, monkeypatch):
    monkeypatch.setattr(User, "with_email", classmethod(lambda *_: None))
    assert "Somebody else made the same thing" in create(flask, "Mesa", "ana@example.com", *GOOD).sentence


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [(("account", "create", "Mesa"), "--email"), (("account", "create", "--email", "m@x.de"), "NAME"),
     (("account", "destroy"), "destroy"), (("account", "create", "M", "--emil", "x"), "--emil")],
)  # fmt: skip
def test_a_command_typed_wrongly_ends_with_status_1_and_names_what_is_wrong(flask, arguments, missing):
    assert missing in flask(*arguments).sentence
