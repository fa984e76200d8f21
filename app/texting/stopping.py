"""What a stop does, however it was said: put_stop(phone, scene, Stop(...)).

In one transaction with the number's phones locked, in every account of the brand: a block, OK to SMS? off, all consent
withdrawn in the ledger, waiting texts canceled, a doubtful reply settled, a History Note and a line in the journey.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.live import news
from app.models import Block, Conversation, Message, Phone, User
from app.models.consent import LEVELS
from app.sms import e164
from app.texting import journey, ledger, opt_ins, outbox, reviews, schedules
from app.texting.scene import Scene
from app.transaction import after_commit

LONGEST_SAID = 60  # of their words in a line


@dataclass(frozen=True)
class Stop:
    """How it was said. `source`: keyword (`words` is the keyword), person (their own words in a text), provider (the
    carrier), agent (`actor` records what was said by `channel`)."""

    source: str
    words: str = ""
    rule: str = ""
    channel: str = "text"
    message: Message | None = None
    actor: User | None = None
    carrier_blocks: bool = False
    at: datetime | None = None  # when it was said, where that isn't now
    is_elsewhere: bool = False

    def elsewhere(self) -> Stop:
        """What the brand's other businesses learn of it: that it was said, not in which words nor to whom."""
        words = self.words if self.source == "keyword" else ""
        return replace(self, words=words, message=None, actor=None, is_elsewhere=True)

    @property
    def sentence(self) -> str:
        """How it came about, for a History Note; without a full stop."""
        if self.is_elsewhere:
            return "Opted out with another business of yours"
        if self.source == "keyword":
            return f"Texted {self.words}"
        if self.source == "person":
            return f"Wrote {self.quoted}"
        if self.source == "agent":
            who = f", recorded by {self.actor.name}" if self.actor else ""
            return f"Asked by {self.channel} not to be texted, {self.quoted}{who}"
        return "The carrier says this number has opted out"

    @property
    def is_theirs(self) -> bool:
        """Whether they wrote it in a text."""
        return self.source in ("keyword", "person")

    @property
    def actor_id(self) -> int | None:
        return self.actor.id if self.actor else None

    @property
    def quoted(self) -> str:
        words = " ".join(self.words.split())
        return f"“{words[:LONGEST_SAID]}{'…' if len(words) > LONGEST_SAID else ''}”"

    @property
    def detail(self) -> str:
        """For the line in the journey; "" where the carrier says so, or another business that the words were for."""
        if self.is_elsewhere:
            return self.words or "elsewhere"
        return {"keyword": self.words, "person": self.quoted, "agent": f"{self.channel}: {self.quoted}"}.get(
            self.source, ""
        )


def put_stop(phone: Phone, scene: Scene, said: Stop) -> None:
    """All effects, on this number's phones in the whole brand. Twice changes nothing more."""
    had_stopped = Block.standing([p.account_id for p in scene.phones.values()], [phone.e164], "all")
    ours, others = said, said.elsewhere()
    for same in scene.phones.values():
        said = ours if same.account_id == phone.account_id else others
        is_news = _block(same, said)
        if not had_stopped:
            outbox.let_lapse(scene, same)  # "You are subscribed" must not follow a stop, however it was said
        same.ok_to_sms, same.ok_to_sms_at = "OFF", now()
        same.ok_to_sms_why = (said.sentence[0].lower() + said.sentence[1:])[:200]
        _withdraw(same, said)
        opt_ins.reject(same, same.ok_to_sms_why)
        said_in = said.message.conversation_id if said.message and said.message.is_inbound else None
        canceled = outbox.cancel_waiting(scene, same, "OPTED_OUT", said_in=said_in)
        canceled += schedules.stopped(same, scene.of_phone(same))
        words = f"{said.sentence}. Nobody can text {e164.display(same.e164)} until they text START."
        journey.note(same.account_id, same.contact_id, f"{words} {canceled} waiting canceled." if canceled else words)
        for conversation in scene.of_phone(same):
            conversation.reason, conversation.waiting_since = "stop", None  # nobody can answer it
            journey.tell("opted_out", conversation, same.contact_id, count=canceled, detail=said.detail,
                         message_id=said.message.id if said.message else None, actor_id=said.actor_id)
            if is_news:
                _tell_owner(conversation, said)
    reviews.settle_by_person(scene, "opted_out")


def _tell_owner(conversation: Conversation, said: Stop) -> None:
    """Whose conversation it is, or else whose person, unless they recorded it themselves."""
    owner = conversation.assignee_id or (conversation.contact.owner_id if conversation.contact else None)
    if owner is not None and owner != said.actor_id:
        after_commit(news.opted_out, conversation.id, owner)


def _block(phone: Phone, said: Stop) -> bool:
    """Write it down; whether nothing stood against this number so far."""
    query = select(Block).where(Block.account_id == phone.account_id, Block.e164 == phone.e164)
    block = db.session.scalar(query)
    if block is None:
        block = Block(account_id=phone.account_id, e164=phone.e164, is_carriers_too=False)
        db.session.add(block)
    elif block.lifted_at is None and block.scope == "all":
        block.is_carriers_too = block.is_carriers_too or said.carrier_blocks
        return False
    block.scope, block.source, block.rule = "all", said.source, said.rule
    block.raw_text = said.message.body if said.message and said.is_theirs else said.words
    block.channel = said.channel
    block.actor_id = said.actor_id
    block.is_carriers_too = said.carrier_blocks
    block.message_sid = said.message.carrier_sid if said.message else None
    block.created_at, block.lifted_at = now(), None
    return True


def _withdraw(phone: Phone, said: Stop) -> None:
    phone.conversational_at = None
    message = said.message if said.is_theirs else None
    ledger.write_each(
        phone, "withdraw", LEVELS, occurred_at=said.at or now(), revocation_channel=said.channel,
        revocation_raw_text=(message.body if message else said.words) or None,
        keyword_text=said.words[:64] if said.source == "keyword" else None,
        matcher_rule=said.rule or None,
        inbound_message_sid=message.carrier_sid if message else None,
        actor_type="person" if said.is_theirs else said.source, actor_id=said.actor_id,
    )
