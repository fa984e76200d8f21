"""What is known of a sender number: change(number, …) sets how far the carriers' verification has come, what it is
registered for, and whether it sends for others; own() finds it. line_settings() sets what the account does about lines.

Each raises Problem with a sentence that says what is wrong and what to do.
"""

from __future__ import annotations

from app.clock import now
from app.extensions import db
from app.models import Account, Number
from app.models.account import LINE_RULES
from app.models.number import USE_CASES, VERIFICATIONS
from app.texting.accounts import Problem

LONGEST_WHY = 300
ONLY_REJECTED = "A reason belongs to a number that was rejected. Leave it out, or set it to rejected."
MARKETING_SYSTEM = (
    "A system number sends notices, and one registered for marketing may not. Choose mixed or informational for it."
)


def own(account_id: int, number_id: int) -> Number | None:
    """The account's number of this id."""
    number = db.session.get(Number, number_id)
    return number if number is not None and number.account_id == account_id else None


def change(
    number: Number, verification: str | None = None, why: str | None = None, use_case: str | None = None,
    is_system: bool | None = None,
) -> Number:
    """Set what is given; None leaves it as it is."""
    state = number.verification if verification is None else _one_of(verification, VERIFICATIONS, "state")
    use_case = number.use_case if use_case is None else _one_of(use_case, USE_CASES, "use case")
    is_system = number.is_system if is_system is None else is_system
    why = " ".join((why or "").split()) if why is not None or state != "rejected" else number.verification_why
    if len(why) > LONGEST_WHY:
        raise Problem(f"The reason has {len(why)} characters. Shorten it to {LONGEST_WHY}.")
    if why and state != "rejected":
        raise Problem(ONLY_REJECTED)
    if is_system and use_case == "marketing":
        raise Problem(MARKETING_SYSTEM)
    if state == "verified" and number.verification != "verified":
        number.verified_at = now()
    elif state != "verified":
        number.verified_at = None
    number.verification, number.verification_why, number.use_case, number.is_system = state, why, use_case, is_system
    return number


def line_settings(account: Account, rule: str, looks_up: bool) -> None:
    """What happens to a text to a line that can't get any, and whether lines are looked up by themselves."""
    account = db.session.get(Account, account.id)
    account.line_rule, account.looks_up_lines = _one_of(rule, LINE_RULES, "rule"), looks_up


def _one_of(given: str, known: tuple[str, ...], what: str) -> str:
    if given not in known:
        raise Problem(f"{given[:40] or 'Nothing'} is no {what}. Use one of: {', '.join(known)}.")
    return given
