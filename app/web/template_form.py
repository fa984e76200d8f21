"""Writing a template: the dialog for a new one and for one that is there, each a page of its own; what its words cost
and say, as they are being written; and keeping it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.models import Template
from app.policy.permissions import may
from app.policy.tokens import fill
from app.sms import segments
from app.texting import drafts, held_files, template_sight, templates
from app.texting.access import Problem
from app.texting.contact_fields import Unfit
from app.texting.template_example import example_values, found_in
from app.texting.template_particulars import LONGEST_BODY, Particulars
from app.texting.template_sight import ABOVE, Seen
from app.texting.token_values import tokens_of
from app.transaction import perform
from app.web.requests import current, need
from app.web.template_list import as_id, back, list_page
from app.web.typed import typed_body, typed_media_ids

pages = Blueprint("template_form", __name__, url_prefix="/templates")

FORM = "templates/_form.html"
FIELDS = ("subject", "body", "shortcut", "kind", "is_shared", "is_shared_down", "is_protected")


@pages.get("/new")
@login_required
def new():
    need("write_templates")
    return list_page(back(), dialog=FORM, **_form(None, _typed_or(None)))


@pages.get("/<int:template_id>/edit")
@login_required
def edit(template_id: int):
    need("write_templates")
    seen = template_sight.find(current(), template_id) or abort(404)
    if not seen.may_change:
        abort(403)
    return list_page(back(), dialog=FORM, **_form(seen, _typed_or(seen.row)))


@pages.post("")
@login_required
def create():
    need("write_templates")
    return _saved(None)


@pages.post("/<int:template_id>")
@login_required
def save(template_id: int):
    need("write_templates")
    if not template_sight.was_theirs(current(), template_id):
        abort(404)
    return _saved(template_id)


@pages.post("/check")
@login_required
def check():
    """What a text made of these words costs, as they are being written."""
    need("write_templates")
    return render_template("templates/_count.html", **_counted(typed_body()))


@pages.get("/tokens")
@login_required
def tokens():
    """The fields that a template may hold, each with what it stands for in an example."""
    need("write_templates")
    values, groups = example_values(current()), groupby(tokens_of(current().account), key=lambda token: token.group)
    return render_template(
        "composer/_token_list.html", groups=[(group, list(each)) for group, each in groups], values=values,
        may_add=may(current().role, "manage_fields"),
    )  # fmt: skip


def _saved(template_id: int | None):
    """Keep what was typed and show the list again; a form that can't be kept comes back with its words."""
    user, form = current(), request.form
    given = Particulars(
        form.get("subject", ""), typed_body(), form.get("shortcut", ""), form.get("kind", "message"),
        typed_media_ids(), form.get("is_shared") == "yes", "is_shared_down" in form, "is_protected" in form,
    )
    try:
        perform(templates.save, user, given, template_id, as_id(form.get("version", "")))
    except (Unfit, Problem) as problem:
        seen = template_sight.find(user, template_id) if template_id else None
        seen = seen if seen and seen.may_change else None  # what can't be changed may be kept as a new one
        errors = problem.errors if isinstance(problem, Unfit) else {"": str(problem)}
        opened = _form(seen, _typed(), errors)
        return list_page(back(), dialog=FORM, **opened), 422 if isinstance(problem, Unfit) else 409
    return redirect(back().query(done="saved"), 303)


def _form(seen: Seen | None, typed: dict[str, Any], errors: dict[str, str] | None = None) -> dict[str, Any]:
    """What templates/_form.html needs."""
    user = current()
    own = drafts.attached(user, typed["media_ids"])
    home = seen.home.id if seen else user.account_id
    kept = held_files.held(home, [each for each in typed["media_ids"] if seen and each in seen.row.media_ids])
    is_other = seen is not None and errors is not None and "" in errors
    return {
        "seen": seen, "typed": typed, "errors": errors or {}, "files": [*kept, *own], "back": back().query_string(),
        "is_above": seen is not None and seen.whose == ABOVE, "may_share": may(user.role, "share_templates"),
        "has_below": template_sight.has_below(user.account), "theirs": seen.row if is_other else None,
        **_counted(typed["body"] or ""),
    }  # fmt: skip


def _typed_or(row: Template | None) -> dict[str, Any]:
    """The form's fields as this template has them."""
    if row is None:
        return dict.fromkeys(FIELDS, "") | {"kind": "message", "media_ids": []}
    return {name: getattr(row, name) for name in FIELDS if name != "is_shared"} | {
        "is_shared": row.owner_id is None, "media_ids": list(row.media_ids)
    }


def _typed() -> dict[str, Any]:
    """The form's fields as they were sent."""
    form = request.form
    kept = {name: form.get(name, "") for name in FIELDS}
    return kept | {"body": typed_body(), "is_shared": form.get("is_shared") == "yes", "media_ids": typed_media_ids()}


def _counted(body: str) -> dict[str, Any]:
    """What templates/_count.html needs: the cost of the text to an example of a person."""
    left = LONGEST_BODY - len(body)
    words = fill(body, example_values(current())).text if left >= 0 else ""
    count = segments.count(words) if words.strip() else None
    return {
        "count": count, "left": left, "as_example": words if words != body and left >= 0 else "",
        "found": found_in(words, count, current().account) if count else [],
    }
