"""Rows about the person: opted out (5), OK to SMS? (6), may have meant stop (7), lawful source (8), consent (9), asked
first (10), national list (11).
"""

from __future__ import annotations

from dataclasses import replace

from app.policy import rows_opt_in
from app.policy.facts import Agreed, Facts
from app.policy.rows_sender import PROACTIVE
from app.policy.verdict import HOLD, REFUSE, Outcome
from app.policy.words import clock, day, person

RESTART = "a new purchase, contract or inquiry gives you the right to text"
ASKING = {"promo": "offers go", "optin": "asking by text is allowed"}
CHOSEN = ("direct", "info", "promo")  # what we begin of our own accord, beside the question itself


def opt_out(facts: Facts) -> Outcome | None:
    """Row 5. Nobody can override it; only the person lifts it (47 CFR 64.1200(a)(10))."""
    stands = facts.block == "all" or (facts.block == "proactive" and facts.purpose in PROACTIVE)
    if facts.purpose == "system" or not stands:
        return None
    on = f" on {day(facts.block_at, facts.at, facts.zone)}" if facts.block_at else ""
    what = facts.block_words or "opted out"
    if facts.block == "proactive":
        end = "They may be answered, and nothing more, until they text START."
    else:
        end = "Nobody can text this number until they text START."
    return Outcome(REFUSE, "OPTED_OUT", f"{person(facts)} {what}{on}. {end}")


def opt_out_words(facts: Facts) -> str:
    return "No stop on this number" if facts.block == "none" else "Doesn't apply to this kind of text"


def ok_to_sms(facts: Facts) -> Outcome | None:
    """Row 6. OFF refuses everything; UNSET lets answers through and nothing else."""
    if facts.purpose in ("system", "internal"):
        return None
    if facts.ok_to_sms == "OFF":
        on = f" since {day(facts.ok_to_sms_at, facts.at, facts.zone)}" if facts.ok_to_sms_at else ""
        return Outcome(REFUSE, "SMS_NOT_OK", f"OK to SMS? is off{on}. Nobody can text this number.")
    if facts.ok_to_sms == "ON" or facts.purpose in ("reply", "auto_reply"):
        return None
    if facts.purpose == "optin" and (facts.has_texted or facts.agreed_at_all("informational", "promotional")):
        return None
    return _unset(facts)


def _unset(facts: Facts) -> Outcome:
    answer = rows_opt_in.asked_instead(facts, level_of(facts), may_be_asked(facts))
    if answer is not None:
        return answer
    why = rows_opt_in.why_not(facts)
    if facts.recent_inbound:
        return Outcome(
            REFUSE, "SMS_NOT_OK",
            f"Replies only: {person(facts)} hasn't agreed to texts that you begin. You can answer within "
            f"{facts.reply_days} {'day' if facts.reply_days == 1 else 'days'} of their text.{why}",
        )
    return Outcome(
        REFUSE, "SMS_NOT_OK",
        f"{person(facts)} hasn't agreed to be texted. You can answer once they text you first.{why}",
    )


def ok_to_sms_words(facts: Facts) -> str:
    if facts.ok_to_sms == "ON":
        since = f" since {day(facts.ok_to_sms_at, facts.at, facts.zone)}" if facts.ok_to_sms_at else ""
        return f"On{since}"
    if facts.purpose == "reply" and facts.last_inbound:
        when = clock(facts.last_inbound, facts.at, facts.zone)
        return f"Replies only, and this is one: {person(facts)} texted {when}"
    return "Not needed for this kind of text"


def review(facts: Facts) -> Outcome | None:
    """Row 7. While a reply may mean stop, only answers leave; a person says what was meant."""
    if not facts.review_at or facts.purpose in ("reply", "system", "internal"):
        return None
    said = f" with “{facts.review_words}”" if facts.review_words else ""
    return Outcome(
        HOLD, "REVIEW_HOLD", f"{person(facts)} may have asked to stop{said}. It waits until somebody here decides."
    )


def review_words(facts: Facts) -> str:
    return "They may have asked to stop; an answer may go" if facts.review_at else ""


def lawful(facts: Facts) -> Outcome | None:
    """Row 8. Consent can't be bought: it must name this seller (47 CFR 64.1200(f)(9)). In Canada implied consent ends,
    and asking for consent needs a basis itself (CASL 6(1), 10(10))."""
    if facts.purpose not in PROACTIVE:
        return None
    if facts.source == "purchased":
        return Outcome(
            REFUSE, "NO_LAWFUL_BASIS", f"{person(facts)} is from a bought list, and never agreed to hear from you."
        )
    if not facts.is_canadian or facts.agreed_at_all("informational", "promotional"):
        return None
    if facts.purpose == "optin" and facts.recent_inbound:
        return None
    over = next((each for each in facts.consents if each.state == "expired"), None)
    if over is not None:
        ended = f"{person(facts)}'s consent ended on {day(over.at, facts.at, facts.zone)}"
        return Outcome(REFUSE, "NO_LAWFUL_BASIS", f"{ended}. In Canada {RESTART}, or their own word; record it.")
    if facts.purpose == "optin":
        return Outcome(REFUSE, "NO_LAWFUL_BASIS", f"In Canada even the question needs a basis: {RESTART}. Record it.")
    return None


