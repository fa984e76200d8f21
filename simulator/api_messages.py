"""Twilio's Messages API: create, list, fetch, cancel, redact, delete. Source: Twilio documentation, Message
resource.
"""

from __future__ import annotations

import re
import sqlite3
import time
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import gevent
from flask import Blueprint, Response, jsonify, request

from . import creating, ledger, lifecycle, messages, numbers
from .carrier import Carrier
from .errors import BY_STATUS, ApiError, refusal
from .http import carrier, check_account

blueprint = Blueprint("messages", __name__, url_prefix="/2010-04-01/Accounts/<account>")
NOT_LEFT = ("accepted", "scheduled", "queued")


@blueprint.post("/Messages.json")
def create(account: str) -> Any:
    """Accept a text (201) or refuse it with Twilio's error; faults decide the rest."""
    check_account(account)
    here, form = carrier(), request.form
    facts = (form.get("To", ""), form.get("From", ""), form.get("Body", ""))
    try:
        _refuse(here, *facts)
        wanted = creating.read(here, form)
    except ApiError as error:
        ledger.note(
            here,
            "refused",
            None,
            to=facts[0],
            **{"from": facts[1]},
            body=facts[2],
            code=error.code,
            status=error.status,
        )
        here.store.commit_soon()
        raise
    wait = (here.faults.take("delay", *facts) or {}).get("seconds", 0)
    row = creating.accept(here, wanted, time.time() + wait)
    answer = jsonify(messages.resource(here, row))
    answer.status_code = 201
    if here.faults.take("callback_before_answer", *facts) is not None:
        lifecycle.run_now(here, row["sid"])
    if wait:
        gevent.sleep(wait)
    broken = here.faults.take("timeout_after_accept", *facts)
    return answer if broken is None else _break(answer, broken)


@blueprint.get("/Messages.json")
def listing(account: str) -> Any:
    """A page of texts, newest first; filters To, From and DateSent (GMT days)."""
    check_account(account)
    here = carrier()
    size = min(max(request.args.get("PageSize", 50, type=int), 1), 1000)
    page = max(request.args.get("Page", 0, type=int), 0)
    rows = _select(here, size)
    more, rows = len(rows) > size, rows[:size]
    filters = {k: v for k, v in request.args.items() if k in ("To", "From", "DateSent", "DateSent<", "DateSent>")}
    first = {**filters, "PageSize": size, "Page": 0}
    following = {**filters, "PageSize": size, "Page": page + 1, "PageToken": f"PA{rows[-1]['seq']}"} if more else None
    path = request.path
    return jsonify(
        messages=[messages.resource(here, row) for row in rows],
        page=page,
        page_size=size,
        start=page * size,
        end=page * size + max(len(rows) - 1, 0),
        uri=request.full_path.rstrip("?"),
        first_page_uri=f"{path}?{urlencode(first)}",
        next_page_uri=f"{path}?{urlencode(following)}" if following else None,
        previous_page_uri=None,
    )


@blueprint.get("/Messages/<sid>.json")
def fetch(account: str, sid: str) -> Any:
    """One text as it stands."""
    check_account(account)
    return jsonify(messages.resource(carrier(), _found(sid)))


@blueprint.post("/Messages/<sid>.json")
def update(account: str, sid: str) -> Any:
    """Cancel (Status=canceled) or redact (an empty Body), never both."""
    check_account(account)
    here, row = carrier(), _found(sid)
    body, status = request.form.get("Body"), request.form.get("Status")
    if body == "" and status is None:
        messages.change(here, sid, body="")
        here.store.commit()
    elif body is None and status == "canceled":
        if row["status"] not in NOT_LEFT:
            raise refusal(30409)
        lifecycle.cancel(here, row)
    else:
        raise refusal(30400)
    return jsonify(messages.resource(here, messages.get(here, sid)))


@blueprint.delete("/Messages/<sid>.json")
def delete(account: str, sid: str) -> Any:
    """Delete a finished text and its media (204); 20009 while it is on its way."""
    check_account(account)
    here, row = carrier(), _found(sid)
    running = here.store.row("SELECT 1 FROM steps WHERE sid = ?", sid)
    if running or row["status"] not in (*messages.FINAL, "sent"):
        raise refusal(20009)
    messages.change(here, sid, deleted=1)
    here.store.write("UPDATE media SET deleted = 1 WHERE message = ?", sid)
    here.store.commit()
    return Response(status=204)


def _found(sid: str) -> sqlite3.Row:
    row = carrier().store.row("SELECT * FROM messages WHERE sid = ? AND NOT deleted", sid)
    if row is None:
        raise refusal(20404, f"Messages/{sid} was not found")
    return row


def _refuse(here: Carrier, *facts: str) -> None:
    fault = here.faults.take("refuse", *facts)
    if fault is not None:
        status = int(fault.get("status", 503))
        raise refusal(fault.get("code", BY_STATUS.get(status, 20500)), status=status)


def _break(answer: Response, fault: dict[str, Any]) -> Any:
    mode = fault.get("mode", "hang")
    if mode == "500":
        raise refusal(20500)
    if mode == "hang":
        gevent.sleep(fault.get("seconds", 30))
        return answer
    link = request.environ["simulator.socket"]
    link.shutdown(2)
    return answer


def _select(here: Carrier, size: int) -> list[sqlite3.Row]:
    where, values = ["NOT deleted"], []
    for name, column in (("To", "recipient"), ("From", "sender")):
        if request.args.get(name):
            where.append(f"{column} = ?")
            values.append(numbers.e164(request.args[name]) or request.args[name])
    for name, test in (("DateSent", "at day"), ("DateSent<", "until"), ("DateSent>", "from")):
        if request.args.get(name):
            begin = _day(request.args[name])
            where += ["coalesce(sent, created) >= ?"] if test != "until" else []
            where += ["coalesce(sent, created) < ?"] if test != "from" else []
            values += [begin] * (test != "until") + [begin + 86400] * (test != "from")
    token = re.fullmatch(r"PA(\d+)", request.args.get("PageToken", ""))
    if token:
        where.append("seq < ?")
        values.append(int(token[1]))
    sql = f"SELECT * FROM messages WHERE {' AND '.join(where)} ORDER BY seq DESC LIMIT ?"
    return here.store.rows(sql, *values, size + 1)


def _day(text: str) -> float:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError as error:
        raise refusal(20001, "DateSent must be YYYY-MM-DD") from error
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
