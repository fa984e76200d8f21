"""How an account texts: set_identity() for what its texts say of it, set_limits(), set_asking() for opt-in and the
opt-out line. Each raises Unfit with a sentence for each field."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.models import Account
from app.models.account import FOOTER_MODES, OPT_IN_FIRST
from app.texting import sending
from app.texting.contact_fields import Unfit
from app.texting.opt_ins import AWAITING

LONGEST = {
    "help_contact": 200, "address": 300, "website": 300, "terms_url": 300, "privacy_url": 300, "frequency": 120,
}  # fmt: skip
ADDRESSES = ("website", "terms_url", "privacy_url")
WEB = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[A-Za-z][\w-]+(?::\d+)?(?:[/?#]\S*)?")
LIMITS = {  # field -> (least, most, unit)
    "reply_window_days": (1, 30, "days"),
    "review_hours": (1, 120, "hours"),
    "length_limit": (160, 1600, "characters"),
    "undo_s": (0, 10, "seconds"),
    "late_minutes": (0, 1440, "minutes"),
}


def set_identity(account: Account, typed: Mapping[str, str]) -> None:
    """Where help is, where it sits, its pages, how often it usually texts. A field that isn't given stays."""
    errors, values = {}, {}
    for name, longest in LONGEST.items():
        words = _lines(typed[name]) if name in typed else getattr(account, name) or ""
        if len(words) > longest:
            errors[name] = f"This has {len(words):,} characters. Use at most {longest}."
        elif "{{" in words or "}}" in words:
            errors[name] = "Nothing is filled in here. Take out {{ and }}."
        elif name in ADDRESSES and words and not WEB.fullmatch(words):
            errors[name] = "This is not a web address. Write one like https://example.com/terms."
        values[name] = words
    if errors:
        raise Unfit(**errors)
    for name, words in values.items():
        setattr(account, name, words or (None if name == "help_contact" else ""))


def set_limits(account: Account, typed: Mapping[str, str]) -> None:
    """Days in which a text may be answered, hours until a doubtful reply counts as a stop, characters of a text,
    seconds in which Send can be taken back, minutes after which a scheduled text is too late to go."""
    errors, values = {}, {}
    for name, (least, most, unit) in LIMITS.items():
        given = typed.get(name, str(getattr(account, name))).strip()
        whole = given.isascii() and given.isdecimal() and len(given) < 9
        if not whole or not least <= int(given) <= most:
            errors[name] = f"Write a whole number from {least} to {most:,} {unit}."
        else:
            values[name] = int(given)
    if errors:
        raise Unfit(**errors)
    for name, number in values.items():
        setattr(account, name, number)


def set_asking(account: Account, opt_in_first: str, double_opt_in: bool, footer_mode: str) -> None:
    """Whether everybody is asked first or only who has not agreed; whether what a person recorded is asked again;
    which texts tell how to stop. Where who agreed is asked no more, what waited for an answer tries again."""
    if opt_in_first not in OPT_IN_FIRST:
        raise Unfit(opt_in_first="Choose who is asked first.")
    if footer_mode not in FOOTER_MODES:
        raise Unfit(footer_mode="Choose which texts say how to stop.")
    was_strict = account.double_opt_in or account.opt_in_first == "strict"
    account.opt_in_first, account.double_opt_in, account.footer_mode = opt_in_first, double_opt_in, footer_mode
    if was_strict and not double_opt_in and opt_in_first != "strict":
        sending.try_again(AWAITING, account)


def _lines(typed: str) -> str:
    """Without blanks around and between; an address may have lines."""
    lines = (" ".join(line.split()) for line in typed.replace("\x00", "").splitlines())
    return "\n".join(line for line in lines if line)
