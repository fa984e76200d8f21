"""Replies that may mean stop: open_on() flags one, settle_by_person() when they say it themselves since, due() those
nobody has judged in time. Until one is judged (judging.py), the gate holds what isn't an answer.

FCC 24-24 has a reply in other words judged as a reasonable person would; whoever is in doubt asks a person at once.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Message, OptOutReview, Phone, User
from app.models.consent import ANSWERS
from app.texting import journey, outbox
from app.texting.access import Problem
from app.texting.scene import Scene

LONGEST_SAID = 200
DECIDED = {"opted_out": "a stop", "not_opt_out": "not a stop", "partial": "answers only"}


def open_on(phone: Phone, message: Message, rule: str, said: str, scene: Scene) -> None:
    """Flag this text for a person. Where an older one of theirs is flagged already it is the same doubt, due as soon as
    that; what is shown and decided on is what they said last."""
    conversation = scene.conversations[message.conversation_id]
    conversation.reason = "review"
    words, at = " ".join((message.body or said).split())[:LONGEST_SAID], now()
    if (older := OptOutReview.open_on(phone.id)) is not None:
        older.message_id, older.rule, older.words = message.id, rule, words
        return
    account = db.session.get(Account, phone.account_id)
    db.session.add(OptOutReview(
        account_id=phone.account_id, phone_id=phone.id, message_id=message.id, rule=rule, words=words,
        opened_at=at, due_at=at + timedelta(hours=account.review_hours),
    ))
    journey.tell("means_stop", conversation, phone.contact_id, message_id=message.id, detail=words[:80])


def settle_by_person(scene: Scene, answer: str) -> None:
    """They have said it themselves since: nothing is left to decide about their phones."""
    doubts = _open_of(scene)
    for review in doubts:
        close(review, answer, None)
    if doubts and answer != "opted_out":
        release(scene)


def close(review: OptOutReview, answer: str, actor: User | None) -> None:
    """Write down what was decided about an open review."""
    if answer not in ANSWERS:
        raise Problem("Choose one of the three: opt out, not an opt-out, answers only.")
    review.state, review.decided_at, review.decided_by_id = answer, now(), actor.id if actor else None


def release(scene: Scene) -> None:
    """Let what was held for a review that is decided pass the gate once more, in every account of the brand: a doubt
    binds them all."""
    doubtful = {review.phone_id for review in _open_of(scene)}
    for phone in scene.phones.values():
        outbox.release(scene, phone, "REVIEW_HOLD")
        for conversation in scene.of_phone(phone):
            if conversation.reason == "review" and phone.id not in doubtful:
                conversation.reason = ""


def tell(review: OptOutReview, conversation: Conversation, actor: User | None) -> None:
    """The line in the journey about a decision."""
    journey.tell("reviewed", conversation, review.phone.contact_id, message_id=review.message_id,
                 actor_id=actor.id if actor else None, detail=DECIDED[review.state])


def is_any_due() -> bool:
    """Whether a review waits that nobody answered in time."""
    return db.session.scalar(select(OptOutReview.id).where(_is_due()).limit(1)) is not None


def due(limit: int) -> list[int]:
    """Ids of reviews nobody answered in time, oldest first."""
    return list(db.session.scalars(select(OptOutReview.id).where(_is_due()).order_by(OptOutReview.due_at).limit(limit)))


def _is_due():
    return (OptOutReview.state == "open") & (OptOutReview.due_at <= now())


def _open_of(scene: Scene) -> list[OptOutReview]:
    query = select(OptOutReview).where(OptOutReview.phone_id.in_(scene.phones), OptOutReview.state == "open")
    return list(db.session.scalars(query))
