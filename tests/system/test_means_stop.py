"""Replies in people's own words: a stop is honoured at once, a doubt goes to a person and is decided with one key."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.system.screen import bubble, composer, open_row, pretty, row, write

CONFIRMED = (
    "Copper & Co. Plumbing: You are unsubscribed and will get no more messages. Reply START, YES or UNSTOP to "
    "resubscribe."
)


def question(page):
    return page.get_by_role("region", name=re.compile("^Does .* mean stop"))


def test_a_doubtful_reply_is_decided_with_one_key_for_both_agents(ana, ben, handset):
    who = pretty(handset.number)
    handset.text("Hi, what does a tankless cost?")
    open_row(ana, who)
    open_row(ben, who)
    handset.text("not interested anymore")
    for page in (ana, ben):
        expect(row(page, who)).to_contain_text("Means stop?")
        expect(question(page)).to_contain_text("“not interested anymore”")
        expect(composer(page)).to_be_visible()
    composer(ana).fill("2")
    expect(question(ana)).to_be_visible()
    composer(ana).fill("")
    composer(ana).blur()
    ana.keyboard.press("2")
    for page in (ana, ben):
        expect(question(page)).to_have_count(0)
        expect(row(page, who)).not_to_contain_text("Means stop?")
        expect(page.get_by_role("log", name="Messages")).to_contain_text("Ana decided about that text: not a stop")
    write(ana, "Thanks for telling us.")
    expect(handset.said("Thanks for telling us.")).to_be_visible()


def test_a_stop_in_other_words_takes_the_composer_and_is_confirmed_once(ana, handset):
    who = pretty(handset.number)
    handset.text("Who is this?")
    open_row(ana, who)
    handset.text("oh please quit texting me, I never asked for this")
    talk = ana.get_by_role("region", name="Conversation")
    expect(talk.get_by_text(re.compile("^Nobody can text this number until they text START"))).to_be_visible()
    expect(composer(ana)).to_be_hidden()
    expect(row(ana, who)).to_contain_text("Opted out")
    expect(bubble(ana, CONFIRMED)).to_have_count(1)
    expect(handset.said(CONFIRMED)).to_be_visible()
    handset.text("START")
    expect(composer(ana)).to_be_visible()


def test_opt_out_by_one_key_takes_the_composer(ana, handset):
    who = pretty(handset.number)
    handset.text("this is spam")
    open_row(ana, who)
    expect(question(ana)).to_be_visible()
    ana.keyboard.press("1")
    expect(question(ana)).to_have_count(0)
    expect(composer(ana)).to_be_hidden()
    expect(ana.get_by_role("complementary", name="Contact").get_by_text(re.compile("^Off since"))).to_be_visible()
