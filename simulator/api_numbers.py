"""Twilio's numbers: IncomingPhoneNumbers (own), AvailablePhoneNumbers (to buy), and the account itself."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response, jsonify, request

from . import numbers
from .errors import refusal
from .http import carrier, check_account
from .messages import stamp
from .places import PLACES, place_of

blueprint = Blueprint("numbers", __name__)
ACCOUNT = "/2010-04-01/Accounts/<account>"
CAPABILITIES = {"voice": True, "sms": True, "mms": True, "fax": False}
COLUMNS = {
    "FriendlyName": "name",
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "StatusCallback": "status_callback",
}
# Twilio documentation: test credentials.
MAGIC = {"+15005550000": 21422, "+15005550001": 21421}
MAGIC_AREA = {"533": 21452}


@blueprint.get(f"{ACCOUNT}.json")
def account_itself(account: str) -> Any:
    """The account: active, as long as the login is right."""
    check_account(account)
    return jsonify(
        sid=account,
        friendly_name="Simulated account",
        status="active",
        type="Full",
        uri=f"/2010-04-01/Accounts/{account}.json",
    )


@blueprint.get(f"{ACCOUNT}/IncomingPhoneNumbers.json")
def listing(account: str) -> Any:
    """The owned numbers, all on one page; filter PhoneNumber."""
    check_account(account)
    wanted = request.args.get("PhoneNumber", "")
    found = carrier().store.rows("SELECT * FROM numbers WHERE instr(number, ?) ORDER BY created", wanted)
    return jsonify(
        incoming_phone_numbers=[_resource(row) for row in found],
        page=0,
        page_size=1000,
        start=0,
        end=max(len(found) - 1, 0),
        uri=request.path,
        first_page_uri=f"{request.path}?PageSize=1000&Page=0",
        next_page_uri=None,
        previous_page_uri=None,
    )


@blueprint.post(f"{ACCOUNT}/IncomingPhoneNumbers.json")
def create(account: str) -> Any:
    """Buy a number, by itself or by area code."""
    check_account(account)
    number, area = request.form.get("PhoneNumber"), request.form.get("AreaCode")
    code = MAGIC.get(number or "") or MAGIC_AREA.get(area or "")
    if code:
        raise refusal(code)
    if number is None:
        number = _candidates(area or "480", 1)[0]
    if numbers.e164(number) != number:
        raise refusal(21421, number)
    row = numbers.register(carrier(), number, **_values())
    carrier().store.commit()
    answer = jsonify(_resource(row))
    answer.status_code = 201
    return answer


@blueprint.get(f"{ACCOUNT}/IncomingPhoneNumbers/<sid>.json")
def fetch(account: str, sid: str) -> Any:
    """One owned number."""
    check_account(account)
    return jsonify(_resource(_found(sid)))


@blueprint.post(f"{ACCOUNT}/IncomingPhoneNumbers/<sid>.json")
def update(account: str, sid: str) -> Any:
    """Change where a number's texts go, or its name."""
    check_account(account)
    row = numbers.register(carrier(), _found(sid)["number"], **_values())
    carrier().store.commit()
    return jsonify(_resource(row))


@blueprint.delete(f"{ACCOUNT}/IncomingPhoneNumbers/<sid>.json")
def delete(account: str, sid: str) -> Any:
    """Give a number back (204)."""
    check_account(account)
    _found(sid)
    carrier().store.write("DELETE FROM numbers WHERE sid = ?", sid)
    carrier().store.commit()
    return Response(status=204)


@blueprint.get(f"{ACCOUNT}/AvailablePhoneNumbers/<country>/<kind>.json")
def available(account: str, country: str, kind: str) -> Any:
    """Numbers nobody owns yet, the same ones for the same search."""
    check_account(account)
    area = request.args.get("AreaCode") or ("833" if kind == "TollFree" else "480")
    found = [] if area in MAGIC_AREA else _candidates(area, 10)
    return jsonify(available_phone_numbers=[_offer(number, country) for number in found], uri=request.path)


def _candidates(area: str, count: int) -> list[str]:
    owned = {row["number"] for row in carrier().store.rows("SELECT number FROM numbers")}
    every = (f"+1{area}55501{tail:02d}" for tail in range(100))
    free = [number for number in every if number not in owned and numbers.e164(number)][:count]
    if not free:
        raise refusal(21452, area)
    return free


def _offer(number: str, country: str) -> dict[str, Any]:
    place = place_of(number) or PLACES["480"]
    return {
        "phone_number": number,
        "friendly_name": f"({number[2:5]}) {number[5:8]}-{number[8:]}",
        "locality": place.city,
        "region": place.state,
        "postal_code": None,
        "iso_country": country,
        "address_requirements": "none",
        "beta": False,
        "capabilities": {"voice": True, "SMS": True, "MMS": True},
    }


def _values() -> dict[str, str]:
    return {column: request.form[name] for name, column in COLUMNS.items() if name in request.form}


def _found(sid: str) -> sqlite3.Row:
    row = carrier().store.row("SELECT * FROM numbers WHERE sid = ?", sid)
    if row is None:
        raise refusal(20404, f"IncomingPhoneNumbers/{sid} was not found")
    return row


def _resource(row: sqlite3.Row) -> dict[str, Any]:
    account = carrier().config.account_sid
    return {
        "sid": row["sid"],
        "account_sid": account,
        "phone_number": row["number"],
        "friendly_name": row["name"],
        "sms_url": row["sms_url"],
        "sms_method": row["sms_method"],
        "sms_fallback_url": row["sms_fallback_url"],
        "sms_fallback_method": "POST",
        "sms_application_sid": "",
        "status_callback": row["status_callback"],
        "status_callback_method": "POST",
        "capabilities": CAPABILITIES,
        "status": "in-use",
        "origin": "twilio",
        "api_version": "2010-04-01",
        "date_created": stamp(row["created"]),
        "date_updated": stamp(row["updated"]),
        "uri": f"/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{row['sid']}.json",
    }
