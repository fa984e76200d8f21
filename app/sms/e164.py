"""Phone addresses: from what a person types to E.164, and what kind of destination an address is.

    parse("(202) 555-0147")      "+12025550147", or NumberProblem with a sentence for the person
    kind_of("+12025550147")      Destination.US_CA
    display("+12025550147")      "(202) 555-0147"
    masked("+12025550147")       "+1202…47", for logs

Numbers follow the North American Numbering Plan (NXX-NXX-XXXX); countries come from libphonenumber.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

import phonenumbers

EXAMPLE = "(602) 555-0148"
MAX_ADDRESS = 64  # characters; longer than any sender a carrier delivers
US_TERRITORIES = frozenset({"PR", "GU", "VI", "MP", "AS"})
TOLL_FREE_CODES = frozenset({"800", "833", "844", "855", "866", "877", "888"})

_NANP = re.compile(r"\+1([2-9][0-9]{2})([2-9][0-9]{2})([0-9]{4})")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ROUNDED = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s*[eE]\s*\+?[0-9]+")
_EXTENSION = re.compile(r"[0-9)][\s,;]*(?:extension|extn|ext|x|#)[\s:.=]*[0-9]+$", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[,;/|&\n]|\bor\b|\band\b", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s().\-/\u2010-\u2015\u2212\u00b7]")


class NumberProblem(ValueError):
    """A number that cannot be used; str() is the sentence to show beside the field."""


class Destination(StrEnum):
    """What an address is, as far as its digits tell."""

    US_CA = "us_ca"
    UNASSIGNED = "unassigned"
    FOREIGN = "foreign"
    CARIBBEAN = "caribbean"
    PREMIUM = "premium"
    SHORT_CODE = "short_code"
    NAME = "name"
    EMPTY = "empty"
    MALFORMED = "malformed"


def parse(text: str, region: str = "US") -> str:
    """A typed US or Canadian number as E.164. Raises NumberProblem with a sentence for the person.

    `region` is "US" or "CA"; both write numbers alike, so it changes nothing but refuses other plans.
    An area code that libphonenumber does not know yet is accepted: kind_of() calls it unassigned.
    """
    if region not in ("US", "CA"):
        raise ValueError(f"Numbers are read as US or CA numbers, not as {region!r} ones.")
    typed = _plain(text)
    _refuse_what_is_no_number(typed)
    digits = _ten_digits(typed)
    _refuse_bad_codes(digits)
    return "+1" + digits


@lru_cache(maxsize=4096)
def kind_of(address: str) -> Destination:
    """What kind of destination a stored address is. Channel addresses ("whatsapp:…") count as names."""
    if not address:
        return Destination.EMPTY
    if re.fullmatch(r"[0-9]{3,8}", address):
        return Destination.SHORT_CODE
    if nanp := _NANP.fullmatch(address):
        return _nanp_kind(address, nanp[1], nanp[2])
    if re.fullmatch(r"\+[02-9][0-9]{5,14}", address):
        return Destination.FOREIGN if _is_possible(address) else Destination.MALFORMED
    if any(char.isalpha() for char in address) and address.isprintable():
        return Destination.NAME
    return Destination.MALFORMED


def display(address: str) -> str:
    """An address as people read it: (480) 555-0199, +44 20 7183 8750, a name as it is."""
    if not address:
        return "Unknown sender"
    if nanp := _NANP.fullmatch(address):
        return f"({nanp[1]}) {nanp[2]}-{nanp[3]}"
    if kind_of(address) is Destination.FOREIGN:
        number = phonenumbers.parse(address, None)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return address


def masked(address: str) -> str:
    """An address for logs: enough to tell two apart, too little to call: +1480…99."""
    if not address:
        return "(none)"
    address = "".join(filter(str.isprintable, address))
    prefix, colon, rest = address.rpartition(":")
    if rest.startswith("+") and len(rest) >= 9:
        return f"{prefix}{colon}{rest[:5]}…{rest[-2:]}"
    if kind_of(address) is Destination.SHORT_CODE and len(address) <= 6:
        return address
    return f"{address[:2]}…"


def area_code(e164: str) -> str | None:
    """The three digits after +1, or None when this is no +1 number."""
    nanp = _NANP.fullmatch(e164 or "")
    return nanp[1] if nanp else None


def is_toll_free(e164: str) -> bool:
    """Whether the number is a toll-free one of the North American plan (800, 833, … 888)."""
    return area_code(e164) in TOLL_FREE_CODES


@lru_cache(maxsize=4096)
def is_canadian(e164: str) -> bool:
    """Whether the number's area code is a Canadian one."""
    nanp = _NANP.fullmatch(e164 or "")
    return nanp is not None and (_area_region(nanp[1]) or _region(e164)) == "CA"


