"""A person: their page with texts, History Notes and journey; new, edit, tags, numbers."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.live.agreement import agreement_of
from app.live.panel import person_facts
from app.models import Contact, Conversation, CustomField, Department, Event, Note, RecordType, Tag, User
from app.models.contact_filter import Sight, is_in_sight
from app.models.timeline import EVENTS, Place, history_notes, texts, timeline
from app.policy.permissions import may
from app.sms import zones
from app.texting import contacts, notes, their_zone
from app.texting.contact_merge import Overtaken, form_of
from app.texting.contact_profile import Unfit
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need, wants_partial
from app.web.typed import typed_client_id

pages = Blueprint("contacts", __name__)

TABS = {"text": "Text", "notes": "History Notes", "journey": "Contact Journey"}
FILTERS = {
    "all": "All", "texts": "Texts", "consent": "Consent", "notes": "Notes", "assignment": "Assignment",
    "contact": "Contact changes",
}  # fmt: skip
PAGE = 40
WAS = "was_"  # what the edit form showed in a field when it was opened


@pages.get("/contacts/<int:contact_id>")
@login_required
def show(contact_id: int):
    contact = seen(contact_id)
    return render_template("contacts/show.html", **person_page(contact))


@pages.get("/contacts/new")
@login_required
def new():
    need("edit_contacts")
    typed = {"name": request.args.get("name", "")[:160], "number": request.args.get("number", "")[:64]}
    return render_template("contacts/new.html", **frame(current()), typed=typed, errors={}, known=None)


@pages.post("/contacts")
@login_required
def create():
    need("edit_contacts")
    user, typed = current(), {name: request.form.get(name, "")[:400] for name in ("name", "number", "label")}
    try:
        contact = perform(contacts.create, user, typed["name"], typed["number"], typed["label"])
    except Unfit as unfit:
        known = unfit.contact if isinstance(unfit, contacts.Known) else None
        facts = {**frame(user), "typed": typed, "errors": unfit.errors, "known": known}
        return render_template("contacts/new.html", **facts), 422
    return redirect(f"/contacts/{contact.id}", 303)


@pages.get("/contacts/<int:contact_id>/edit")
@login_required
def edit(contact_id: int):
    return _form(_editable(contact_id))


@pages.post("/contacts/<int:contact_id>/edit")
@login_required
def save(contact_id: int):
    contact, typed = _editable(contact_id), request.form.to_dict()
    was = {name.removeprefix(WAS): value for name, value in typed.items() if name.startswith(WAS)}
    try:
        perform(contacts.edit, contact, current(), typed, was)
    except Overtaken as overtaken:
        return _form(seen(contact_id), overtaken.typed, overtaken.errors, was=overtaken.now), 409
    except Unfit as unfit:
        return _form(seen(contact_id), typed, unfit.errors, was=was), 422
    return redirect(f"/contacts/{contact_id}", 303)


@pages.post("/contacts/<int:contact_id>/zone")
@login_required
def confirm_zone(contact_id: int):
    contact, zone = _editable(contact_id), request.form.get("zone", "")[:64]
    if not zones.is_zone(zone):
        abort(400)
    perform(their_zone.confirm, contact, current(), zone)
    return _facts(contact_id)


@pages.post("/contacts/<int:contact_id>/tags")
@login_required
def add_tag(contact_id: int):
    contact, error = _editable(contact_id), ""
    try:
        perform(contacts.add_tag, contact, current(), request.form.get("tag", "")[:400])
    except Unfit as unfit:
        error = unfit.errors["tag"]
    return _facts(contact_id, error)


@pages.post("/contacts/<int:contact_id>/tags/<int:tag_id>/removal")
@login_required
def remove_tag(contact_id: int, tag_id: int):
    perform(contacts.remove_tag, _editable(contact_id), current(), tag_id)
    return _facts(contact_id)


@pages.post("/contacts/<int:contact_id>/numbers")
@login_required
def add_number(contact_id: int):
    contact = _editable(contact_id)
    number, label = request.form.get("number", "")[:400], request.form.get("label", "")
    try:
        perform(contacts.add_number, contact, current(), number, label)
    except Unfit as unfit:
        known = unfit.contact if isinstance(unfit, contacts.Known) else None
        return _form(seen(contact_id), errors=unfit.errors, number=number, known=known), 422
    return redirect(f"/contacts/{contact_id}/edit#numbers", 303)


@pages.post("/contacts/<int:contact_id>/numbers/<int:phone_id>/removal")
@login_required
def remove_number(contact_id: int, phone_id: int):
    try:
        perform(contacts.remove_number, _editable(contact_id), current(), phone_id)
    except Unfit as unfit:
        return _form(seen(contact_id), errors=unfit.errors), 422
    return redirect(f"/contacts/{contact_id}/edit#numbers", 303)


@pages.post("/contacts/<int:contact_id>/notes")
@login_required
def add_note(contact_id: int):
    need("write_notes")
    contact, body, error = seen(contact_id), request.form.get("body", "").replace("\r\n", "\n"), ""
    try:
        perform(notes.remember, contact, current(), body, typed_client_id())
    except notes.Refused as refused:
        error = str(refused)
    if wants_partial():
        facts = {"contact": contact, "notes": Note.of_contact(contact.id), "zone": current().account.time_zone}
        facts |= {"note_error": error, "note_typed": body if error else ""}
        return render_template("notes/_history.html", **facts), _status(error)
    if error:
        return render_template("contacts/show.html", **person_page(contact, "notes", error, body)), 422
    return redirect(f"/contacts/{contact_id}?tab=notes", 303)


def seen(contact_id: int) -> Contact:
    """The contact, if this user may see them; 404 for another account's or other departments' alone."""
    need("read_conversations")
    user = current()
    contact = Contact.visible(user.account_id, contact_id)
    if contact is None or not is_in_sight(Sight.of(user), contact_id):
        abort(404)
    return contact


def person_page(contact: Contact, tab: str = "", error: str = "", typed: str = "") -> dict[str, Any]:
    """Everything a contact's page shows: the person, and the tab that is open."""
    user = current()
    conversation = Conversation.newest_of(contact.id, user.department_ids())
    phone = conversation.phone if conversation else next(iter(contact.phones), None)
    tab = tab or request.args.get("tab", "")
    chosen = request.args.get("filter", "all")
    facts = {
        **frame(user), **person_facts(contact, phone, user.account.time_zone), "conversation": conversation,
        "agreements": [agreement_of(each) for each in contact.phones],
        "tabs": TABS, "filters": FILTERS, "tab": tab if tab in TABS else "journey", "is_default": tab not in TABS,
        "chosen": chosen if chosen == "all" or chosen in EVENTS else "all", "error": error, "typed": typed,
        "client_id": str(uuid.uuid4()), "may_evidence": may(user.role, "export_evidence"),
    }
    return facts | _tab(contact, user, facts["tab"], facts["chosen"])


