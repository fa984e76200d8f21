"""Numbers as people type them, and what kind of destination an address is."""

import pytest

from app.sms import e164
from app.sms.e164 import Destination, NumberProblem


@pytest.mark.parametrize(
    "typed",
    [
        "(202) 555-0147",
        "2025550147",
        "1-202-555-0147",
        "+1 202 555 0147",
        "202.555.0147",
        "tel:+1-202-555-0147",
        "\u202a+1 (202) 555\u20110147\u202c",
        "+\uff11\uff12\uff10\uff12\uff15\uff15\uff15\uff10\uff11\uff14\uff17",
        "2025550147.0",
        "011 1 202 555 0147",
        "  202/555/0147 ",
    ],
)
def test_a_number_is_read_however_it_is_written(typed):
    assert e164.parse(typed) == "+12025550147"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write a phone number, like (602) 555-0148."),
        ("555-0148", "This number is too short. Write all ten digits, like (602) 555-0148."),
        ("1-202-555-014", "This number is too short. Write all ten digits, like (602) 555-0148."),
        ("+44 20", "This number is too short. Write all ten digits, like (602) 555-0148."),
        ("202555014799", "This number is too long. Write ten digits, like (602) 555-0148."),
        ("5" * 5000, "This is too long for a phone number. Write ten digits, like (602) 555-0148."),
        ("1-800-FLOWERS", "This number has letters in it. Write it in digits, like (602) 555-0148."),
        (
            "202-555-0147 x5",
            "A text cannot reach an extension. Leave the extension off, like (602) 555-0148.",
        ),
        (
            "2025550147 ext. 12",
            "A text cannot reach an extension. Leave the extension off, like (602) 555-0148.",
        ),
        (
            "2.02556E+09",
            "A spreadsheet has shortened this number and its last digits are lost. "
            "Format the column as text, then copy the whole number again.",
        ),
        (
            "+44 20 7183 8750",
            "This number is outside the United States and Canada, so it cannot be texted. "
            "Write a US or Canadian number, like (602) 555-0148.",
        ),
        (
            "876 555 0100",
            "This number is outside the United States and Canada, so it cannot be texted. "
            "Write a US or Canadian number, like (602) 555-0148.",
        ),
        ("(102) 555-0147", "No area code starts with 0 or 1. Check the first three digits."),
        ("(202) 155-0147", "The three digits after the area code cannot start with 0 or 1. Check them."),
        ("900-555-0100", "This is a paid-service number (900 or 976), so it cannot be texted."),
        ("202-555-0147, 202-555-0148", "There is more than one number here. Write one number only."),
        ("202%5550147", "“%” does not belong in a phone number. Write it like (602) 555-0148."),
    ],
)
def test_each_mistake_has_its_own_sentence(typed, sentence):
    with pytest.raises(NumberProblem) as problem:
        e164.parse(typed)
    assert str(problem.value) == sentence


def test_an_area_code_newer_than_the_library_is_accepted_and_called_unassigned():
    assert e164.parse("(555) 555-0100") == "+15555550100"
    assert e164.kind_of("+15555550100") is Destination.UNASSIGNED


def test_only_us_and_canadian_writing_is_read():
    assert e164.parse("604 555 0123", region="CA") == "+16045550123"
    with pytest.raises(ValueError, match="US or CA"):
        e164.parse("020 7183 8750", region="GB")


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("+14805550199", "us_ca"),
        ("+16045550123", "us_ca"),
        ("+18005550100", "us_ca"),
        ("+12029110147", "us_ca"),
        ("+17875550100", "us_ca"),
        ("+16715550100", "us_ca"),
        ("+13405550100", "us_ca"),
        ("+16705550100", "us_ca"),
        ("+16845550100", "us_ca"),
        ("+18765550100", "caribbean"),
        ("+12425550100", "caribbean"),
        ("+15558675310", "unassigned"),
        ("+19005550100", "premium"),
        ("+12129761234", "premium"),
        ("+442071838750", "foreign"),
        ("12345", "short_code"),
        ("90210", "short_code"),
        ("12345678", "short_code"),
        ("AMAZON", "name"),
        ("whatsapp:+14805550199", "name"),
        ("", "empty"),
        ("12", "malformed"),
        ("2025550147", "malformed"),
        ("+11234567890", "malformed"),
        ("+1202555014", "malformed"),
        ("+12025550147\n", "malformed"),
        ("+60000", "malformed"),
        ("???", "malformed"),
    ],
)
def test_every_address_is_one_kind_of_destination(address, kind):
    assert e164.kind_of(address) == kind


def test_addresses_are_shown_as_people_read_them():
    assert e164.display("+14805550199") == "(480) 555-0199"
    assert e164.display("+442071838750") == "+44 20 7183 8750"
    assert e164.display("12345") == "12345"
    assert e164.display("AMAZON") == "AMAZON"
    assert e164.display("") == "Unknown sender"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+14805550199", "+1480…99"),
        ("whatsapp:+14805550199", "whatsapp:+1480…99"),
        ("2025550147", "20…"),
        ("Maria Lopez", "Ma…"),
        ("12345", "12345"),
        ("", "(none)"),
        ("+14805550199\nroot", "+1480…ot"),
    ],
)
def test_logs_get_too_little_to_call_and_always_one_line(address, shown):
    assert e164.masked(address) == shown


def test_area_codes_and_toll_free_numbers_are_told_from_the_digits():
    assert e164.area_code("+14805550199") == "480"
    assert e164.area_code("+442071838750") is None
    assert e164.area_code("") is None
    assert e164.is_toll_free("+18335550100")
    assert not e164.is_toll_free("+14805550199")


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("+14805550199", "+14805550199"),
        (" +14805550199\r\n", "+14805550199"),
        ("\u200e+14805550199\x00", "+14805550199"),
        ("whatsapp:+14805550199", "whatsapp:+14805550199"),
        ("rcs:brand_agent", "rcs:brand_agent"),
        ("Big Shop", "Big Shop"),
        ("a\x00b", "a\ufffdb"),
        ("", ""),
        ("x" * 200, "x" * 64),
    ],
)
def test_a_sender_is_stored_exactly_as_sent_but_for_what_cannot_be_stored(raw, stored):
    assert e164.normalise_sender(raw) == stored
