"""The rows of the decision table, each a pure function: Facts -> Outcome, or None where the text passes.

TABLE: (row number, name on screen, rule, words for a pass), in the order in which they decide.
"""

from __future__ import annotations

from app.policy.facts import Facts
from app.policy.verdict import HOLD, REFUSE, Outcome
from app.policy.words import clock, day, person

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


def destination(facts: Facts) -> Outcome | None:
    """Row 2. An area code newer than our numbering data passes once its owner has texted: the carrier has
    shown that it exists."""
    if facts.destination == "us_ca" or (facts.destination == "unassigned" and facts.has_texted):
        return None
    code = "DEST_COUNTRY" if facts.destination in ("foreign", "caribbean") else "DEST_INVALID"
    return Outcome(REFUSE, code, UNREACHABLE[facts.destination])


def opt_out(facts: Facts) -> Outcome | None:
    """Row 5. Nobody can override it; only the person lifts it (47 CFR 64.1200(a)(10))."""
    stands = facts.block == "all" or (facts.block == "proactive" and facts.purpose in PROACTIVE)
    if facts.purpose == "system" or not stands:
        return None
    on = f" on {day(facts.block_at, facts.at, facts.zone)}" if facts.block_at else ""
    what = facts.block_words or "opted out"
    return Outcome(
        REFUSE, "OPTED_OUT", f"{person(facts)} {what}{on}. Nobody can text this number until they text START."
    )


def ok_to_sms(facts: Facts) -> Outcome | None:
    """Row 6. OFF refuses everything; UNSET lets answers through and nothing else."""
    if facts.purpose in ("system", "internal"):
        return None
    if facts.ok_to_sms == "OFF":
        on = f" since {day(facts.ok_to_sms_at, facts.at, facts.zone)}" if facts.ok_to_sms_at else ""
        return Outcome(REFUSE, "SMS_NOT_OK", f"OK to SMS? is off{on}. Nobody can text this number.")
    if facts.ok_to_sms == "ON" or facts.purpose in ("reply", "auto_reply"):
        return None
    if facts.purpose == "optin" and facts.has_texted:
        return None
    if facts.recent_inbound:
        return Outcome(
            REFUSE, "SMS_NOT_OK",
            f"Replies only: {person(facts)} hasn't agreed to texts that you begin. You can answer within "
            f"{facts.reply_days} {'day' if facts.reply_days == 1 else 'days'} of their text.",
        )
    return Outcome(
        REFUSE, "SMS_NOT_OK",
        f"{person(facts)} hasn't agreed to be texted. You can answer once they text you first.",
    )


def length(facts: Facts) -> Outcome | None:
    """Row 13: what the author typed; a footer isn't counted."""
    if facts.tokens:
        return Outcome(REFUSE, "TOKEN_EMPTY", f"{facts.tokens[0]} has no value here. Write the word itself.")
    if facts.length == 0 and not facts.has_media:
        return Outcome(REFUSE, "EMPTY", "There is no text yet. Write something to send.")
    if facts.length > facts.limit:
        over = facts.length - facts.limit
        return Outcome(REFUSE, "TOO_LONG", f"{over} over {facts.limit}. Shorten the text or send it as two.")
    return None


def _block_words(facts: Facts) -> str:
    return "No stop on this number" if facts.block == "none" else "Doesn't apply to this kind of text"


def _ok_words(facts: Facts) -> str:
    if facts.ok_to_sms == "ON":
        since = f" since {day(facts.ok_to_sms_at, facts.at, facts.zone)}" if facts.ok_to_sms_at else ""
        return f"On{since}"
    if facts.purpose == "reply" and facts.last_inbound:
        when = clock(facts.last_inbound, facts.at, facts.zone)
        return f"Replies only, and this is one: {person(facts)} texted {when}"
    return "Not needed for this kind of text"


def in_time(facts: Facts) -> Outcome | None:
    """Row 17: a confirmation that could not leave at once, or was overtaken, is not sent late."""
    if facts.leave_by and facts.leave_by <= facts.at:
        return Outcome(REFUSE, "STALE", "Too late: it could not leave in time, or a newer text overtook it.")
    return None


TABLE = (
    (1, "Sender", permission, lambda facts: facts.sender),
    (2, "Number", destination, lambda facts: "US or Canada"),
    (5, "Opted out?", opt_out, _block_words),
    (6, "OK to SMS?", ok_to_sms, _ok_words),
    (13, "Length", length, lambda facts: f"{facts.length} of {facts.limit} characters"),
    (17, "In time", in_time, lambda facts: "May leave at any time" if not facts.leave_by else "Yes"),
)
