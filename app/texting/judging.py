"""A decision on a reply that may mean stop: answer() a person's, expire() the one nobody made in time."""

from __future__ import annotations

from app.clock import now
from app.extensions import db
from app.models import Account, Block, Conversation, OptOutReview, User
from app.texting import confirmations, consent, opt_ins, outbox, reviews
from app.texting.access import Problem, lock_for
from app.texting.opt_in_answers import block_what_we_begin
from app.texting.scene import Scene, lock_number, whole_number
from app.texting.stopping import Stop, put_stop

ELSEWHERE = "The text in question stands in another conversation. Whoever reads it there decides."
DECIDED_ALREADY = "Somebody has decided this meanwhile: it is {}."


def answer(conversation: Conversation, review_id: int, answer: str, actor: User) -> Conversation:
    """Decide an open review of this conversation's person: opted_out, not_opt_out or partial (answers only). Raises
    Problem where it is decided already, access.Moved where the conversation is no longer the actor's to see."""
    review = OptOutReview.visible(conversation.account_id, review_id)
    if review is None or review.phone_id != conversation.phone_id:
        raise Problem("There is nothing to decide here. Load the page again.")
    scene = _locked(review)
    conversation = lock_for(conversation.id, actor)
    if review.message.conversation_id != conversation.id:
        raise Problem(ELSEWHERE)
    if review.state != "open":
        raise Problem(DECIDED_ALREADY.format(reviews.DECIDED[review.state]))
    _decide(review, answer, actor, scene, scene.conversations[conversation.id])
    scene.announce(standing=True)
    return conversation


def expire() -> int:
    """Take the oldest review that nobody answered in time as a stop; how many there were to take. One at a time: the
    phones of several numbers are locked in ascending order, and these are in the order they were due."""
    ids = reviews.due(1)
    for review_id in ids:
        review = db.session.get(OptOutReview, review_id)
        scene = _locked(review)
        if review.state == "open":
            _decide(review, "opted_out", None, scene, scene.conversations[review.message.conversation_id])
            scene.announce(standing=True)
    return len(ids)


def _locked(review: OptOutReview) -> Scene:
    """The number's phones and conversations in the whole brand, locked; the review as it is now that they are."""
    account = db.session.get(Account, review.account_id)
    scene = whole_number(lock_number(account, review.phone.e164))
    db.session.refresh(review)
    db.session.refresh(review.message)
    return scene


def _decide(
    review: OptOutReview, answer: str, actor: User | None, scene: Scene, conversation: Conversation
) -> None:
    reviews.close(review, answer, actor)
    reviews.tell(review, conversation, actor)
    if answer == "opted_out":
        return _stop(review, actor, scene, conversation)
    consent.texts_received([(scene.phones[review.phone_id], review.message)])
    if answer == "partial":
        _close_what_we_begin(review, actor, scene)
    elif conversation.waiting_since is None and conversation.state == "open":
        conversation.waiting_since = review.opened_at  # it is a text like any other, and asks for an answer
    reviews.release(scene)


def _close_what_we_begin(review: OptOutReview, actor: User, scene: Scene) -> None:
    """Answers only: a yes to what they were asked before is none, and what waited for one is refused at its turn."""
    phone = scene.phones[review.phone_id]
    block_what_we_begin(scene, phone, review.rule, review.words, review.message.carrier_sid, actor.id)
    opt_ins.reject(phone, f"wrote “{review.words}”")
    for same in scene.phones.values():
        outbox.release(scene, same, opt_ins.AWAITING)
        opt_ins.clear_held(scene.of_phone(same))


def _stop(review: OptOutReview, actor: User | None, scene: Scene, conversation: Conversation) -> None:
    phone, message = review.phone, review.message
    had_stopped = Block.standing([p.account_id for p in scene.phones.values()], [phone.e164], "all")
    put_stop(scene.phones[phone.id], scene, Stop("person", message.body, review.rule, message=message, actor=actor))
    if actor is not None and not had_stopped and now() - message.created_at < confirmations.IN_TIME:
        confirmations.confirm("STOP", conversation, phone, conversation.number, review.words)