def lawful_words(_facts: Facts) -> str:
    return ""


def consent(facts: Facts) -> Outcome | None:
    """Row 9 (CTIA Messaging Principles 5.1; 47 CFR 64.1200(f)(9)): what one begins needs informational consent, what
    sells needs promotional consent to this program."""
    if facts.purpose not in CHOSEN or relied_on(facts) is not None:
        return None
    level = level_of(facts)
    answer = rows_opt_in.asked_instead(facts, level, may_be_asked(facts))
    if answer is not None:
        return answer
    sentence = f"{_why_not(facts, level)} Record how they agreed, or don't send it.{rows_opt_in.why_not(facts)}"
    return Outcome(REFUSE, f"NO_CONSENT_{level}", sentence)


def consent_words(facts: Facts) -> str:
    """Which consent is relied on, how it came about and when; for an answer, that they texted."""
    agreed = relied_on(facts)
    if agreed is not None:
        how = f", {agreed.how}" if agreed.how else ""
        return f"{agreed.level.capitalize()}{how}, {day(agreed.at, facts.at, facts.zone)}"
    if facts.purpose == "reply" and facts.last_inbound:
        return f"Conversational: they texted {clock(facts.last_inbound, facts.at, facts.zone)}"
    return "Not needed for this kind of text"


def relied_on(facts: Facts) -> Agreed | None:
    """The consent that lets this text go, None where none does or none is needed."""
    if facts.purpose == "direct":
        return facts.agreed_at_all("informational", "promotional")
    if facts.purpose == "info":
        return facts.agreed("informational")
    return facts.agreed("promotional") if facts.purpose == "promo" else None


def may_be_asked(facts: Facts) -> bool:
    """Whether asking has a basis of its own: they texted in the last 90 days or some agreement is on record (Twilio
    Messaging Policy; CTIA 5.1.1), and nothing else keeps the question back."""
    has_basis = facts.recent_inbound or facts.agreed_at_all("informational", "promotional") is not None
    if not facts.can_ask or not has_basis or facts.review_at:
        return False
    asking = replace(facts, purpose="optin")
    return all(rule(asking) is None for rule in (opt_out, lawful, national_list))


def level_of(facts: Facts) -> str:
    """The consent that this text needs."""
    return "promotional" if facts.purpose == "promo" else "informational"


def opt_in_first(facts: Facts) -> Outcome | None:
    """Row 10. The question itself goes once a week and twice at most; with `strict` everybody is asked first, whatever
    is on record."""
    if facts.purpose == "optin":
        return rows_opt_in.asked_before(facts)
    if facts.opt_in_first != "strict" or facts.opt_in == "ACCEPTED" or facts.purpose not in CHOSEN:
        return None
    answer = rows_opt_in.asked_instead(facts, "", may_be_asked(facts))
    return answer or Outcome(REFUSE, "OPTIN_NEEDED", rows_opt_in.not_asked(facts))


def opt_in_first_words(facts: Facts) -> str:
    return "They said START" if facts.opt_in == "ACCEPTED" else ""


def national_list(facts: Facts) -> Outcome | None:
    """Row 11: the National Do Not Call Registry covers marketing texts (FCC 23-107), unless they agreed in writing."""
    if not facts.national_dnc or facts.purpose not in ("promo", "optin") or facts.agreed_at_all("promotional"):
        return None
    listed = f"{person(facts)} is on the National Do Not Call Registry"
    until = f"{ASKING[facts.purpose]} only once they agreed in writing. Record that when they did."
    return Outcome(REFUSE, "NATIONAL_DNC", f"{listed}: {until}")


def national_list_words(_facts: Facts) -> str:
    return ""


def _why_not(facts: Facts, level: str) -> str:
    gone = next((e for e in facts.consents if e.level == level and e.topic in ("", facts.topic)), None)
    kind = facts.topic or ("offers" if level == "promotional" else "texts that you begin")
    if gone is not None and gone.state in ("withdrawn", "expired"):
        on = day(gone.at, facts.at, facts.zone)
        ended = "was withdrawn" if gone.state == "withdrawn" else "ended"
        return f"{person(facts)}'s consent to {kind} {ended} on {on}."
    return f"{person(facts)} hasn't agreed to {kind}."
