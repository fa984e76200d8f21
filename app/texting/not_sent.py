"""tell(): a text that waited for its turn doesn't leave after all, and somebody here should know."""

from __future__ import annotations

from app.models import Conversation, Message, Phone
from app.texting import desk, journey, notices, outbox

OWN_WORDS = ("system", "optin")  # a confirmation waits for nobody, and a question speaks for itself (opt_ins.heard)


def tell(message: Message, conversation: Conversation, phone: Phone) -> bool:
    """Where the gate refused this text at its turn or it waited too long: have its (locked) conversation ask for a
    person and its journey say why; whether it did. Where they said stop, that stands there already."""
    if message.purpose not in OWN_WORDS and message.state in ("refused", "canceled"):
        notices.failed(message, conversation, outbox.sentence_of(message))
    is_over = message.state == "refused" or (message.state, message.code) == ("canceled", "STALE")
    if message.purpose in OWN_WORDS or not is_over:
        return False
    if conversation.reason != "stop":
        conversation.has_trouble("failed")
        desk.failed(conversation)
    journey.tell("text_refused", conversation, phone.contact_id, message_id=message.id,
                 detail=outbox.sentence_of(message))
    return True
