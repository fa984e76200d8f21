"""What an agent does about consent: lower() a level, raise_level() it with evidence, switch_off() and switch_on() OK to
SMS?. Each is one happening: ledger, switch, journey and every open panel, or nothing.

A level is taken at once and by anybody who sees the person; it is given only with evidence (CTIA Messaging Principles
5.1), never by hand where only a text from them gives it, and never past a stop (47 CFR 64.1200(a)(10)).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app.clock import now
from app.extensions import db
from app.models import Account, Block, Consent, ConsentEvent, Contact, Phone, User
from app.models.consent import LEVELS
from app.policy.words import day
from app.sms import e164
from app.texting import evidence, evidence_files, implied, journey, ledger, opt_ins, outbox
from app.texting.access import Problem, lock_seen
from app.texting.contact_changes import tell_panels
from app.texting.evidence import Incomplete
from app.texting.facts import lock_pauses
from app.texting.locks import lock_conversations_of
from app.texting.scene import Scene
from app.texting.ways import is_in_canada

BUT_QUESTIONS = ("system", "reply", "auto_reply", "direct", "info", "promo")
BY_HAND = ("informational", "promotional")
HEARD = ("verbal", "ivr", "pos")  # media whose words were said, not shown
LONGEST = {"disclosure_text": 5000, "affirmative_act": 500, "topic_or_program": 120, "source_url": 2000}
STOPPED = "They said stop. Only a text of theirs that says START lets anybody agree for them again."
BY_TEXT_ONLY = "Conversational consent is never given by hand: a text from them gives it."
A_TEXT = "A text of theirs lets you answer, and nothing more. If they agreed to more, say how; or have them text START."

WORDS_OR_FILE = "Write the words they were shown or said, or add a file that shows them."


class NeedsEvidence(Problem):
    """OK to SMS? can't be turned on: nobody has recorded how they agreed."""

    def __init__(self) -> None:
        super().__init__("No agreement is on record. Say first how they agreed.")


@dataclass(frozen=True)
class Given:
    """How somebody agreed: `medium` of evidence.MEDIA, the instant and the zone it was read in, the words shown or
    said, what they did, the program of promotional consent, and a file (its name and bytes) that shows it. `basis`:
    "" where they agreed, or one of implied.BASES, which in Canada allows texts for a time; `occurred_at` is then the
    day of the purchase or inquiry."""

    medium: str
    occurred_at: datetime
    tz: str
    words: str = ""
    act: str = ""
    program: str = ""
    source_url: str = ""
    file: tuple[str, bytes] | None = None
    basis: str = ""


def lower(phone: Phone, level: str, actor: User, words: str = "") -> bool:
    """Withdraw a level, of promotional every program; False where it doesn't stand. Raises Problem."""
    phone = lock_seen(phone, actor)
    if not [each for each in standing(phone) if each.level == level]:
        return False
    if level == "conversational":
        phone.conversational_at = None  # their next text gives it again
    ledger.write(phone, "withdraw", level, actor_type="agent", actor_id=actor.id, note=words.strip() or None)
    _tell("consent_taken", phone, actor, f"{level} consent")
    return True


def raise_level(phone: Phone, level: str, actor: User, given: Given) -> ConsentEvent | None:
    """Record that they agreed; OK to SMS? is then on. None where this level (of this program) stands already. Raises
    Incomplete with the field to mend, and Problem; then nothing is kept."""
    if level not in BY_HAND:
        raise Incomplete("level", BY_TEXT_ONLY if level in LEVELS else "There is no such consent.")
    phone = lock_seen(phone, actor)
    _refuse_stopped(phone)
    program = " ".join(given.program.split()) if level == "promotional" else ""
    _check(level, given, program)
    until = implied.until(given.basis, given.occurred_at, given.tz) if given.basis else None
    implied.check(phone, level, given.basis, until)
    if [e for e in standing(phone) if (e.level, e.topic) in ((level, program), (level, "")) and _lasts(e, until)]:
        return None
    _refuse_overtaken(phone, level, program, given)
    event = ledger.write(phone, "grant", level, actor_type="agent", actor_id=actor.id,
                         **_fields(phone, level, actor, given, program), expires_at=until)
    if phone.ok_to_sms != "ON":
        phone.ok_to_sms, phone.ok_to_sms_at, phone.ok_to_sms_why = "ON", now(), ledger.how(event)
    _go_on(phone)
    _tell("consent_given", phone, actor, f"{level} consent: {ledger.how(event)}")
    return event


def switch_off(phone: Phone, actor: User) -> bool:
    """OK to SMS? off at once: nothing leaves for this number, answers neither; what waits is refused at its turn. No
    stop of theirs, so somebody here may turn it on again. False where it is off."""
    return _switch(lock_seen(phone, actor), "OFF", actor)


def switch_on(phone: Phone, actor: User) -> bool:
    """OK to SMS? on, where what they agreed to stands on record. False where it is on. Raises
    NeedsEvidence, Problem."""
    phone = lock_seen(phone, actor)
    if phone.ok_to_sms == "ON":
        return False
    _refuse_stopped(phone)
    if not [each for each in standing(phone) if each.level in BY_HAND]:
        raise NeedsEvidence
    return _switch(phone, "ON", actor)


def standing(phone: Phone) -> list[Consent]:
    """What this number's person agrees to now."""
    at = now()
    given = [each for each in Consent.of(phone.account_id, phone.e164) if each.state == "granted"]
    return [each for each in given if each.expires_at is None or each.expires_at > at]


