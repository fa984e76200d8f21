"""The list of templates: Asked, what is looked for in it; list_facts() for the part that follows what is typed,
list_page() for the page, with a dialog over it; back() where the dialog came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from flask import render_template, request

from app.models import OptInTemplate, RecordType
from app.policy.permissions import may
from app.texting import template_sight, templates
from app.texting.template_sight import ABOVE
from app.web.desk import frame
from app.web.requests import current
from app.web.typed import LONGEST_ID

TABS = {"": "All", "message": "Messages", "review": "Reviews", "opt-in": "Opt-in"}


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

    def query_string(self) -> str:
        return self.query().partition("?")[2]


def list_page(asked: Asked, error: str = "", dialog: str = "", **facts: Any) -> str:
    """The whole page; `dialog` is the template of what stands open over it, with the facts that needs."""
    return render_template(
        "templates/index.html", **{**frame(current()), **list_facts(asked), **facts}, error=error, dialog=dialog,
        undo=templates.deleted_here(current(), as_id(request.args.get("deleted", ""))),
        done=request.args.get("done", ""),
    )


def list_facts(asked: Asked) -> dict[str, Any]:
    """What templates/_list.html needs."""
    user = current()
    everything = template_sight.everything(user)
    is_opt_in = asked.kind == "opt-in"
    lines = [] if is_opt_in else template_sight.narrowed(everything, asked.q, asked.whose, asked.kind)
    return {
        "lines": lines, "asked": asked, "has_any": bool(everything), "back": asked.query_string(),
        "waiting": templates.waiting_texts(user.account_id, [seen.row.id for seen in lines]),
        "asking": _asking(user.account_id) if asked.kind in ("", "opt-in") and not (asked.q or asked.whose) else [],
        "may_opt_in": may(user.role, "manage_opt_in"), "tabs": TABS,
        "above": {seen.home.id: seen.home.name for seen in everything if seen.whose == ABOVE},
    }


def back() -> Asked:
    """The list as it stood behind the dialog."""
    if request.method == "GET":
        return Asked.read(request.args)
    return Asked.read(dict(parse_qsl(request.form.get("back", "")[:400])))


def as_id(given: str) -> int:
    """0 where it is no number that a row could have."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_ID else 0


def _asking(account_id: int) -> list[tuple[OptInTemplate, str]]:
    """The texts that ask people to agree, each with whom it asks."""
    types = {kind.id: kind.name for kind in RecordType.of_account(account_id)}
    return [(row, types.get(row.record_type_id, "Everybody else")) for row in OptInTemplate.of_account(account_id)]
