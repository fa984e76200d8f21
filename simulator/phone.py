"""The phone on screen (the page at / and what it reads and sends), told of news by server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from . import media, numbers
from .control import read_text
from .http import carrier, json_object, phone_only
from .inbound import hand_over, receive
from .places import place_of

blueprint = Blueprint("phone", __name__)
PEOPLE = {
    "+14805550199": "Sam Carter",
    "+16025550142": "Dana Whitfield",
    "+13035550117": "Marcus Lee",
    "+12125550164": "Priya Shah",
    "+18085550131": "Kai Nakamura",
}
LATEST = 200  # texts shown


@blueprint.get("/")
def page() -> Any:
    """The phone."""
    here = carrier()
    answer = Response(render_template("phone.html", parent=here.config.public_origin))
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors 'self' {here.config.public_origin}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.get("/phone/state")
@phone_only
def state() -> Any:
    """People, businesses, and the texts between ?person= and ?business=."""
    here, person, business = carrier(), request.args.get("person", ""), request.args.get("business", "")
    people = PEOPLE | {row["number"]: row["name"] for row in here.store.rows("SELECT * FROM people")}
    owned = here.store.rows("SELECT number, name, kind FROM numbers ORDER BY adopted, created")
    return jsonify(
        people=[_person(number, name) for number, name in people.items()],
        businesses=[dict(row) for row in owned],
        texts=_texts(person, business),
    )


@blueprint.post("/phone/send")
@phone_only
def send() -> Any:
    """Text the business; answers at once, the webhook's outcome comes as an event."""
    here = carrier()
    sid, line = receive(here, read_text(json_object()))
    here.work.spawn(hand_over, here, sid, line)
    return jsonify(sid=sid)


@blueprint.post("/phone/people")
@phone_only
def add_person() -> Any:
    """Make a new number: {name, number}."""
    given = json_object()
    number, name = numbers.e164(str(given.get("number", "")).strip()), str(given.get("name", "")).strip()
    if number is None or not number.startswith("+"):
        raise ValueError("That is no phone number. Write it as (480) 555-0123 or +14805550123.")
    here = carrier()
    here.store.write("INSERT OR REPLACE INTO people VALUES (?, ?)", number, name[:60] or "New person")
    here.store.commit()
    return jsonify(_person(number, name[:60] or "New person"))


@blueprint.get("/phone/events")
@phone_only
def events() -> Any:
    """What happens, as it happens."""
    stream = carrier().events.listen()
    return Response(_lines(stream), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


def _lines(stream: Iterator[dict[str, Any] | None]) -> Iterator[str]:
    yield ": open\n\n"
    for event in stream:
        yield ": quiet\n\n" if event is None else f"data: {json.dumps(event)}\n\n"


def _person(number: str, name: str) -> dict[str, Any]:
    place = place_of(number)
    return {
        "number": number,
        "name": name,
        "city": place.city if place else None,
        "zone": place.zone if place else None,
    }


def _texts(person: str, business: str) -> list[dict[str, Any]]:
    sql = """SELECT * FROM messages WHERE NOT deleted AND on_phone IS NOT NULL
             AND ((sender = ? AND recipient = ?) OR (sender = ? AND recipient = ?)) ORDER BY on_phone DESC,
             seq DESC LIMIT ?"""
    rows = carrier().store.rows(sql, person, business, business, person, LATEST)
    return [
        {
            "sid": row["sid"],
            "mine": row["direction"] == "inbound",
            "body": row["body"],
            "at": row["on_phone"],
            "webhook": row["webhook"],
            "media": [_picture(item) for item in media.of(carrier(), row["sid"])],
        }
        for row in reversed(rows)
    ]


def _picture(item: Any) -> dict[str, Any]:
    address = f"/storage/{item['sid']}?pass={media.pass_for(carrier(), item['sid'])}" if item["here"] else None
    return {"content_type": item["content_type"], "address": address}
