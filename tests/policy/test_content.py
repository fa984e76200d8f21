"""The look at a text's words: what is ordinary stays clean, what carriers stop is found, cells do as published."""

from __future__ import annotations

import time

import pytest

from app.policy.content import Wording, look
from app.policy.content_fold import fold, words_of
from app.policy.content_table import CELLS, COLUMNS, settings_of
from app.policy.content_words import SENTENCES, fix, sentence
from app.policy.facts import LONGEST_FOUND, Finding
from tests.policy.labelled import ordinary, second, to_find

ACME = "Copper State Dental, LLC"
MILD = ("reply", "direct")
HIDDEN = ["v a p e", "va\u200bpe", "ｖａｐｅ", "v.a.p.e", "vаpe", "VAPE", "v@pe", "vap3", "vápe"]


def rules(body: str, *given, **facts) -> list[str]:
    return [found.rule for found in look(body, Wording(*given, **facts))]


def asked(purpose: str) -> list[Wording]:
    """The wordings that a labelled text is looked at with."""
    if purpose == "-":
        return [Wording(each) for each in MILD]
    if purpose == "pending":
        return [Wording("direct", opt_in_pending=True)]
    return [Wording(purpose.removesuffix("1"), business=ACME, is_first=purpose.endswith("1"))]


def test_ordinary_texts_of_eight_trades_are_clean_as_answers_and_direct_texts():
    assert len(ordinary()) >= 300
    found = {text: each for text in ordinary() for purpose in MILD if (each := look(text, Wording(purpose)))}
    assert found == {}


def test_what_is_to_be_found_is_found():
    assert len(to_find()) >= 150
    missed = [
        (rule, text) for rule, purpose, text in to_find() for wording in asked(purpose)
        if rule not in [found.rule for found in look(text, wording)]
    ]  # fmt: skip
    assert missed == []


def test_a_second_set_labelled_later_holds_too():
    wrong = []
    for rule, purpose, text in second():
        for wording in asked(purpose):
            found = [each.rule for each in look(text, wording)]
            if (rule == "ok" and found) or (rule not in ("ok", "known") and rule not in found):
                wrong.append((rule, found, text))
    assert wrong == []


@pytest.mark.parametrize("hidden", HIDDEN)
def test_words_that_hide_are_read(hidden):
    assert words_of(fold(f"our {hidden} here"))[1] in ("vape", "v@pe", "vap3")
    assert rules(f"our {hidden} here", "reply") == ["L1"]


@pytest.mark.parametrize(
    ("body", "word"),
    [("see bit.ly/x", "bit.ly"), ("see b\u200bit.ly/x", "bit.ly"), ("bit[.]ly/x", "bit.ly"), ("m.bit.ly", "bit.ly"),
     ("bit . ly/x", "bit.ly"), ("joe@bit.ly", ""), ("orbit.ly/x", ""), ("bit.lyon.com", ""), ("a bit. Lying down", ""),
     ("AT&T.com", "")],
)  # fmt: skip
def test_a_shortener_is_found_as_a_host_and_nowhere_else(body, word):
    assert [(f.rule, f.blocks, f.word) for f in look(body, Wording("direct"))] == ([("L5", True, word)] if word else [])


@pytest.mark.parametrize("rule", ["L1", "L2", "L3", "L4", "L5", "L6", "L10", "L11", "L14", "L15"])
@pytest.mark.parametrize("purpose", COLUMNS)
def test_each_cell_does_what_is_published(rule, purpose):
    body = {
        "L1": "vape pens", "L2": "cold beer", "L3": "payday loan", "L4": "our casino", "L5": "bit.ly/x",
        "L6": "http://10.0.0.1/x", "L10": "20% off", "L11": "oh!!!!", "L14": "Reply END to end the visit",
        "L15": "SSN 219-09-9999",
    }[rule]  # fmt: skip
    found = {each.rule: each for each in look(body, Wording(purpose, footer="smart"))}
    cell = CELLS[rule][purpose]
    assert (rule in found) == (cell != "-")
    if cell in "WB":
        assert found[rule].blocks == (cell == "B")
    assert (cell == "P") == (rule in found and found[rule].counts_as_offer)


def test_the_name_is_asked_for_in_a_first_text_and_after_a_day_of_silence():
    hello = "Hi, this is Dave about your quote."
    assert rules(hello, "direct", ACME) == []
    assert rules(hello, "direct", ACME, is_first=True) == ["L7"] == rules(hello, "direct", ACME, hours_silent=24.1)
    assert rules(hello, "direct", ACME, hours_silent=24) == [] == rules(hello, "reply", ACME, is_first=True)
    for named in ("Copper State Dental: " + hello, "it's copper state dental's Dave", "COPPER-STATE DENTAL here"):
        assert "L7" not in rules(named, "direct", ACME, is_first=True)
    assert "L7" not in rules("Smith and Sons here", "direct", "Smith & Sons", is_first=True)
    assert rules(hello, "promo", ACME) == ["L7"]
    ours = settings_of({"names": ["Dave about your quote"]})
    assert rules(hello, "direct", ACME, is_first=True, settings=ours) == []


