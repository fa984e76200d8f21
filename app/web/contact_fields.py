"""Settings: the business's own fields of a contact, and its record types."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.extensions import db
from app.models import CustomField, RecordType
from app.texting import contact_fields
from app.texting.contact_fields import Unfit
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need

pages = Blueprint("contact_fields", __name__)

HERE = "/settings/contact-fields"


@pages.get(HERE)
@login_required
def index():
    need("manage_fields")
    return _page()


@pages.post(HERE)
@login_required
def add():
    need("manage_fields")
    form = request.form
    return _done(
        contact_fields.add_field, current().account_id, form.get("label", ""), form.get("kind", ""),
        form.get("choices", ""),
    )  # fmt: skip


@pages.post(f"{HERE}/<int:field_id>")
@login_required
def change(field_id: int):
    field, form = _ours(CustomField, field_id), request.form
    given = form.get("label", ""), form.get("choices", "")
    return _done(contact_fields.change_field, field, *given, of=f"field_{field_id}")


@pages.post(f"{HERE}/<int:field_id>/removal")
@login_required
def remove(field_id: int):
    return _done(contact_fields.remove_field, _ours(CustomField, field_id))


@pages.post("/settings/record-types")
@login_required
def add_type():
    need("manage_fields")
    return _done(contact_fields.add_type, current().account_id, request.form.get("type_name", ""))


@pages.post("/settings/record-types/<int:type_id>")
@login_required
def rename_type(type_id: int):
    kind = _ours(RecordType, type_id)
    return _done(contact_fields.rename_type, kind, request.form.get("type_name", ""), of=f"type_{type_id}")


@pages.post("/settings/record-types/<int:type_id>/removal")
@login_required
def remove_type(type_id: int):
    return _done(contact_fields.remove_type, _ours(RecordType, type_id), of=f"type_{type_id}")


def _ours(noun: type, row_id: int) -> Any:
    need("manage_fields")
    row = db.session.get(noun, row_id)
    return row if row is not None and row.account_id == current().account_id else abort(404)


def _done(verb, *args: Any, of: str = ""):
    """Do it and show the page again; a sentence stands at the field it is about, in the form `of`."""
    try:
        perform(verb, *args)
    except Unfit as unfit:
        return _page({f"{of}_{name}" if of else name: said for name, said in unfit.errors.items()}, of), 422
    return redirect(HERE, 303)


def _page(errors: dict[str, str] | None = None, of: str = "") -> str:
    account_id = current().account_id
    types = RecordType.of_account(account_id)
    return render_template(
        "settings/contact_fields.html", **frame(current()), fields=CustomField.of_account(account_id),
        types=types, used={kind.id: contact_fields.used_by(kind) for kind in types}, kinds=contact_fields.KINDS,
        errors=errors or {}, typed=request.form, of=of,
    )
