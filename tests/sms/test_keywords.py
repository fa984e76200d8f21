"""The carrier's whole-word keywords, and what the carrier does about them itself."""

import pytest

from app.sms import keywords


@pytest.mark.parametrize("word", "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT".split())
def test_each_of_the_eight_stop_words_stops(word):
    assert keywords.keyword_of(word) == ("STOP", word)
    assert keywords.keyword_of(f"  {word.title()}!\n") == ("STOP", word)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("(stop)", "STOP"),
        ("stop...", "STOP"),
        ("'End'", "STOP"),
        ("Cancel!", "STOP"),
        ("“Stop”", "STOP"),
        ("🛑 STOP 🛑", "STOP"),
        ("stop ✋🏽", "STOP"),
        ("ＳＴＯＰ", "STOP"),
        ("start", "START"),
        ("Unstop.", "START"),
        ("help?", "HELP"),
        ("INFO", "HELP"),
    ],
)
def test_case_width_punctuation_quotes_and_emoji_around_the_word_do_not_matter(text, label):
    assert keywords.classify(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "🛑",
        "STOP PLEASE",
        "S.T.O.P",
        "opt out",
        "don't stop",
        "stops",
        "help me",
        "restart",
        "no",
        "1",
    ],
)
def test_anything_but_the_single_word_is_ordinary_talk(text):
    assert keywords.keyword_of(text) == ("none", None)


@pytest.mark.parametrize(
    ("context", "label"),
    [(None, "none"), ("appointment_pending", "none"), ("opted_out", "START"), ("optin_pending", "START")],
)
def test_yes_means_start_only_when_it_answers_us(context, label):
    assert keywords.classify("Yes!", context) == label
    assert keywords.classify("yes please", context) == "none"


@pytest.mark.parametrize("context", keywords.CONTEXTS)
def test_stop_stops_in_every_context(context):
    assert keywords.classify("cancel", context) == "STOP"


def test_an_unknown_context_or_a_text_that_is_none_gets_a_sentence():
    with pytest.raises(
        ValueError, match="Nobody knows the context 'later'. Leave it out or use one of: optin"
    ):
        keywords.classify("yes", "later")
    with pytest.raises(ValueError, match="The text must be a string, not NoneType."):
        keywords.classify(None)


@pytest.mark.parametrize(
    ("kind", "text", "blocks"),
    [
        ("local", " stop\n", True),
        ("local", "Revoke", True),
        ("local", "stop!", False),
        ("local", "stop please", False),
        ("toll_free", "STOP", True),
        ("toll_free", "UNSUBSCRIBE", False),
        ("short_code", "STOP", False),
    ],
)
def test_the_carrier_blocks_only_for_the_words_it_knows_on_that_kind_of_number(kind, text, blocks):
    assert keywords.carrier_blocks(kind, text) is blocks
    assert keywords.carrier_answers(kind, text, "STOP") is blocks


@pytest.mark.parametrize(
    ("kind", "text", "lifts"),
    [
        ("local", "start", True),
        ("local", "YES", True),
        ("toll_free", "unstop", True),
        ("toll_free", "YES", False),
        ("short_code", "START", False),
    ],
)
def test_yes_lifts_the_carriers_block_on_local_numbers_only(kind, text, lifts):
    assert keywords.carrier_lifts(kind, text) is lifts
    assert keywords.carrier_answers(kind, text, "START") is lifts


def test_help_is_answered_by_the_carrier_but_not_on_short_codes():
    assert keywords.carrier_answers("local", "Info", "HELP")
    assert keywords.carrier_answers("toll_free", "help", "HELP")
    assert not keywords.carrier_answers("short_code", "help", "HELP")


def test_a_yes_that_is_ordinary_talk_has_nothing_to_confirm():
    assert not keywords.carrier_answers("local", "yes", "none")


def test_advanced_opt_out_says_itself_what_the_carrier_did():
    assert keywords.carrier_answers("short_code", "arret", "none", opt_out_type="STOP")
    assert keywords.carrier_blocks("short_code", "arret", "STOP")
    assert keywords.carrier_lifts("local", "oui", "START")
    assert not keywords.carrier_blocks("local", "STOP", "HELP")


def test_an_unknown_kind_of_number_gets_a_sentence():
    with pytest.raises(ValueError, match="A number is one of local, toll_free, short_code, not 'fax'."):
        keywords.carrier_blocks("fax", "stop")
