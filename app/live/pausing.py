"""The line at the top of every page while sending is paused: banner(account_id) renders it, changed()
pushes it, missed() is for whoever was away."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import current_app, render_template
from sqlalchemy import Select, bindparam, func, select

from app.extensions import db
from app.live import ids, rooms, wire
from app.models import Account, Department, Pause


def changed(account_id: int | None) -> None:
    """A pause of this account (None: of the installation) began or ended: tell every inbox that it concerns. The line
    carries no change number of the room: it stands outside of what the room counts."""
    query = select(Department.account_id, Department.id)
    if account_id is not None:
        query = query.where(Department.account_id == account_id)
    banners: dict[int, dict[str, Any]] = {}
    for account, department in db.session.execute(query):
        if account not in banners:
            banners[account] = banner(account)
        room = rooms.inbox(account, department)
        if wire.is_watched(room):
            wire.emit(room, {"room": room, "from": 0, "to": 0, "parts": [banners[account]]})


def banner(account_id: int) -> dict[str, Any]:
    """The line as a part of a page; an empty one while sending goes on."""
    return _part(banner_facts(account_id))


def missed(account_id: int) -> list[dict[str, Any]]:
    """For a page that was away: the line as it is now, if it ever changed."""
    facts = banner_facts(account_id)
    return [_part(facts)] if facts["turn"] else []


def banner_facts(account_id: int) -> dict[str, Any]:
    """What the line shows: the pause that stands (the installation's first), how many times pauses that concern this
    account began or ended, and the account's zone."""
    began, ended = db.session.execute(_turns(), {"account": account_id}).one()
    facts = {"pause": None, "turn": began + ended, "zone": "UTC", "dom_id": ids.SENDING_BANNER}
    if began == ended:
        return facts
    standing = Pause.standing(account_id)
    first = min(standing, key=lambda pause: (pause.account_id is not None, pause.id), default=None)
    return {**facts, "pause": first, "zone": db.session.get(Account, account_id).time_zone}


@lru_cache(maxsize=1)
def _turns() -> Select:
    """How many pauses that concern an account began and ended. Every page asks it: made once, of the table."""
    pause = Pause.__table__.c
    mine = pause.account_id.is_(None) | (pause.account_id == bindparam("account"))
    return select(func.count(), func.count(pause.ended_at)).select_from(Pause.__table__).where(mine)


def _part(facts: dict[str, Any]) -> dict[str, Any]:
    html = _drawn(facts["turn"]) if facts["pause"] is None else render_template("sending/_banner.html", **facts)
    return {"into": None, "html": html}


@lru_cache(maxsize=16)
def _drawn(turn: int) -> str:
    """The empty line, which nearly every page has."""
    template = current_app.jinja_env.get_template("sending/_banner.html")
    return template.render(pause=None, turn=turn, zone="UTC", dom_id=ids.SENDING_BANNER)
