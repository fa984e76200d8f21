"""POST /contacts/<id>/evidence: the evidence pack of one of a person's numbers; sent(number) answers with one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, send_file
from flask_login import login_required

from app.extensions import db
from app.models import Account
from app.texting import evidence_pack
from app.texting.accounts import Problem
from app.transaction import perform
from app.web.contacts import seen
from app.web.requests import current, need

pages = Blueprint("evidence", __name__)


@pages.post("/contacts/<int:contact_id>/evidence")
@login_required
def of_contact(contact_id: int):
    need("export_evidence")
    asked = request.form.get("phone", "")
    phone = next((phone for phone in seen(contact_id).phones if str(phone.id) == asked), None)
    if phone is None:
        abort(404)
    return sent(phone.e164)


def sent(number: str) -> Response:
    """The pack of this account's number as a file; that it was handed out is written down first."""
    user_id, account_id = current().id, current().account_id
    try:
        pack = evidence_pack.make(db.session.get(Account, account_id), number)
    except Problem as nothing:
        abort(404, str(nothing))
    perform(evidence_pack.tell, account_id, pack.number, user_id)
    return send_file(pack.file, mimetype="application/zip", as_attachment=True, download_name=pack.name)
