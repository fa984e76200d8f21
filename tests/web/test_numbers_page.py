"""/numbers: each number with how far it is verified and what may leave meanwhile, set by hand; the rule about lines."""

from __future__ import annotations

import pytest

from app import transaction
from app.extensions import db as database
from app.models import Account, Number
from app.texting import senders


def row(page, number: str):
    return next(each for each in page.select("table.numbers tbody tr") if number in each.th.text)


def change(browser, number, **fields):
    form = {"verification": "verified", "use_case": "mixed", **fields}
    return browser.post(f"/numbers/{number.id}", data=form)


def test_each_number_says_how_far_it_is_and_what_may_leave(client, world):
    transaction.perform(senders.change, world.local, "rejected", "No website")
    transaction.perform(senders.change, world.toll_free, use_case="informational", is_system=True)
    page = client.sign_in(world.ana).page("/numbers")
    turned_down, notices = row(page, "(480) 555-0110"), row(page, "(888) 555-0150")
    assert "Rejected" in turned_down.text and "No website" in turned_down.text
    assert "Answers only" in turned_down.text and "Local number · Service desk" in turned_down.text
    assert "Verified" in notices.text and "Everything but offers" in notices.text
    assert "Sends notices for numbers that may not" in notices.text


def test_an_admin_sets_what_the_carriers_have_decided(client, world):
    browser = client.sign_in(world.ana)
    form = browser.page(f"/numbers/{world.local.id}").select_one("main form")
    assert form.select_one("input[name=verification][checked]")["value"] == "verified"
    fields = {"verification": "rejected", "why": "No website", "use_case": "informational", "is_system": "1"}
    assert change(browser, world.local, **fields).headers["Location"] == "/numbers?done=1"
    assert "Saved." in browser.page("/numbers?done=1").text
    kept = Number.owned("+14805550110")
    assert (kept.verification, kept.verification_why, kept.use_case, kept.is_system) == (
        "rejected", "No website", "informational", True,
    )
    change(browser, world.local, verification="verified", why="No website")
    kept = Number.owned("+14805550110")
    assert (kept.verification, kept.verification_why, kept.is_system) == ("verified", "", False)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"use_case": "marketing", "is_system": "1"}, senders.MARKETING_SYSTEM),
        ({"verification": "maybe"}, "maybe is no state."),
        ({"verification": ""}, "Nothing is no state."),
        ({"verification": "rejected", "why": "x" * 301}, "The reason has 301 characters. Shorten it to 300."),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(client, world, fields, sentence):
    answer = change(client.sign_in(world.ana), world.local, **{"why": "Keep me", **fields})
    assert answer.status_code == 422 and sentence in answer.text
    assert fields.get("why", "Keep me") in answer.text
    assert Number.owned("+14805550110").verification == "verified"


def test_the_rule_about_lines_and_the_switch_are_kept(client, world):
    browser = client.sign_in(world.ana)
    page = browser.page("/numbers")
    assert page.select_one("#line_rule option[selected]")["value"] == "refuse"
    assert not page.select_one("input[name=looks_up]").has_attr("checked")
    assert browser.post("/numbers", data={"line_rule": "warn", "looks_up": "1"}).status_code == 303
    account = database.session.get(Account, world.copper.id)
    assert (account.line_rule, account.looks_up_lines) == ("warn", True)
    assert browser.page("/numbers").select_one("input[name=looks_up]").has_attr("checked")
    refused = browser.post("/numbers", data={"line_rule": "perhaps"})
    assert refused.status_code == 422 and "perhaps is no rule. Use one of: refuse, warn, off." in refused.text
    assert database.session.get(Account, world.copper.id).line_rule == "warn"


@pytest.mark.parametrize("role", ["agent", "manager"])
def test_only_admins_see_and_change_it(client, world, role):
    world.ben.role = role
    transaction.commit()
    browser = client.sign_in(world.ben)
    assert browser.get(f"/numbers/{world.local.id}").status_code == 403
    assert change(browser, world.local, verification="pending").status_code == 403
    assert browser.post("/numbers", data={"line_rule": "off"}).status_code == 403
    assert Number.owned("+14805550110").verification == "verified"


def test_the_composer_says_it_before_sending(client, world, thread):
    transaction.perform(senders.change, world.local, "pending")
    browser = client.sign_in(world.ben)
    form = {"conversation_id": thread.id, "body": "On our way"}
    answer = browser.post(f"/conversations/{thread.id}/check", data=form)
    assert 'data-verdict="warn"' in answer.text
    assert "Delivery isn&#39;t guaranteed until (480) 555-0110 is verified." in answer.text
    said = browser.post("/messages/check", data={"to": world.dee.e164, "body": "Hello", "number_id": world.local.id})
    assert 'data-verdict="refuse"' in said.text and "An admin sees what is missing under Numbers." in said.text
