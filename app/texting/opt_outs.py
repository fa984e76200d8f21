"""A stop that reached us some other way than by text: record_opt_out() has the effect of STOP.

47 CFR 64.1200(a)(11): words said on the phone, in a voicemail or an e-mail count; who records them keeps them verbatim.
"""

from __future__ import annotations

from datetime import datetime

from app.clock import now
from app.extensions import db
from app.models import Account, Block, Phone, User
from app.models.contact_filter import Sight, is_in_sight
from app.texting import confirmations, consent, outbox
from app.texting.access import NOT_THEIRS, Problem
from app.texting.evidence import Incomplete
from app.texting.scene import Scene, lock_number, whole_number
from app.texting.stopping import Stop

CHANNELS = {
    "phone call": "On the phone", "voicemail": "In a voicemail", "e-mail": "By e-mail",
    "talking in person": "In person", "letter": "In a letter", "other means": "Some other way",
}  # fmt: skip
LONGEST = 2000
RULE = "recorded"


def record_opt_out(phone: Phone, channel: str, words: str, said_at: datetime, actor: User) -> bool:
    """Nobody can text this number any more, in the whole brand, until they text START. False where that stood already.
    Raises Incomplete with the field to mend, and Problem; then nothing is kept."""
    _check(channel, words, said_at)
    account = db.session.get(Account, phone.account_id)
    scene = whole_number(lock_number(account, phone.e164))
    phone = scene.phones[phone.id]
    if account.id != actor.account_id or not phone.contact_id or not is_in_sight(Sight.of(actor), phone.contact_id):
        raise Problem(NOT_THEIRS)
    stopped = {block.account_id for block in Block.standing(account.tree_ids(), [phone.e164], "all")}
    if {each.account_id for each in scene.phones.values()} <= stopped:
        return False
    said = Stop("agent", words.strip(), RULE, channel, actor=actor, at=said_at)
    if consent.stop(phone, scene, said) and now() - said_at < confirmations.IN_TIME:
        _confirm(phone, scene)
    scene.announce(standing=True)
    return True


def _confirm(phone: Phone, scene: Scene) -> None:
    """The carrier knows of nothing and so answers nothing: ours, from the number they know. A confirmation later than
    five minutes is none (47 CFR 64.1200(a)(12)), so one that was said long ago gets none."""
    outbox.let_lapse(scene, phone)
    talks = sorted(scene.of_phone(phone), key=lambda each: each.last_message_at)
    if talks:
        confirmations.confirm("STOP", talks[-1], phone, talks[-1].number)


def _check(channel: str, words: str, said_at: datetime) -> None:
    if channel not in CHANNELS:
        raise Incomplete("channel", "Choose how they said it.")
    if not words.strip():
        raise Incomplete("words", "Write what they said, word for word.")
    if len(words) > LONGEST:
        raise Incomplete("words", f"This has more than {LONGEST:,} characters. Keep the words that matter.")
    if said_at > now():
        raise Incomplete("occurred_at", "That lies in the future. Write when they said it.")
