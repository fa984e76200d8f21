"""Templates: GET /templates, the list and the part that follows what is typed; deleting one and having it back.
Writing one: template_form.py."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.texting import template_sight, templates
from app.texting.access import Problem
from app.texting.template_sight import ABOVE
from app.transaction import perform
from app.web.requests import current, need, wants_partial
from app.web.template_list import Asked, as_id, back, list_facts, list_page

pages = Blueprint("templates", __name__, url_prefix="/templates")


@pages.get("")
@login_required
def show():
    need("write_templates")
    asked = Asked.read(request.args)
    if wants_partial():
        return render_template("templates/_list.html", **list_facts(asked))
    return list_page(asked)


@pages.get("/<int:template_id>/deletion")
@login_required
def deletion(template_id: int):
    need("write_templates")
    seen = template_sight.find(current(), template_id) or abort(404)
    if not seen.may_change or seen.whose == ABOVE:
        abort(403)
    waiting = templates.waiting_texts(current().account_id, [template_id]).get(template_id, 0)
    return list_page(back(), dialog="templates/_deletion.html", seen=seen, made_from=waiting)


@pages.post("/<int:template_id>/deletion")
@login_required
def delete(template_id: int):
    _theirs(template_id)
    try:
        perform(templates.delete, current(), template_id, as_id(request.form.get("version", "")))
    except Problem as problem:
        return list_page(back(), error=str(problem)), 409
    return redirect(back().query(deleted=str(template_id)), 303)


@pages.post("/<int:template_id>/restoring")
@login_required
def restore(template_id: int):
    _theirs(template_id)
    try:
        perform(templates.restore, current(), template_id)
    except Problem as problem:
        return list_page(back(), error=str(problem)), 409
    return redirect(back().query(done="back"), 303)


def _theirs(template_id: int) -> None:
    """404 unless this is, or was until now, a template that they see."""
    need("write_templates")
    if not template_sight.was_theirs(current(), template_id):
        abort(404)
