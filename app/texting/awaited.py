"""heard(): the reply that somebody here waits for has come. A conversation `awaits_reply` while somebody wants to be
told of it or a schedule is to be given up when it comes; others cost their texts no question."""

from __future__ import annotations

from app.extensions import db
from app.models import Conversation, Message
from app.models.message import WAITING
from app.sms import replies
from app.texting import journey, notices, opt_ins, schedules
from app.texting.changes import number_change
from app.texting.locks import lock_messages

TAKEN_OUT = "they replied before a text that had waited since its hour"


def heard(conversation: Conversation, message: Message, label: str = "") -> None:
    """Tell who wants to be told, and cancel what was to leave only without an answer. The conversation is locked.
    `label` is the keyword that the reply is: a stop cancels all by itself, and says how many."""
    notices.replied(conversation, message)
    if label != replies.STOP:
        schedules.replied(conversation)
        _take_out(conversation, label == replies.START)
    schedules.recount(conversation)


def _take_out(conversation: Conversation, is_yes: bool) -> None:
    """What was due already and waits for its hour has not left; what waits for this very YES goes with it."""
    ids = db.session.scalars(schedules.given_up_on_reply(conversation)).all()
    for text in lock_messages(ids, with_numbers=True).values():
        if text.state not in WAITING or (is_yes and text.code == opt_ins.AWAITING):
            continue
        text.state, text.code = "canceled", "REPLIED"
        number_change(conversation, text)
        journey.tell("schedule_canceled", conversation, conversation.phone.contact_id, message_id=text.id,
                     detail=TAKEN_OUT)
    if ids:
        opt_ins.clear_held([conversation])