def stop_on(phone: Phone) -> Block | None:
    """The block that keeps everything from this number, whichever account of the brand it was said to."""
    accounts = db.session.get(Account, phone.account_id).tree_ids()
    return next((each for each in Block.standing(accounts, [phone.e164]) if each.scope == "all"), None)


def _refuse_stopped(phone: Phone) -> None:
    """Every stop takes this phone's lock, so that none comes between this look and what follows."""
    if stop_on(phone) is not None:
        raise Problem(STOPPED)


def _refuse_overtaken(phone: Phone, level: str, program: str, given: Given) -> None:
    """What the person took back holds against everything they had said before."""
    said = {each.topic: each for each in Consent.of(phone.account_id, phone.e164) if each.level == level}
    last = said.get(program) or said.get("")
    if last is None or last.state not in ("withdrawn", "declined") or given.occurred_at > last.since:
        return
    chain = ConsentEvent.chain(phone.account_id, phone.e164)
    event = next((each for each in chain if each.seq == last.seq), None)
    if event is None or (event.actor_type == "agent" and not event.revocation_channel):
        return  # somebody here lowered it of their own accord
    on = day(last.since.isoformat(), now().isoformat(), given.tz)
    raise Incomplete("occurred_at", f"They took this back on {on}. Only what they agreed to after that counts.")


def _go_on(phone: Phone) -> None:
    """What follows where they talk with us: with double opt-in they are asked at once to confirm what was recorded;
    without, what waited for their word passes the gate once more, and a question that waits to leave is spared unless
    everybody is asked. Where they never talked, the first text asks."""
    paused = lock_pauses()
    scene = Scene({phone.id: phone}, lock_conversations_of([phone.id]))
    if not scene.conversations:
        return
    account = db.session.get(Account, phone.account_id)
    if account.double_opt_in:
        last = max(scene.conversations.values(), key=lambda each: each.last_message_at)
        opt_ins.welcome(phone, last, paused)
        scene.announce()
        return
    spared = account.opt_in_first != "strict" and outbox.cancel_waiting(scene, phone, "CANCELED", BUT_QUESTIONS)
    if outbox.release(scene, phone, opt_ins.AWAITING) or spared:
        opt_ins.clear_held(scene.conversations.values())
        scene.announce()


def _lasts(standing: Consent, until: datetime | None) -> bool:
    """Whether what stands is worth as much as what is given now: it ends never, or not before."""
    return standing.expires_at is None or (until is not None and standing.expires_at >= until)


def _switch(phone: Phone, state: str, actor: User) -> bool:
    if phone.ok_to_sms == state:
        return False
    by = f"by {actor.name or actor.email}"[:200]
    phone.ok_to_sms, phone.ok_to_sms_at, phone.ok_to_sms_why = state, now(), by
    _tell("switched_sms", phone, actor, state.lower())
    return True


def _check(level: str, given: Given, program: str) -> None:
    """What the ledger can't know: that this was typed by somebody here, who must say how they know."""
    if given.medium == "text":
        raise Incomplete("medium", A_TEXT)
    if given.medium not in evidence.MEDIA and given.medium != "purchased":
        raise Incomplete("medium", "Choose how they agreed.")
    typed = {"disclosure_text": given.words, "affirmative_act": given.act, "topic_or_program": program,
             "source_url": given.source_url}
    for field, longest in LONGEST.items():
        if len(typed[field]) > longest:
            raise Incomplete(field, f"This has more than {longest:,} characters. Shorten it.")
    if given.source_url and not given.source_url.startswith(("https://", "http://")):
        raise Incomplete("source_url", "This is no address of a page. Write it like https://example.com/quote.")
    if level == "informational" and given.medium != "purchased" and not given.words.strip() and given.file is None:
        raise Incomplete("disclosure_text", implied.EVIDENCE if given.basis else WORDS_OR_FILE)


def _fields(phone: Phone, level: str, actor: User, given: Given, program: str) -> dict:
    words, was_said = given.words.strip(), given.medium in HEARD and level == "informational"
    kept = evidence_files.keep(phone, *given.file, actor) if given.file else None
    contact = db.session.get(Contact, phone.contact_id)
    in_canada = is_in_canada(phone)
    express = "PEWC" if level == "promotional" else "casl_express" if in_canada else "PEC"
    return {
        "legal_basis": given.basis or express, "medium": given.medium, "jurisdiction": "CA" if in_canada else None,
        "implied_basis_date": given.occurred_at if given.basis else None,
        "occurred_at": given.occurred_at, "tz": given.tz, "topic_or_program": program or None,
        "verbal_script" if was_said else "disclosure_text": words or None,
        "disclosure_sha256": hashlib.sha256(words.encode()).hexdigest() if words and not was_said else None,
        "affirmative_act": given.act.strip() or implied.ACTS.get(given.basis),
        "source_url": given.source_url.strip() or None,
        "recording_or_file_id": kept.sha256 if kept else None, "identity_name": contact.name or None,
    }


def _tell(kind: str, phone: Phone, actor: User, detail: str) -> None:
    contact = db.session.get(Contact, phone.contact_id)
    which = f", {e164.display(phone.e164)}" if len(contact.phones) > 1 else ""
    journey.tell_of_person(kind, contact, actor.id, detail=f"{detail}{which}")
    tell_panels([contact.id])