def normalise_sender(raw: str) -> str:
    """What an inbound From is stored as: exactly as sent, without surrounding blanks and control
    characters, at most MAX_ADDRESS characters. NUL inside is replaced: PostgreSQL cannot store it."""
    start, end = 0, len(raw)
    while start < end and _is_blank(raw[start]):
        start += 1
    while end > start and _is_blank(raw[end - 1]):
        end -= 1
    return raw[start:end].replace("\x00", "\ufffd")[:MAX_ADDRESS]


def _plain(text: str) -> str:
    typed = _HIDDEN.sub("", unicodedata.normalize("NFKC", str(text if text is not None else ""))).strip()
    typed = "".join(str(unicodedata.decimal(char, char)) for char in typed)
    typed = re.sub(r"^tel:\s*", "", typed, flags=re.IGNORECASE)
    return re.sub(r"^(\+?[0-9]{10,11})\.0+$", r"\1", typed)  # a spreadsheet's float


def _refuse_what_is_no_number(typed: str) -> None:
    if not typed:
        raise NumberProblem(f"Write a phone number, like {EXAMPLE}.")
    if _ROUNDED.fullmatch(typed):
        raise NumberProblem(
            "A spreadsheet has shortened this number and its last digits are lost. "
            "Format the column as text, then copy the whole number again."
        )
    if len(typed) > MAX_ADDRESS:
        raise NumberProblem(f"This is too long for a phone number. Write ten digits, like {EXAMPLE}.")
    if sum(_has_seven_digits(part) for part in _BETWEEN_NUMBERS.split(typed)) > 1:
        raise NumberProblem("There is more than one number here. Write one number only.")
    if _EXTENSION.search(typed):
        raise NumberProblem(f"A text cannot reach an extension. Leave the extension off, like {EXAMPLE}.")
    if any(char.isalpha() for char in typed):
        raise NumberProblem(f"This number has letters in it. Write it in digits, like {EXAMPLE}.")


def _has_seven_digits(part: str) -> bool:
    return sum(map(str.isdigit, part)) >= 7


def _ten_digits(typed: str) -> str:
    digits = _PUNCTUATION.sub("", typed)
    if digits.startswith("(+"):
        digits = digits[1:]
    international = digits.startswith(("+", "011", "00"))
    bare = re.sub(r"^(\+|011|00)", "", digits)
    if odd := re.search(r"[^0-9]", bare):
        raise NumberProblem(f"“{odd[0]}” does not belong in a phone number. Write it like {EXAMPLE}.")
    if international and not bare.startswith("1"):
        raise _abroad_problem(bare)
    if bare.startswith("1") and (international or len(bare) == 11 or re.match(r"1[\s.\-]", typed)):
        bare = bare[1:]
    if len(bare) < 10:
        raise NumberProblem(f"This number is too short. Write all ten digits, like {EXAMPLE}.")
    if len(bare) > 10:
        raise NumberProblem(f"This number is too long. Write ten digits, like {EXAMPLE}.")
    return bare


def _abroad_problem(bare: str) -> NumberProblem:
    if len(bare) < 7:
        return NumberProblem(f"This number is too short. Write all ten digits, like {EXAMPLE}.")
    return NumberProblem(
        "This number is outside the United States and Canada, so it cannot be texted. "
        f"Write a US or Canadian number, like {EXAMPLE}."
    )


def _refuse_bad_codes(digits: str) -> None:
    if digits[0] in "01":
        raise NumberProblem("No area code starts with 0 or 1. Check the first three digits.")
    if digits[3] in "01":
        raise NumberProblem("The three digits after the area code cannot start with 0 or 1. Check them.")
    kind = kind_of("+1" + digits)
    if kind is Destination.PREMIUM:
        raise NumberProblem("This is a paid-service number (900 or 976), so it cannot be texted.")
    if kind is Destination.CARIBBEAN:
        raise _abroad_problem(digits)


def _nanp_kind(address: str, area: str, exchange: str) -> Destination:
    if area == "900" or exchange == "976":
        return Destination.PREMIUM
    region = _area_region(area) or _region(address)  # a code is one country's, and asked about once
    if region is None:
        return Destination.UNASSIGNED
    return Destination.US_CA if region in US_TERRITORIES | {"US", "CA"} else Destination.CARIBBEAN


@lru_cache(maxsize=1024)
def _area_region(area: str) -> str | None:
    probes = (f"+1{area}{exchange}0123" for exchange in ("234", "555", "456", "789"))
    return next(filter(None, map(_region, probes)), None)


def _region(address: str) -> str | None:
    return phonenumbers.region_code_for_number(phonenumbers.parse(address, None))


def _is_possible(address: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(address, None))
    except phonenumbers.NumberParseException:
        return False


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf")
