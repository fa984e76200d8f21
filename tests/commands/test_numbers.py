"""number add, number set: sender numbers and the addresses to set at the carrier."""

from __future__ import annotations

import pytest

from app.extensions import db as database
from app.models import Department, Number
from app.texting import senders

RETRIES = "#rc=4&rp=ct,rt,5xx&ct=2000&rt=3500"


def add(flask, e164="+14805550119", *more, account="Copper & Co. Plumbing", kind="local"):
    return flask("number", "add", account, e164, "--kind", kind, *more)


def test_a_number_is_added_and_its_addresses_are_printed_with_their_retries(flask, world, settings):
    answer = add(flask, "(480) 555-0119", "--json").json
    number = Number.owned("+14805550119")
    assert answer == {
        "number": number.id, "e164": "+14805550119",
        "webhook": f"{settings.public_url}/webhooks/twilio/messages{RETRIES}",
        "status_callback": f"{settings.public_url}/webhooks/twilio/status",
    }  # fmt: skip
    assert (number.account_id, number.kind, number.verification) == (world.copper.id, "local", "unverified")
    assert number.department_id == world.service.id


def test_in_words_the_whole_address_stands_on_its_line(flask, world, settings):
    lines = add(flask).out.splitlines()
    assert any(line.endswith(f"{settings.public_url}/webhooks/twilio/messages{RETRIES}") for line in lines)


def test_texts_to_the_printed_address_come_in(flask, world, client, settings, doorbell, pushed):
    from tests.web.conftest import Hook

    printed = add(flask, "+14805550119", "--json").json["webhook"]
    hook = Hook(client, settings, "+14805550119")
    target = printed.partition("#")[0].removeprefix(settings.public_url)
    assert hook.post(target, hook.fields(), url=printed).status_code == 200


@pytest.mark.parametrize(
    ("e164", "kind", "kept"),
    [("+18445550119", "toll_free", "+18445550119"), ("72346", "short_code", "72346"), ("12345", "short_code", "12345")],
)
def test_every_kind_of_number_can_be_added(flask, world, e164, kind, kept):
    assert add(flask, e164, "--verified", "--json", kind=kind).json["e164"] == kept
    assert (Number.owned(kept).kind, Number.owned(kept).verification) == (kind, "verified")


def test_a_department_is_found_in_any_case_or_made(flask, world):
    add(flask, "+14805550119", "--department", "billing")
    assert Number.owned("+14805550119").department_id == world.billing.id
    add(flask, "+14805550118", "--department", "Night desk", account=str(world.copper.id))
    made = Number.owned("+14805550118").department
    assert (made.name, made.account_id) == ("Night desk", world.copper.id)


@pytest.mark.parametrize(
    ("e164", "kind", "sentence"),
    [
        ("+14805550110", "local", "+14805550110 belongs to this account already."),
        ("+16025550120", "local", "+16025550120 belongs to another account already."),
        ("+18445550119", "local", "+18445550119 is not a local number. Use --kind toll_free."),
        ("+14805550119", "toll_free", "+14805550119 is not a toll-free number. Use --kind local."),
        ("+14805550119", "short_code", "+14805550119 is not a short code: those have 5 or 6 digits."),
        ("1234", "short_code", "1234 is not a short code"),
        ("72345", "local", "This number is too short."),
        ("+442071838750", "local", "This number is outside the United States and Canada"),
        ("SUPPORT", "local", "This number has letters in it."),
        ("", "local", "Write a phone number"),
    ],
)
def test_what_cannot_be_added_is_a_sentence_and_nothing_is_half_done(flask, world, e164, kind, sentence):
    before = database.session.query(Number).count(), database.session.query(Department).count()
    assert add(flask, e164, "--department", "New desk", kind=kind).sentence.startswith(sentence)
    assert (database.session.query(Number).count(), database.session.query(Department).count()) == before


def test_an_account_or_a_kind_that_there_is_not_is_named(flask, world):
    assert add(flask, account="Nobody").sentence.startswith("There is no account Nobody.")
    said = add(flask, kind="pager").sentence
    assert "pager" in said and "toll_free" in said


@pytest.mark.parametrize("verification", ["unverified", "pending", "verified", "rejected"])
def test_a_numbers_verification_is_set(flask, world, verification):
    answer = flask("number", "set", "+14805550110", "--verification", verification, "--json").json
    assert answer == {"number": world.local.id, "verification": verification, "use_case": "mixed", "system": False}
    assert Number.owned("+14805550110").verification == verification


def test_why_what_for_and_whether_it_stands_in_are_set(flask, world):
    said = flask("number", "set", "+14805550110", "--verification", "rejected", "--why", "No website").out
    assert said == "+14805550110 is rejected, registered for mixed use.\n"
    assert Number.owned("+14805550110").verification_why == "No website"
    said = flask("number", "set", "+18885550150", "--use-case", "informational", "--system").out
    assert said == "+18885550150 is verified, registered for informational use, and a system number.\n"
    assert flask("number", "set", "+18885550150", "--no-system", "--json").json["system"] is False


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "There is nothing to set. Give --verification, --why, --use-case or --system."),
        (["--why", "No website"], senders.ONLY_REJECTED),
        (["--use-case", "marketing", "--system"], senders.MARKETING_SYSTEM),
    ],
)
def test_what_does_not_fit_together_is_a_sentence(flask, world, options, sentence):
    assert flask("number", "set", "+14805550110", *options).sentence == sentence
    assert "bulk" in flask("number", "set", "+14805550110", "--use-case", "bulk").sentence


def test_a_number_that_nobody_owns_cannot_be_set(flask, world):
    said = flask("number", "set", "+14805550100", "--verification", "verified").sentence
    assert said == "No account here owns +14805550100. Add it with `number add`."
    assert "maybe" in flask("number", "set", "+14805550110", "--verification", "maybe").sentence
