"""Templates: GET /templates, the list and the part that follows what is typed; a dialog to write one and one to delete
it, each a page of its own without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.models import OptInTemplate, RecordType, Template
from app.policy.permissions import may
from app.policy.tokens import fill
from app.sms import segments
from app.texting import drafts, held_files, template_sight, templates
from app.texting.access import Problem
from app.texting.contact_fields import Unfit
from app.texting.template_example import example_values, found_in
from app.texting.template_sight import ABOVE, Seen
from app.texting.templates import Particulars
from app.texting.token_values import tokens_of
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need, wants_partial
from app.web.typed import LONGEST_ID, typed_body, typed_media_ids

pages = Blueprint("templates", __name__, url_prefix="/templates")

TABS = {"": "All", "message": "Messages", "review": "Reviews", "opt-in": "Opt-in"}
FIELDS = ("subject", "body", "shortcut", "kind", "is_shared", "is_shared_down", "is_protected")


class Asked(NamedTuple):
    """What is looked for in the list."""

    q: str = ""
    whose: str = ""
    kind: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asked:
        kind, whose = given.get("kind", ""), given.get("whose", "")
        return cls(given.get("q", "")[:160].strip(), whose[:LONGEST_ID], kind if kind in TABS else "")

    def query(self, **changes: str) -> str:
        kept = {name: value for name, value in (self._asdict() | changes).items() if value}
        return f"/templates?{urlencode(kept)}".rstrip("?")


@pages.get("")
@login_required
def show():
    need("write_templates")
    asked = Asked.read(request.args)
    if wants_partial():
        return render_template("templates/_list.html", **_facts(asked))
    return _page(asked)


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


@pages.get("/new")
@login_required
def new():
    need("write_templates")
    return _dialog("templates/_form.html", **_form(None, _typed_or(None)))


@pages.get("/<int:template_id>/edit")
@login_required
def edit(template_id: int):
    seen = _seen(template_id)
    if not seen.may_change:
        abort(403)
    return _dialog("templates/_form.html", **_form(seen, _typed_or(seen.row)))


@pages.post("")
@login_required
def create():
    need("write_templates")
    return _saved(None)


@pages.post("/<int:template_id>")
@login_required
def save(template_id: int):
    _theirs(template_id)
    return _saved(template_id)


@pages.get("/<int:template_id>/deletion")
@login_required
def deletion(template_id: int):
    return _dialog("templates/_deletion.html", **_deletion(_seen(template_id)))


@pages.post("/<int:template_id>/deletion")
@login_required
def delete(template_id: int):
    _theirs(template_id)
    try:
        perform(templates.delete, current(), template_id, _number("version"))
    except Problem as problem:
        return _page(_back(), error=str(problem)), 409
    return redirect(_back().query(deleted=str(template_id)), 303)


@pages.post("/<int:template_id>/restoring")
@login_required
def restore(template_id: int):
    _theirs(template_id)
    try:
        perform(templates.restore, current(), template_id)
    except Problem as problem:
        return _page(_back(), error=str(problem)), 409
    return redirect(_back().query(done="back"), 303)


def _saved(template_id: int | None):
    """Keep what was typed and show the list again; a form that can't be kept comes back with its words."""
    user, form = current(), request.form
    given = Particulars(
        form.get("subject", ""), typed_body(), form.get("shortcut", ""), form.get("kind", "message"),
        typed_media_ids(), form.get("is_shared") == "yes", "is_shared_down" in form, "is_protected" in form,
    )
    try:
        perform(templates.save, user, given, template_id, _number("version"))
    except (Unfit, Problem) as problem:
        seen = template_sight.find(user, template_id) if template_id else None
        errors = problem.errors if isinstance(problem, Unfit) else {"": str(problem)}
        opened = _form(seen, _typed(), errors)
        return _page(_back(), dialog="templates/_form.html", **opened), 422 if isinstance(problem, Unfit) else 409
    return redirect(_back().query(done="saved"), 303)


