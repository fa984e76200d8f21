"""Two agents and a phone: a lead texts in, is answered, says STOP and START."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.system.screen import Held, bodies, bubble, composer, open_row, pretty, row, rows, write


@pytest.mark.wide
@pytest.mark.lesson(43)
def test_a_lead_texts_in_and_both_agents_see_the_whole_talk_live(ana, ben, handset):
    who = pretty(handset.number)
    handset.text("Hi, do you install water heaters?")
    for page in (ana, ben):
        expect(rows(page).first).to_contain_text(who)
        expect(rows(page).first).to_contain_text("New lead")
        expect(rows(page).first).to_contain_text("Unread.")
    open_row(ana, who)
    open_row(ben, who)
    expect(row(ben, who)).not_to_contain_text("Unread.")

    held = Held(ana, "POST", "**/conversations/*/messages")
    write(ana, "We do. Gas or electric?")
    expect(bubble(ana, "We do. Gas or electric?")).to_contain_text("Queued")
    expect(composer(ana)).to_have_value("")
    held.let_go()
    expect(bubble(ana, "We do. Gas or electric?")).to_contain_text(re.compile("Delivered"))
    expect(bubble(ben, "We do. Gas or electric?")).to_contain_text("Ana Reyes")
    expect(bubble(ben, "We do. Gas or electric?")).to_contain_text("Delivered")
    expect(handset.said("We do. Gas or electric?")).to_be_visible()

    handset.text("Gas I think")
    for page in (ana, ben):
        expect(bubble(page, "Gas I think")).to_have_count(1)
        assert bodies(page) == ["Hi, do you install water heaters?", "We do. Gas or electric?", "Gas I think"]
        expect(row(page, who)).to_contain_text("Gas I think")
        expect(row(page, who)).not_to_contain_text("New lead")


def test_stop_takes_the_composer_and_start_gives_it_back_with_the_draft(ana, ben, handset, product):
    who = pretty(handset.number)
    handset.text("Can you come on Monday?")
    for page in (ana, ben):
        open_row(page, who)
    product.flask("send", "pause", "Copper & Co. Plumbing")
    write(ana, "Monday at ten works.")
    expect(bubble(ana, "Monday at ten works.")).to_contain_text("Waiting")
    composer(ana).fill("Shall I hold the slot?")

    handset.text("STOP")
    product.flask("send", "resume", "Copper & Co. Plumbing")
    for page in (ana, ben):
        talk = page.get_by_role("region", name="Conversation")
        expect(talk.get_by_text(re.compile(f"^{re.escape(who)} texted STOP on"))).to_be_visible()
        expect(talk.get_by_text(re.compile("^Nobody can text this number until they text START"))).to_be_visible()
        expect(composer(page)).to_be_hidden()
        expect(bubble(page, "Monday at ten works.")).to_contain_text("Canceled")
        expect(row(page, who)).to_contain_text("Opted out")
        panel = page.get_by_role("complementary", name="Contact")
        expect(panel.get_by_text(re.compile("^Off since"))).to_be_visible()
        expect(panel.get_by_role("switch", name="OK to SMS?")).not_to_be_checked()

    handset.text("START")
    for page in (ana, ben):
        expect(composer(page)).to_be_visible()
        expect(row(page, who)).not_to_contain_text("Opted out")
    expect(composer(ana)).to_have_value("Shall I hold the slot?")
    composer(ana).press("Enter")
    expect(handset.said("Shall I hold the slot?")).to_be_visible()
    expect(handset.said("Monday at ten works.")).to_have_count(0)