def test_a_business_may_be_called_what_it_likes():
    assert rules("Guns & Hoses: your gutters are done", "direct", "Guns & Hoses", is_first=True) == []
    assert rules("Guns for sale", "direct", "Guns & Hoses") == ["L1"]


def test_an_offer_declared_as_information_is_looked_at_as_one():
    found = look("Your order is ready. 20% off the next", Wording("info", ACME))
    assert found[0] == Finding("L10", False, "20 % off", True) and found[1] == Finding("L7", True, "")
    assert look("the same to all", Wording("direct", same_body=26))[0] == Finding("L17", False, "26", True)
    assert look("the same to all", Wording("direct", same_body=25)) == ()
    assert rules("20% off", "auto_reply") == ["L10"] and look("20% off", Wording("auto_reply"))[0].blocks


def test_what_depends_on_who_gets_it():
    assert rules("Come by", "direct", country="CA", address="1 Elm St") == ["L16"]
    assert rules("Come by 1 elm st", "direct", country="CA", address="1 Elm St") == []
    assert rules("Come by, acme.com/us", "promo", country="CA") == []
    assert rules("Reply YES to confirm", "reply", opt_in_pending=True) == ["L14"]
    assert rules("Reply YES to confirm", "reply") == []
    assert rules("Hi", "reply", segments=5) == ["L12"] == rules("Hi", "reply", segments=2, is_unicode=True)
    assert rules("Hi", "reply", segments=1, is_unicode=True) == [] == rules("Hi", "reply", segments=4)
    assert rules("Hi", "reply", picture_bytes=600_001) == ["L18"]
    assert rules("News", "promo", footer="off") == ["L8"] and rules("News", "promo") == []
    assert rules("Reply STOP to end", "promo", footer="off") == []
    assert rules("Wine on Friday", "promo", age_gated=True) == [] == rules("Wine on Friday", "direct", age_gated=True)
    assert "L2" in rules("Wine on Friday acme.com", "promo", age_gated=True, country="CA")


def test_what_the_text_tells_people_not_to_do_is_no_fault():
    for fine in ("No vaping in the unit", "Cigarettes are prohibited", "Guns are not allowed", "smoke and vape free"):
        assert rules(fine, "info") == []
    assert rules("Don't miss our vapes", "info") == ["L1"]


def test_blocks_come_first_and_each_finding_is_small():
    found = look("LAST CHANCE FOR FREE SPINS AT OUR CASINO bit.ly/x!!!! SSN 219-09-9999", Wording("direct", ACME, True))
    assert [each.blocks for each in found] == [True] + [False] * (len(found) - 1) and len(found) > 4
    assert all(len(each.word) <= LONGEST_FOUND for each in found)


def test_every_rule_has_its_sentence_and_an_old_finding_keeps_its_own():
    assert SENTENCES.keys() == CELLS.keys()
    for rule in CELLS:
        assert sentence(Finding(rule, True, "word")).endswith(".")
    old = "A short link hides where it leads. Use the full address."
    assert sentence(Finding("L5", True, old)) == old


def test_a_fix_mends_what_it_is_offered_for():
    name = fix("L7", "Hi", "Copper State")
    assert (name.how, name.text) == ("before", "Copper State: ")
    loud = "PLEASE CALL US AT HTTPS://X.COM/Ab. I AM AT COPPER STATE"
    small = fix("L11", loud, "Copper State")
    assert small.text == "Please call us at HTTPS://X.COM/Ab. I am at Copper State"
    assert rules(small.text, "reply") == [] and rules(fix("L11", "Hi!!!! Ok!", "").text, "reply") == []
    assert fix("L11", "$ $ $", "") is None and fix("L5", "bit.ly/x", "Copper State") is None
    assert fix("L16", "Hi", "", "acme.com/us").text == " acme.com/us" and fix("L16", "Hi", "") is None


def test_an_equal_text_costs_nearly_nothing_and_a_strange_one_is_linear():
    """Twenty times the bound: other work shares these cores."""
    usual = "Hi Maria, your visit is on Tuesday at 9:30. Directions: https://acme.com/find. See you, Ben"
    texts = [f"{usual} {n:05}" for n in range(500)]
    look(texts[0], Wording("direct", ACME))
    assert _spent(texts) < 0.05 * len(texts) * 20 / 1000
    for strange in ("a.", "1", "v a p e ", "reply ", "x@", "$ ", "reply stop to ", "1-", "save $ 5 "):
        assert _spent([strange * (1600 // len(strange))]) < 0.1


def _spent(texts: list[str]) -> float:
    began = time.process_time()
    for text in texts:
        look(text, Wording("direct", ACME, is_first=True))
    return time.process_time() - began
