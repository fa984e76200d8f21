"""Rows about the way there: who sends from what (1), where to (2), on what line (3), verified (4), paid for (16)."""

from __future__ import annotations

from app.policy.facts import Facts
from app.policy.verdict import HOLD, REFUSE, WARN, Outcome

PROACTIVE = ("direct", "info", "promo", "optin")

UNREACHABLE = {
    "foreign": "Leadline texts US and Canadian numbers only, and this one is from elsewhere.",
    "caribbean": "This +1 number is outside the US and Canada, where Leadline doesn't text.",
    "premium": "This is a premium-rate number. Leadline doesn't text those.",
    "short_code": "This is a short code. It can't be texted back.",
    "name": "This sender is a name, not a number. It can't be texted back.",
    "empty": "The carrier didn't say who sent this. There is no number to text back.",
    "malformed": "This isn't a complete US or Canadian number. Write all ten digits, like (602) 555-0148.",
    "unassigned": "This area code doesn't exist in the US or Canada. Check the number.",
}
LINES = {
    "landline": "This number is a landline and can't get texts. Call, or text another number of theirs.",
    "invalid": "The carrier doesn't know this number. Look for a typing mistake, or ask them for another.",
    "deactivated": "This number is out of service and may be somebody else's soon. A text from it opens it again.",
    "no_texts": "This is a pager, a mailbox or a service line, which can't get texts. Call, or text another number.",
}
NOT_VERIFIED = {
    "unverified": "isn't verified with the carriers yet",
    "pending": "is still being verified by the carriers",
    "rejected": "was turned down by the carriers",
}
KINDS = {"direct": "texts that you begin", "info": "notices", "promo": "offers", "optin": "asking people to opt in"}
WAY_OUT = "An admin sees what is missing under Numbers."


def permission(facts: Facts) -> Outcome | None:
    """Row 1. A paused switch holds what waits; it loses nothing."""
    if not facts.may_send:
        return Outcome(REFUSE, "NO_PERMISSION", "Your role may not send texts. Ask an admin.")
    if not facts.sender_owned:
        return Outcome(REFUSE, "NO_PERMISSION", "This From number isn't one of your business's. Choose another.")
    if facts.paused:
        whose = "for everybody" if facts.paused == "installation" else "for your business"
        return Outcome(HOLD, "SENDING_PAUSED", f"Sending is paused {whose}. It goes when sending is resumed.")
    return None


def permission_words(facts: Facts) -> str:
    return facts.sender


def destination(facts: Facts) -> Outcome | None:
    """Row 2. An area code newer than our numbering data passes once its owner has texted: the carrier has
    shown that it exists."""
    if facts.destination == "us_ca" or (facts.destination == "unassigned" and facts.has_texted):
        return None
    code = "DEST_COUNTRY" if facts.destination in ("foreign", "caribbean") else "DEST_INVALID"
    return Outcome(REFUSE, code, UNREACHABLE[facts.destination])


def destination_words(facts: Facts) -> str:
    return "US or Canada"


def line(facts: Facts) -> Outcome | None:
    """Row 3. A line nobody has looked up passes; `line_rule` is the account's: refuse, warn or off."""
    if facts.line not in LINES or facts.purpose in ("system", "internal") or facts.line_rule == "off":
        return None
    return Outcome(WARN if facts.line_rule == "warn" else REFUSE, "DEST_NOT_MOBILE", LINES[facts.line])


def line_words(facts: Facts) -> str:
    return "" if facts.line == "unknown" else facts.line.capitalize()


def verified(facts: Facts) -> Outcome | None:
    """Row 4. Carriers stop what an unverified number begins (Twilio 30032, 30034); an answer may get through, and what
    one Canadian number sends another is neither's to register."""
    if facts.purpose == "internal":
        return None
    if facts.verification not in ("", "verified"):
        return _not_verified(facts)
    if facts.purpose in PROACTIVE and not facts.covers_purpose:
        return Outcome(
            REFUSE, "CAMPAIGN_MISMATCH",
            f"{facts.sender} isn't registered for {KINDS[facts.purpose]}. Send from another number. {WAY_OUT}",
        )
    if facts.stands_in_for:
        return Outcome(
            WARN, "SENDER_UNVERIFIED",
            f"It leaves from {facts.sender}, because {facts.stands_in_for} can't send texts like this one yet.",
        )
    return None


def _not_verified(facts: Facts) -> Outcome:
    stands = f"{facts.sender} {NOT_VERIFIED.get(facts.verification, NOT_VERIFIED['unverified'])}"
    why = f": {facts.verification_why.rstrip('. ')}." if facts.verification_why else "."
    if facts.purpose in PROACTIVE and not (facts.is_canadian and facts.number_kind == "local_ca"):
        return Outcome(REFUSE, "SENDER_UNVERIFIED", f"{stands}{why} Until it is verified it can only answer. {WAY_OUT}")
    if facts.verification == "rejected":
        return Outcome(WARN, "SENDER_UNVERIFIED", f"{stands}{why} Delivery isn't guaranteed.")
    return Outcome(WARN, "SENDER_UNVERIFIED", f"Delivery isn't guaranteed until {facts.sender} is verified.")


def verified_words(facts: Facts) -> str:
    return facts.sender + " is verified" if facts.verification == "verified" else ""


def funds(facts: Facts) -> Outcome | None:
    """Row 16."""
    if facts.funds != "none":
        return None
    return Outcome(REFUSE, "NO_BALANCE", "The balance is used up. An admin adds to it, then it can be sent again.")


def funds_words(facts: Facts) -> str:
    return "Enough" if facts.funds else ""
