"""The texts that ask: versions, whom each asks, the words that go out, and what keeps one from use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.clock import now
from app.models import Account, Consent, OptIn, OptInTemplate, RecordType
from app.texting import contact_fields, programs
from app.texting.access import Problem
from app.texting.contact_fields import Unfit
from app.texting.opt_in_templates import render, save, standing, switch, template_for, usable_of, versions
from app.texting.opt_in_words import filled, looked_over, starter
from app.transaction import perform
from tests.statements import statements
from tests.texting.acts import at_once, rows
from tests.world import BOOKED

TEXTS = Path(__file__).parents[1] / "policy" / "data" / "opt_in_texts.json"
SAMPLES = [each for each in json.loads(TEXTS.read_text("utf-8")) if "passcodes" not in each["text"]]  # L6, with a link


@pytest.fixture
def copper(world):
    """Copper with its addresses and help."""
    world.copper.terms_url, world.copper.privacy_url = "copper.example/terms", "copper.example/privacy"
    world.copper.help_contact = "office@copper.example"
    return world.copper


@pytest.fixture
def offers(world):
    return programs.add(world.copper.id, "Spring offers", "promotional", frequency="2 texts a month")


@pytest.fixture
def builder(world):
    """A record type, and Dee is one."""
    kind = world.keep(RecordType(account_id=world.copper.id, name="Builder"))
    world.dee.contact.record_type_id = kind.id
    return kind


def kept(world, record_type=None, program=None, **more) -> OptInTemplate:
    account = world.copper
    body = more.pop("body", starter(account, program))
    grants = program.level if program else "informational"
    return save(account, record_type, body, grants, program, world.ana, **more)


def test_the_text_to_begin_with_passes_its_own_check_in_two_segments(world, copper, offers):
    topic = programs.add(copper.id, "Visit reminders", "informational")
    for program in (None, offers, topic):
        look = looked_over(starter(copper, program), copper, program)
        assert look.is_complete, look.sentences
        assert len(look.words) <= 320 and look.count.encoding == "GSM-7"


def test_a_saved_text_asks_everybody_and_that_of_a_record_type_its_people(world, copper, builder):
    general, own = kept(world), kept(world, builder, body=starter(copper) + " Builders too.")
    assert template_for(copper, world.dee.contact) is own
    assert template_for(copper, world.eli.contact) is general
    assert template_for(copper, None) is general


def test_without_one_for_their_type_or_where_it_is_off_people_get_the_general_one(world, copper, builder):
    general, own = kept(world), kept(world, builder)
    switch(own, False)
    assert template_for(copper, world.dee.contact) is general
    switch(general, False)
    assert template_for(copper, world.dee.contact) is None


def test_each_account_has_its_own_a_branch_of_the_same_brand_too(world, copper, west):
    kept(world)
    branch = world.session.get(Account, west.account_id)
    assert template_for(branch, None) is None
    assert set(usable_of([copper, branch])) == {copper.id}


def test_templates_of_many_accounts_cost_one_query(world, copper, builder, offers):
    kept(world, program=offers), kept(world, builder)
    accounts = [copper, world.harbor]
    with statements() as asked:
        found = usable_of(accounts)
    assert (len(asked), len(found[copper.id])) == (1, 2)


def test_a_new_version_replaces_the_old_which_stays_as_it_was(world, copper):
    first = kept(world)
    second = kept(world, body=starter(copper) + " Thank you.", seen=1)
    assert (first.version, second.version) == (1, 2)
    assert first.replaced_at is not None and first.body == starter(copper)
    assert [each.version for each in versions(copper, None)] == [2, 1]
    assert standing(copper, None) is second and template_for(copper, None) is second


def test_whoever_saves_over_a_version_they_have_not_seen_is_told(world, copper):
    kept(world, seen=0)
    with pytest.raises(Problem, match="meanwhile"):
        kept(world, seen=0)
    assert len(versions(copper, None)) == 1


@pytest.mark.parametrize("seen", [0, None])
@pytest.mark.parametrize("of_a_type", [False, True])
def test_of_two_who_save_at_once_one_wins_or_both_in_turn(app, world, copper, builder, seen, of_a_type):
    def saving():
        return perform(kept, world, builder if of_a_type else None, seen=seen).version

    results = at_once(app, saving, saving)
    problems = [each for each in results if isinstance(each, Problem)]
    assert all("meanwhile" in str(each) for each in problems) and len(problems) + len(rows(OptInTemplate)) == 2
    assert len(problems) == 1 if seen == 0 else len(problems) <= 1
    assert len(rows(OptInTemplate, replaced_at=None)) == 1


def test_what_lacks_an_element_is_kept_only_switched_off(world, copper):
    body = starter(copper).replace("STOP to opt out", "")
    with pytest.raises(Problem, match="how to stop"):
        kept(world, body=body)
    draft = kept(world, body=body, is_on=False)
    assert template_for(copper, None) is None
    with pytest.raises(Problem, match="how to stop"):
        switch(draft, True)
    assert not draft.is_on


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "Write the text"), ("   \n", "Write the text"), ("x" * 5000, "5,000 characters"),
        ("{{ first_name }}", "Nothing is called {{ first_name }}"), ("{{ account.name", "Nothing is called {{"),
        ("{{ program }}", "choose the program"), ("{{ frequency }}", "is empty"), ("Reply START", "6 more"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence(world, copper, body, sentence):
    with pytest.raises(Problem, match=sentence.replace("{", r"\{").replace("}", r"\}")):
        kept(world, body=body)
    assert rows(OptInTemplate) == []


def test_an_address_that_nobody_wrote_is_said(world, copper):
    copper.privacy_url = ""
    with pytest.raises(Problem, match="address of your privacy policy"):
        kept(world)
    template = kept(world, is_on=False)
    copper.privacy_url = "copper.example/p"
    switch(template, True)
    copper.privacy_url = ""
    assert template_for(copper, None) is None, "what no longer says all that it must asks nobody"


def test_what_carriers_stop_is_not_asked_with(world, copper):
    with pytest.raises(Problem, match="bit.ly hides where a link leads"):
        kept(world, body=starter(copper) + " See bit.ly/x")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each["text"][:30])
def test_the_look_at_words_has_nothing_against_the_usual_opt_in_texts(world, sample):
    world.copper.name = "ABC Company"
    assert looked_over(sample["text"], world.copper).problems == ()


def test_a_text_over_the_accounts_limit_is_not_used(world, copper):
    copper.length_limit = 200
    with pytest.raises(Problem, match="over your limit of 200"):
        kept(world)


def test_offers_are_asked_for_by_a_program_of_offers_that_stands(world, copper, offers):
    with pytest.raises(Problem, match="Choose which"):
        save(copper, None, starter(copper), "promotional", None, world.ana)
    with pytest.raises(Problem, match="what they agree to"):
        save(copper, None, starter(copper), "informational", offers, world.ana)
    with pytest.raises(Problem, match="condition of buying"):
        kept(world, program=offers, body=starter(copper))
    template = kept(world, program=offers)
    assert template_for(copper, None) is template
    programs.close(offers)
    assert template_for(copper, None) is None


def test_nobody_elses_program_or_record_type_is_taken(world, copper):
    theirs = programs.add(world.harbor.id, "Checkups", "informational")
    kind = world.keep(RecordType(account_id=world.harbor.id, name="Patient"))
    for record_type, program in ((None, theirs), (kind, None)):
        with pytest.raises(Problem, match="not one of yours"):
            kept(world, record_type, program)


def test_the_words_that_go_out_have_everything_filled_in(world, copper, offers):
    template = kept(world, program=offers)
    words = render(template, copper, world.local)
    assert "{{" not in words and words.startswith("Copper & Co. Plumbing: Spring offers: Reply START")
    assert "2 texts a month." in words and "copper.example/privacy" in words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Reply START or YES to agree", "Reply START to agree"), ("Reply YES or START", "Reply START"),
        ("Reply YES to agree", "Reply START to agree"), ("Reply “YES” now", "Reply “START” now"),
        ("Reply START, YES", "Reply START"), ("Responda SÍ", "Responda START"), ("Répondez OUI", "Répondez START"),
        ("Reply Y", "Reply START"), ("Say YES to heat", "Say YES to heat"),
    ],
)  # fmt: skip
def test_from_a_toll_free_number_yes_is_never_offered(world, copper, body, words):
    assert filled(body, copper, None, world.toll_free) == words
    assert filled(body, copper, None, world.local) == body


def test_a_record_type_with_an_opt_in_text_stays(world, copper, builder):
    kept(world, builder)
    with pytest.raises(Unfit, match="opt-in text of its own"):
        contact_fields.remove_type(builder)
    assert world.session.get(RecordType, builder.id) is builder


def test_a_program_somebody_agreed_to_keeps_its_name(world, copper, offers):
    programs.rename(offers, "Summer offers")
    spring = {**BOOKED, "level": "promotional", "topic": "Summer offers"}
    world.keep(Consent(account_id=copper.id, phone_e164=world.dee.e164, **spring))
    with pytest.raises(Unfit, match="Close it and add another"):
        programs.rename(offers, "Winter offers")
    assert programs.agreed(copper.id) == {"Summer offers": 1}


def test_a_program_people_were_asked_to_agree_to_keeps_its_name(world, copper, offers):
    template = kept(world, program=offers)
    programs.rename(offers, "Spring deals")
    world.keep(
        OptIn(account_id=copper.id, phone_id=world.dee.id, state="SENT", template_id=template.id, asked_at=now())
    )
    with pytest.raises(Unfit, match="were asked"):
        programs.rename(offers, "Winter offers")


@pytest.mark.parametrize(
    ("name", "level", "sentence"),
    [
        ("", "promotional", "Write a name"), ("x" * 61, "promotional", "more than 60"), ("A", "both", "what kind"),
        ("spring OFFERS", "promotional", "already"), ("{{ x }}", "promotional", "Take them out"),
    ],
)  # fmt: skip
def test_a_program_that_cannot_be_is_refused_in_words(world, copper, offers, name, level, sentence):
    with pytest.raises(Unfit, match=sentence):
        programs.add(copper.id, name, level)


def test_a_closed_programs_name_is_not_given_again_and_no_text_is_about_it(world, copper, offers):
    programs.close(offers)
    with pytest.raises(Unfit, match="is closed"):
        programs.add(copper.id, "Spring offers", "promotional")
    with pytest.raises(Unfit, match="closed"):
        programs.open_one(copper.id, str(offers.id))
    assert programs.open_one(copper.id, "") is None


def test_two_who_add_one_program_at_once_make_one(app, world, copper):
    def adding():
        return perform(programs.add, world.copper.id, "Autumn offers", "promotional").name

    results = at_once(app, adding, adding)
    assert sorted(type(each).__name__ for each in results) == ["Unfit", "str"]