def _theirs(template_id: int) -> None:
    """404 unless this is, or was until now, a template that they see."""
    need("write_templates")
    if not template_sight.was_theirs(current(), template_id):
        abort(404)


def _seen(template_id: int) -> Seen:
    need("write_templates")
    return template_sight.find(current(), template_id) or abort(404)


def _number(name: str) -> int:
    given = request.form.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_ID else 0


def _back() -> Asked:
    """The list as it stood behind the dialog."""
    return Asked.read(dict(parse_qsl(request.form.get("back", "")[:400])))


def _dialog(partial: str, **facts: Any) -> str:
    """The list with this dialog over it."""
    return _page(Asked.read(request.args), dialog=partial, **facts)


def _counted(body: str) -> dict[str, Any]:
    """What templates/_count.html needs: the cost of the text to an example of a person."""
    left = templates.LONGEST_BODY - len(body)
    words = fill(body, example_values(current())).text if left >= 0 else ""
    count = segments.count(words) if words.strip() else None
    return {
        "count": count, "left": left, "as_example": words if words != body and left >= 0 else "",
        "found": found_in(words, count, current().account) if count else [],
    }


def _form(seen: Seen | None, typed: dict[str, Any], errors: dict[str, str] | None = None) -> dict[str, Any]:
    """What templates/_form.html needs."""
    user = current()
    own = drafts.attached(user, typed["media_ids"])
    home = seen.home.id if seen else user.account_id
    kept = held_files.held(home, [each for each in typed["media_ids"] if seen and each in seen.row.media_ids])
    is_other = seen is not None and errors is not None and "" in errors
    return {
        "seen": seen, "typed": typed, "errors": errors or {}, "files": [*kept, *own], "is_above": bool(seen) and
        seen.whose == ABOVE, "may_share": may(user.role, "share_templates"), "has_below":
        template_sight.has_below(user.account), "theirs": seen.row if is_other else None,
        **_counted(typed["body"] or ""),
        "back": urlencode(request.args) if request.method == "GET" else request.form.get("back", "")[:400],
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


def _deletion(seen: Seen) -> dict[str, Any]:
    """What templates/_deletion.html needs."""
    if not seen.may_change or seen.whose == ABOVE:
        abort(403)
    waiting = templates.waiting_texts(current().account_id, [seen.row.id]).get(seen.row.id, 0)
    return {"seen": seen, "made_from": waiting, "back": urlencode(request.args)}


def _facts(asked: Asked) -> dict[str, Any]:
    """What templates/_list.html needs."""
    user = current()
    everything = template_sight.everything(user)
    is_opt_in = asked.kind == "opt-in"
    lines = [] if is_opt_in else template_sight.narrowed(everything, asked.q, asked.whose, asked.kind)
    return {
        "lines": lines, "asked": asked, "has_any": bool(everything), "back": asked.query().partition("?")[2],
        "waiting": templates.waiting_texts(user.account_id, [seen.row.id for seen in lines]),
        "asking": _asking(user.account_id) if asked.kind in ("", "opt-in") and not (asked.q or asked.whose) else [],
        "may_opt_in": may(user.role, "manage_opt_in"), "tabs": TABS,
        "above": {seen.home.id: seen.home.name for seen in everything if seen.whose == ABOVE},
    }


def _asking(account_id: int) -> list[tuple[OptInTemplate, str]]:
    """The texts that ask people to agree, each with whom it asks."""
    types = {kind.id: kind.name for kind in RecordType.of_account(account_id)}
    return [(row, types.get(row.record_type_id, "Everybody else")) for row in OptInTemplate.of_account(account_id)]


def _page(asked: Asked, error: str = "", dialog: str = "", **facts: Any) -> str:
    deleted = request.args.get("deleted", "")
    is_id = deleted.isascii() and deleted.isdecimal() and len(deleted) < LONGEST_ID
    undo = templates.deleted_here(current(), int(deleted)) if is_id else None
    return render_template(
        "templates/index.html", **{**frame(current()), **_facts(asked), **facts}, error=error, dialog=dialog, undo=undo,
        done=request.args.get("done", ""),
    )