def _tab(contact: Contact, user: User, tab: str, chosen: str) -> dict[str, Any]:
    before, desks = Place.read(request.args.get("before", "")), {}
    if tab == "text":
        entries, older = texts(contact.id, user.department_ids(), before, PAGE)
        desks = {one.id: one.name for one in Department.of_account(user.account_id)}
    elif tab == "notes":
        entries, older = history_notes(contact.id, before, PAGE)
    else:
        entries, older = timeline(contact.id, user.department_ids(), chosen, before, PAGE)
    return {"entries": entries, "older": older, "has_newer": before is not None, "kinds": _kind_of, "desks": desks}


def _kind_of(entry: Any) -> str:
    return "event" if isinstance(entry, Event) else "note" if isinstance(entry, Note) else "text"


def _editable(contact_id: int) -> Contact:
    need("edit_contacts")
    return seen(contact_id)


def _form(
    contact: Contact, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None, number: str = "",
    known: Contact | None = None, was: dict[str, str] | None = None,
) -> str:
    """`was`: what the form showed when this person opened it, where that isn't now."""
    user, kept = current(), form_of(contact)
    facts = {
        "contact": contact, "typed": typed or kept, "was": kept if was is None else was, "errors": errors or {},
        "number": number, "known": known, "owners": User.of_account(user.account_id),
        "types": RecordType.of_account(user.account_id), "fields": CustomField.of_account(user.account_id),
        "all_tags": Tag.of_account(user.account_id), "zone_choices": zones.CHOICES, "labels": contacts.LABELS,
    }
    return render_template("contacts/edit.html", **frame(user), **facts)


def _facts(contact_id: int, error: str = ""):
    """The answer to a change of tags: the part with the person's data, or their page."""
    contact = seen(contact_id)
    if not wants_partial():
        return redirect(f"/contacts/{contact_id}", 303)
    conversation = Conversation.newest_of(contact.id, current().department_ids())
    phone = conversation.phone if conversation else next(iter(contact.phones), None)
    facts = person_facts(contact, phone, current().account.time_zone)
    return render_template("contacts/_facts.html", **facts, conversation=conversation, tag_error=error), _status(error)


def _status(error: str) -> int:
    return 422 if error else 200
