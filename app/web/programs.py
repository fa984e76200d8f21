"""Settings, programs: what the business texts about, by name. For managers and administrators."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required
from sqlalchemy import select

from app.extensions import db
from app.models import Program
from app.texting import programs
from app.texting.contact_fields import Unfit
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need

pages = Blueprint("programs", __name__)

HERE = "/settings/programs"


@pages.get(HERE)
@login_required
def show():
    need("manage_opt_in")
    return _page()


@pages.post(HERE)
@login_required
def add():
    need("manage_opt_in")
    form = request.form
    given = [form.get(name, "") for name in ("name", "level", "about", "frequency")]
    return _done(programs.add, current().account_id, *given)


@pages.post(f"{HERE}/<int:program_id>")
@login_required
def rename(program_id: int):
    return _done(programs.rename, _ours(program_id), request.form.get("name", ""), of=f"program_{program_id}")


@pages.post(f"{HERE}/<int:program_id>/closing")
@login_required
def close(program_id: int):
    return _done(programs.close, _ours(program_id))


def _ours(program_id: int) -> Program:
    need("manage_opt_in")
    return Program.visible(current().account_id, program_id) or abort(404)


def _done(verb, *args, of: str = ""):
    """Do it and show the page again; a sentence stands at the field it is about, in the form `of`."""
    try:
        perform(verb, *args)
    except Unfit as unfit:
        return _page({f"{of}_{name}" if of else name: said for name, said in unfit.errors.items()}, of), 422
    return redirect(HERE, 303)


def _page(errors: dict[str, str] | None = None, of: str = "") -> str:
    account_id = current().account_id
    closed = select(Program).where(Program.account_id == account_id, Program.closed_at.isnot(None))
    return render_template(
        "settings/programs.html", **frame(current()), programs=Program.of_account(account_id),
        closed=db.session.scalars(closed.order_by(Program.closed_at.desc())).all(),
        agreed=programs.agreed(account_id), errors=errors or {}, typed=request.form, of=of,
    )
