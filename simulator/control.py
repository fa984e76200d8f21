"""The control addresses, JSON, for this machine only: inbound texts, faults, numbers, options, the ledger,
reset.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, jsonify, request

from . import ledger, numbers
from .carrier import OPTIONS, set_options
from .http import carrier, json_object, local_only
from .inbound import Text, hand_over, receive

blueprint = Blueprint("control", __name__, url_prefix="/control")


@blueprint.post("/inbound")
@local_only
def inbound() -> Any:
    """A person texts: {from, to, body, media, sid, messaging_service_sid, extra, wait}."""
    given = json_object()
    text = read_text(given)
    here = carrier()
    sid, line = receive(here, text)
    if given.get("wait", True):
        return jsonify(sid=sid, webhook=hand_over(here, sid, line))
    here.work.spawn(hand_over, here, sid, line)
    return jsonify(sid=sid, webhook=None)


@blueprint.get("/faults")
@local_only
def faults() -> Any:
    """The faults in force."""
    return jsonify(carrier().faults.active)


@blueprint.post("/faults")
@local_only
def set_faults() -> Any:
    """Set some faults, leave the others; null ends one."""
    carrier().faults.merge(json_object())
    carrier().events.publish("faults")
    return jsonify(carrier().faults.active)


@blueprint.delete("/faults")
@local_only
def end_faults() -> Any:
    """End every fault."""
    carrier().faults.reset()
    carrier().events.publish("faults")
    return jsonify({})


@blueprint.get("/options")
@local_only
def options() -> Any:
    """adopt, and the pace of a text in seconds."""
    return jsonify(carrier().options)


@blueprint.post("/options")
@local_only
def change_options() -> Any:
    """Change some options."""
    set_options(carrier(), json_object())
    return jsonify(carrier().options)


@blueprint.get("/numbers")
@local_only
def owned() -> Any:
    """The owned numbers."""
    return jsonify(numbers=[describe(row) for row in carrier().store.rows("SELECT * FROM numbers ORDER BY created")])


@blueprint.post("/numbers")
@local_only
def own() -> Any:
    """Own a number: {number, name, kind, sms_url, sms_fallback_url, status_callback, messaging_service_sid,
    ...}.
    """
    given = json_object()
    number = str(given.pop("number", ""))
    if not re.fullmatch(r"\+\d{7,15}|\d{3,6}", number):
        raise ValueError("number: give it as +14805550110, or a short code's digits.")
    if "messaging_service_sid" in given:
        given["service"] = given.pop("messaging_service_sid")
    strange = set(given) - set(numbers.FIELDS)
    if strange:
        raise ValueError(f"numbers: there is no field {sorted(strange)[0]!r}.")
    if given.get("kind", "local") not in numbers.KINDS:
        raise ValueError(f"kind: one of {', '.join(numbers.KINDS)}.")
    row = numbers.register(carrier(), number, adopted=0, **{k: v for k, v in given.items() if v is not None})
    carrier().store.commit()
    return jsonify(describe(row))


@blueprint.get("/ledger")
@local_only
def book() -> Any:
    """The ledger after line ?after=N; ?only=creates,webhooks keeps some of its lists."""
    only = {name for name in request.args.get("only", "").split(",") if name}
    return jsonify(ledger.read(carrier(), request.args.get("after", 0, type=int), only))


@blueprint.post("/reset")
@local_only
def reset() -> Any:
    """Forget everything: texts, numbers, blocks, faults, ledger."""
    here = carrier()
    here.work.kill(block=True, timeout=1)
    here.due.clear()
    here.store.empty()
    here.faults.reset()
    here.options.update(OPTIONS)
    here.events.publish("reset")
    return jsonify({})


def read_text(given: dict[str, Any]) -> Text:
    """A person's text from JSON; raises ValueError with a sentence."""
    files = [{"url": item} if isinstance(item, str) else item for item in given.get("media") or []]
    if not all(isinstance(item, dict) for item in files):
        raise ValueError("media: a list of addresses, {url, content_type} or {data, content_type}.")
    sid = given.get("sid")
    if sid is not None and not re.fullmatch(r"(SM|MM)[0-9a-f]{32}", str(sid)):
        raise ValueError("sid: SM or MM and 32 hexadecimal digits.")
    if not isinstance(given.get("to"), str) or not isinstance(given.get("from"), str):
        raise ValueError("Give 'from' (the person) and 'to' (the business number).")
    return Text(
        given["from"],
        given["to"],
        str(given.get("body") or ""),
        files,
        sid,
        given.get("messaging_service_sid"),
        dict(given.get("extra") or {}),
    )


def describe(row: Any) -> dict[str, Any]:
    """An owned number as JSON."""
    facts = {name: row[name] for name in ("sid", "number", *numbers.FIELDS)}
    return facts | {
        "messaging_service_sid": facts.pop("service"),
        "advanced_opt_out": bool(row["advanced_opt_out"]),
    }
