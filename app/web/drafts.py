"""What an agent has begun to write: saved while typing pauses and as the page is left."""

from __future__ import annotations

from flask import Blueprint, request
from flask_login import login_required

from app.texting import drafts
from app.texting.access import Problem
from app.transaction import perform
from app.web.conversations import visible
from app.web.others import typed_others
from app.web.requests import current, need
from app.web.typed import TOO_MUCH, is_too_much, typed_body, typed_media_ids, typed_version

pages = Blueprint("drafts", __name__)

ELSEWHERE = "These words were written for another conversation. They were not kept here."


@pages.post("/conversations/<int:conversation_id>/draft")
@login_required
def save(conversation_id: int):
    """{"version": the one now kept, "saved": whether it is this one}: a page that is behind learns it here, and what is
    kept instead of its words."""
    conversation, user, body = visible(conversation_id), current(), typed_body()
    need("send_text")
    if request.form.get("conversation_id") != str(conversation_id):
        return ELSEWHERE, 409
    if is_too_much(body):
        return TOO_MUCH, 422
    try:
        kept, is_this = perform(
            drafts.save, conversation, user, body, typed_media_ids(), typed_version(), typed_others().kept()
        )
    except Problem as problem:
        return str(problem), 409
    if is_this:
        return {"version": kept.version, "saved": True}
    return {"version": kept.version, "saved": False, "body": kept.body, "media_ids": kept.media_ids,
            "also": kept.also}
