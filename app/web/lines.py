"""Check this number: has the carrier asked what line it is."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask_login import login_required

from app.live.panel import person_facts
from app.models import Conversation
from app.texting import lines
from app.texting.access import Problem
from app.transaction import perform
from app.web.agreement import back, seen_phone
from app.web.requests import current, need, wants_partial

pages = Blueprint("lines", __name__)


@pages.post("/phones/<int:phone_id>/line")
@login_required
def check(phone_id: int):
    need("check_lines")
    phone = seen_phone(phone_id)
    try:
        perform(lines.ask, phone, current())
    except Problem as problem:
        return str(problem), 409
    if not wants_partial():
        return redirect(back(phone), 303)
    user, contact = current(), phone.contact
    conversation = Conversation.newest_of(contact.id, user.department_ids())
    facts = person_facts(contact, conversation.phone if conversation else phone, user.account.time_zone)
    return render_template("contacts/_facts.html", **facts, conversation=conversation, tag_error="")
